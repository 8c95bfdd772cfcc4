// Memory of training the `mnist` preset: resident size around two steps and its peak. Prints one line of JSON. Run in
// a process of its own.
//
//   node bench/rows/memory.mjs <threads> <first step> <last step>

import { openBuiltin } from "vaekit/data";
import { nodeRuntime } from "vaekit/runtime/node";
import { train } from "vaekit/tasks";
import { median } from "../lib/turns.mjs";

const PRESET_EPOCHS = 10;
const WINDOW = 100;
const MEGABYTE = 1e6;

const [threads, first, last] = process.argv.slice(2).map(Number);
const data = openBuiltin("digits");
const epochs = Math.max(PRESET_EPOCHS, Math.ceil((last + WINDOW) / Math.ceil(data.train.count / 128)));
const sizes = new Map([first, last].map((step) => [step, []]));
const store = { name: "memory", read: async () => undefined, write: async () => {} };
await train({
  data,
  runtime: nodeRuntime({ threads }),
  store,
  choices: { preset: "mnist", set: [`train.epochs=${epochs}`] },
  onEvent(event) {
    if (event.kind !== "step") return;
    for (const [step, list] of sizes) {
      if (event.progress.step >= step && event.progress.step < step + WINDOW) list.push(process.memoryUsage.rss());
    }
  },
});
const [atFirst, atLast] = [...sizes.values()].map((list) => median(list) / MEGABYTE);
console.log(
  JSON.stringify({ threads, first, last, atFirst, atLast, peak: (process.resourceUsage().maxRSS * 1024) / MEGABYTE }),
);
process.exit(0);
