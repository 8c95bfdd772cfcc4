// The speed benchmark: all contestants in one run, taking turns, medians, beside the targets. Needs `npm run build`.
//
//   node bench/run.mjs [--only steps,browser,whole,memory,methods,help] [--rounds 7] [--quick] [--write]
//
// --write puts what is whole into docs/performance.md and docs/results: the methods by themselves, the others together.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startBrowser } from "./lib/browser.mjs";
import { BROWSER, startContestants } from "./lib/contestants.mjs";
import { putPart } from "./lib/page-part.mjs";
import { installPeers, versions } from "./lib/peers.mjs";
import { markdown, methodsMarkdown } from "./lib/report.mjs";
import { targetRows } from "./lib/targets.mjs";
import { best, takeTurns } from "./lib/turns.mjs";
import { measureHelp } from "./rows/help.mjs";

const PARTS = ["steps", "browser", "whole", "memory", "methods", "help"];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    only: { type: "string", default: PARTS.join(",") },
    rounds: { type: "string", default: "9" },
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const parts = values.only.split(",");
const unknown = parts.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  say(`--only: takes ${PARTS.join(", ")}, got ${unknown}`);
  process.exit(2);
}
// All parts of the first table.
const whole = PARTS.every((part) => part === "methods" || parts.includes(part));
if (values.write && (values.quick || !(whole || parts.includes("methods")))) {
  say("--write: needs a full run, or --only methods; leave out --quick");
  process.exit(2);
}
const rounds = values.quick ? 2 : Number(values.rounds);

/** One row's process: its last line is JSON. */
function inProcess(script, args) {
  const output = execFileSync(process.execPath, [here(script), ...args.map(String)], { encoding: "utf8" });
  return JSON.parse(output.trim().split("\n").at(-1));
}

async function runWorkloads(contestants, workloads, options) {
  const results = {};
  for (const [workload, batch] of workloads) {
    say(`${workload} step, batch ${batch}`);
    results[`${workload} ${batch}`] = await takeTurns(contestants, workload, batch, options);
  }
  return results;
}

const BUSY = 0.5;
if (loadavg()[0] > BUSY)
  say(`the machine is busy (load ${loadavg()[0].toFixed(1)}): times will be too long, above all with two threads`);
const missing = installPeers(say);
const options = { rounds, say };
const results = { load: loadavg()[0] };
let python;
if (parts.includes("steps")) {
  const started = await startContestants({ missing, say });
  python = started.python;
  results.node = await runWorkloads(
    started.contestants,
    [
      ["dense", 128],
      ["dense", 512],
      ["conv", 128],
    ],
    options,
  );
  for (const { close } of started.contestants) await close();
}
if (parts.includes("browser")) {
  const { contestants, version, close } = await startBrowser(BROWSER);
  results.chromium = version;
  results.browser = await runWorkloads(
    contestants,
    [
      ["dense", 128],
      ["conv", 128],
    ],
    options,
  );
  await close();
}
const threads = Number(
  best(results.node?.["dense 128"] ?? [], "ours")?.name.match(/(\d+) T/)?.[1] ?? availableParallelism(),
);
if (parts.includes("whole")) {
  say("whole epochs, encode");
  results.whole = inProcess("rows/whole.mjs", values.quick ? [threads, 2, 6000] : [threads, 6, 60_000]);
}
if (parts.includes("memory")) {
  say("memory");
  results.memory = inProcess("rows/memory.mjs", values.quick ? [threads, 100, 400] : [threads, 500, 5000]);
}
if (parts.includes("methods")) {
  say("methods beside their plain twins, likelihoods");
  results.methods = [1, 2].map((count) => inProcess("rows/methods.mjs", [count, values.quick ? 2 : 7]));
}
if (parts.includes("help")) results.help = measureHelp();

const require = createRequire(import.meta.url);
const { methods, load, ...others } = results;
const circumstances = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${availableParallelism()} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
  load,
};
const own = { Node: process.versions.node, "onnxruntime-node": require("onnxruntime-node/package.json").version };
if (Object.keys(others).length > 0) {
  const all = { ...own, Chromium: results.chromium, ...versions(python) };
  publish("bench", { ...circumstances, versions: all, rows: targetRows(results), ...others }, markdown, whole);
}
if (methods) publish("methods", { ...circumstances, versions: own, methods }, methodsMarkdown, true);
process.exit(0);

// Prints what was measured, and puts it into its page where it is whole.
function publish(name, record, textOf, complete) {
  const text = textOf(record);
  console.log(`${text}\n`);
  if (!values.write || !complete) return;
  mkdirSync(here("../docs/results"), { recursive: true });
  writeFileSync(here(`../docs/results/${name}.json`), `${JSON.stringify(record, null, 1)}\n`);
  putPart("docs/performance.md", name, text);
}
