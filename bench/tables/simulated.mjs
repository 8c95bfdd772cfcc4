// Points around 25 and 8 known centres: does the preset `table` as it is find them all, and their spread?
//
//   node bench/tables/simulated.mjs [--seeds 0,1,2] [--threads 1] [--set path=value ...] [--out simulated.json]
//
// 10,000 training and 10,000 test rows per set and seed; simulated.py says what is measured. Needs scikit-learn.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine, markdownTable, mean, neededPython, runPython, say, temporaryFolder, vaekit } from "./lib.mjs";

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "0,1,2" },
    threads: { type: "string", default: "1" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
  },
});
const ROWS = 10_000;
const python = neededPython();
const folder = temporaryFolder("simulated");
const threads = ["--threads", options.threads];
const record = { machine: machine(), threads: options.threads, set: options.set, results: [] };

for (const kind of ["grid", "ring"]) {
  for (const seed of options.seeds.split(",").map(Number)) {
    const path = (name) => join(folder, `${kind}-${seed}-${name}`);
    const files = ["train.csv", "test.csv", "synthetic.csv"].map(path);
    runPython(python, "simulated.py", ["make", kind, files[0], "--seed", 2 * seed]);
    runPython(python, "simulated.py", ["make", kind, files[1], "--seed", 2 * seed + 1]);
    const sets = [`train.seed=${seed}`, ...options.set].flatMap((one) => ["--set", one]);
    const run = path("run");
    const trained = vaekit(["train", files[0], "--preset", "table", "--out", run, "--no-report", ...sets, ...threads]);
    vaekit(["synth", run, "-n", ROWS, "--seed", seed, "--out", files[2], ...threads]);
    const [vaekitRows, realRows] = runPython(python, "simulated.py", ["score", kind, ...files]);
    record.results.push({ kind, seed, seconds: trained.seconds, vaekit: vaekitRows, real: realRows });
    say(`${kind}, seed ${seed}: test ${vaekitRows.test}, real ${realRows.test}, ${trained.seconds.toFixed(0)} s`);
  }
}

const rows = ["grid", "ring"].flatMap((kind) => {
  const runs = record.results.filter((result) => result.kind === kind);
  return ["real", "vaekit"].map((who) => {
    const of = (measure, digits) => mean(runs.map((run) => run[who][measure])).toFixed(digits);
    const least = Math.min(...runs.map((run) => run[who].modes));
    return [kind, who, of("test", 2), of("synthetic", 2), `${least} of ${runs[0][who].of}`, of("far", 3)];
  });
});
console.log(markdownTable(["set", "rows", "test", "synthetic", "modes, least", "far"], rows));
if (options.out) writeFileSync(options.out, `${JSON.stringify(record, null, 1)}\n`);
