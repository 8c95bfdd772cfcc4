// Whole epochs of `train` (data, noise, logging, checkpoints) against the bare steps, taking turns epoch by epoch; then
// the speed of `encode` with the model that came out. Prints one line of JSON. Run in a process of its own.
//
//   node bench/rows/whole.mjs <threads> <epochs> <pictures>

import { openBuiltin } from "vaekit/data";
import { nodeRuntime } from "vaekit/runtime/node";
import { encode, Inference, itemsOf, train } from "vaekit/tasks";
import { compileStep } from "vaekit/train";
import { median } from "../lib/turns.mjs";
import { Feeds, tracedStep } from "../lib/workloads.mjs";

const ENCODE_ROUNDS = 7;

const [threads, epochs, pictures] = process.argv.slice(2).map(Number);
const runtime = nodeRuntime({ threads });
const data = openBuiltin("digits", { count: pictures });
const traced = tracedStep("dense", 128);
const bareStep = await compileStep(runtime, traced.program);
// The same feeds at every bare step: nothing is drawn, gathered or logged.
const feeds = new Feeds(traced).at(0);
let bareCount = 0;

async function bareEpoch(steps) {
  const start = performance.now();
  for (let i = 0; i < steps; i++) await bareStep.run(feeds, ++bareCount, 1e-3);
  return performance.now() - start;
}

const files = new Map();
const store = {
  name: "memory",
  read: async (path) => files.get(path),
  write: async (path, bytes) => {
    files.set(path, bytes);
  },
};
const whole = [];
const bare = [];
let stepsPerEpoch = 0;
let resumed = 0;
const { trained } = await train({
  data,
  runtime,
  store,
  choices: { preset: "mnist", set: [`train.epochs=${epochs}`] },
  async onEvent(event) {
    if (event.kind === "start") stepsPerEpoch = event.stepsPerEpoch;
    if (event.kind !== "epoch") return;
    // The first epoch includes compiling and is left out.
    if (event.record.epoch > 1) whole.push(performance.now() - resumed);
    const milliseconds = await bareEpoch(stepsPerEpoch);
    if (event.record.epoch > 1) bare.push(milliseconds);
    resumed = performance.now();
  },
});

const inference = new Inference(trained, runtime);
const items = itemsOf(trained, data.train);
await inference.encode(items);
const rates = [];
const verbRates = [];
for (let i = 0; i < ENCODE_ROUNDS; i++) {
  let start = performance.now();
  await inference.encode(items);
  rates.push((1000 * data.train.count) / (performance.now() - start));
  start = performance.now();
  await encode(runtime, trained, data.train);
  verbRates.push((1000 * data.train.count) / (performance.now() - start));
}
console.log(
  JSON.stringify({
    threads,
    stepsPerEpoch,
    epochMs: median(whole),
    bareMs: median(bare),
    epochs: whole.length,
    encodePerSecond: median(rates),
    encodeVerbPerSecond: median(verbRates),
  }),
);
process.exit(0);
