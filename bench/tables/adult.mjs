// Synthetic copies of the Adult census table: the preset `table` as it is, beside a TVAE and independent columns.
//
//   VAEKIT_DATA=FOLDER node bench/tables/adult.mjs [--seeds 0,1,2] [--tvae 0] [--threads 1] [--set path=value ...]
//                                                  [--out adult.json]
//
// For each seed: vaekit train, vaekit synth -n 32561, then adult.py, which also scores the real rows. --tvae lists the
// seeds of adult-tvae.py ("" for none); it is left out where no python3 has PyTorch. Needs scikit-learn.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import {
  dataFile,
  machine,
  markdownTable,
  mean,
  neededPython,
  pythonWith,
  runPython,
  say,
  temporaryFolder,
  vaekit,
} from "./lib.mjs";

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "0,1,2" },
    tvae: { type: "string", default: "0" },
    threads: { type: "string", default: "1" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
  },
});
const ROWS = 32_561;
const NAMES =
  "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income";
const MEASURES = [
  "accuracy",
  "f1",
  "shapes",
  "pairs",
  "detection",
  "dcr",
  "copies",
  "copies_but_fnlwgt",
  "seconds",
  "cpuSeconds",
];
const DIGITS = { copies: 5, seconds: 0, cpuSeconds: 0 };

const train = dataFile("adult/adult.data.gz");
const test = dataFile("adult/adult.test.gz");
const python = neededPython();
const record = { machine: machine(), threads: options.threads, set: options.set };
const folder = temporaryFolder("adult");
const table = join(folder, "adult.csv");
const lines = gunzipSync(readFileSync(train)).toString().split("\n").filter(Boolean);
writeFileSync(table, [NAMES, ...lines.map((line) => line.replaceAll(", ", ","))].join("\n"));
const judge = (name) => runPython(python, "adult.py", ["--train", train, "--test", test, name])[0];

record.real = judge("real");
record.vaekit = seedsOf(options.seeds).map((seed) => {
  const [run, file] = [join(folder, `run-${seed}`), join(folder, `vaekit-${seed}.csv`)];
  const threads = ["--threads", options.threads];
  const sets = [`train.seed=${seed}`, ...options.set].flatMap((one) => ["--set", one]);
  const trained = vaekit(["train", table, "--preset", "table", "--out", run, "--no-report", ...sets, ...threads]);
  const made = vaekit(["synth", run, "-n", ROWS, "--seed", seed, "--out", file, ...threads]);
  say(`seed ${seed}: trained in ${trained.seconds.toFixed(0)} s, synthesised in ${made.seconds.toFixed(1)} s`);
  const { seconds, cpuSeconds } = trained;
  return { ...judge(file), seed, seconds, cpuSeconds, synthSeconds: made.seconds };
});
const torch = pythonWith("torch");
if (torch === undefined) say("TVAE: no python3 with PyTorch; left out");
record.tvae = (torch === undefined ? [] : seedsOf(options.tvae)).map((seed) => {
  const file = join(folder, `tvae-${seed}.csv`);
  const [trained] = runPython(torch, "adult-tvae.py", [train, file, "--seed", seed, "--threads", options.threads]);
  say(`TVAE, seed ${seed}: trained in ${trained.seconds} s`);
  return { ...judge(file), seed, ...trained };
});
record.independent = judge("independent");

console.log(markdownTable(["", ...MEASURES], tableRows()));
if (options.out) writeFileSync(options.out, `${JSON.stringify(record, null, 1)}\n`);

function seedsOf(text) {
  return text === "" ? [] : text.split(",").map(Number);
}

function tableRows() {
  const row = (name, runs) => [
    name,
    ...MEASURES.map((measure) => {
      const values = runs.map((run) => run[measure]).filter((value) => value !== undefined);
      return values.length === 0 ? "" : mean(values).toFixed(DIGITS[measure] ?? 3);
    }),
  ];
  const { seconds: _, ...real } = record.real;
  const { seconds: __, ...independent } = record.independent;
  return [
    row("real rows", [real]),
    ...(record.tvae.length > 0 ? [row("TVAE", record.tvae)] : []),
    row("independent columns", [independent]),
    row("vaekit, mean", record.vaekit),
    ...record.vaekit.map((run) => row(`vaekit, seed ${run.seed}`, [run])),
  ];
}
