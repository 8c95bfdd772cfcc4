// Half of the cells of tables of numbers taken out at random: the preset `imputation` as it is beside the columns' means
// and an iterative ridge regression, and whether 90% intervals hold 90% of the true values.
//
//   VAEKIT_DATA=FOLDER node bench/tables/imputation.mjs [--sets 32_shuttle,28_pendigits,6_cardio] [--seeds 0]
//                              [--threads 1] [--preset imputation] [--set path=value ...] [--out imputation.json]
//
// FOLDER/adbench holds NAME.npz with X. imputation.py makes the gaps and scores. Needs scikit-learn.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  dataFile,
  machine,
  markdownTable,
  mean,
  neededPython,
  runPython,
  say,
  temporaryFolder,
  vaekit,
} from "./lib.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "32_shuttle,28_pendigits,6_cardio" },
    seeds: { type: "string", default: "0" },
    threads: { type: "string", default: "1" },
    preset: { type: "string", default: "imputation" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
  },
});
const python = neededPython();
const folder = temporaryFolder("imputation");
const threads = ["--threads", options.threads];
const { preset, set } = options;
const record = { machine: machine(), threads: options.threads, preset, set, results: [] };
const sets = options.sets.split(",");

for (const name of sets) {
  for (const seed of options.seeds.split(",").map(Number)) {
    const path = (file) => join(folder, `${name}-${seed}-${file}`);
    const [gaps, truth, filled, cells, run] = ["gaps.csv", "truth.npz", "filled.csv", "cells.csv", "run"].map(path);
    const data = dataFile(`adbench/${name}.npz`);
    const [peers] = runPython(python, "imputation.py", ["make", data, gaps, truth, "--seed", seed]);
    const choices = [`train.seed=${seed}`, ...set].flatMap((one) => ["--set", one]);
    const trained = vaekit(["train", gaps, "--preset", preset, "--out", run, "--no-report", ...choices, ...threads]);
    const imputed = vaekit(["impute", run, gaps, "--seed", seed, "--out", filled, "--cells", cells, ...threads]);
    const [ours] = runPython(python, "imputation.py", ["score", truth, filled, cells]);
    const times = { trainSeconds: trained.seconds, imputeSeconds: imputed.seconds };
    record.results.push({ set: name, seed, ...peers, ...ours, ...times });
    say(`${name}, seed ${seed}: ridge ${peers.ridge}, vaekit ${ours.mse}, coverage ${ours.coverage}`);
  }
}

const head = [
  "set",
  "rows x columns",
  "mean",
  "ridge",
  "vaekit",
  "below ridge",
  "coverage",
  "without ends",
  "varied columns",
  "seconds",
];
const rows = sets.map((name) => {
  const runs = record.results.filter((result) => result.set === name);
  const of = (measure) => mean(runs.map((run) => run[measure]));
  const below = `${(100 * (1 - of("mse") / of("ridge"))).toFixed(0)} %`;
  const errors = ["mean", "ridge", "mse"].map((measure) => of(measure).toFixed(3));
  const coverage = ["coverage", "coverageWithoutEnds", "coverageVaried"].map(
    (measure) => `${(100 * of(measure)).toFixed(1)} %`,
  );
  const seconds = (of("trainSeconds") + of("imputeSeconds")).toFixed(0);
  return [name, `${runs[0].rows} x ${runs[0].columns}`, ...errors, below, ...coverage, seconds];
});
console.log(markdownTable(head, rows));
if (options.out) writeFileSync(options.out, `${JSON.stringify(record, null, 1)}\n`);
