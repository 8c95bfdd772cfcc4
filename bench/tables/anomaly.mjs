// Anomaly scores on ADBench sets: mean ROC-AUC over fixed splits, one configuration for all sets.
//
//   node bench/tables/anomaly.mjs [--data FOLDER] [--sets a,b] [--splits 0,1] [--settings A,B] [--preset anomaly]
//                                 [--set path=value ...] [--out scores.json] [--jobs 2]
//
// FOLDER (or VAEKIT_DATA/adbench) holds NAME.npz with X and y (1: anomaly) and splits.npz with, per set, uint8 [splits, n]:
// 1 training part, 2 test part. Setting A trains on all rows of the training part, B on its normal rows only. Columns are
// taken as numbers, standardised by the training part. Each pair of set and split is one job of its own.

import { fork } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inferSchema, readNpz } from "../../dist/data/index.js";
import { nodeRuntime } from "../../dist/runtime/node.js";
import { rocAuc } from "../../dist/statistics/index.js";
import { scoreRows, train } from "../../dist/tasks/index.js";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: `${process.env.VAEKIT_DATA ?? "data"}/adbench` },
    sets: { type: "string" },
    splits: { type: "string" },
    settings: { type: "string", default: "A,B" },
    preset: { type: "string", default: "anomaly" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
    jobs: { type: "string", default: "2" },
    job: { type: "boolean", default: false },
  },
});

const array = (npz, name) => npz.get(name)();
const read = (name) => readNpz(readFileSync(`${options.data}/${name}.npz`), name);

if (options.job) {
  process.on("message", async (job) => {
    process.send(await runJob(job));
  });
} else await main();

async function main() {
  const sets = (
    options.sets?.split(",") ??
    readdirSync(options.data).flatMap((file) => (/^\d.*\.npz$/.test(file) ? [file.slice(0, -4)] : []))
  ).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const splits = options.splits?.split(",").map(Number) ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const settings = options.settings.split(",");
  const jobs = settings.flatMap((setting) => splits.flatMap((split) => sets.map((set) => ({ setting, split, set }))));
  const results = await runAll(jobs);
  console.log(`\npreset ${options.preset} ${options.set.join(" ")}`);
  console.log(["set".padEnd(16), ...settings.map((s) => s.padStart(7)), "seconds".padStart(9)].join(""));
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const of = (filter) => results.filter(filter);
  for (const set of sets) {
    const cells = settings.map((s) =>
      mean(of((r) => r.set === set && r.setting === s).map(({ auc }) => auc)).toFixed(4),
    );
    const seconds = mean(of((r) => r.set === set).map((r) => r.seconds)).toFixed(1);
    console.log([set.padEnd(16), ...cells.map((c) => c.padStart(7)), seconds.padStart(9)].join(""));
  }
  const all = settings.map((s) =>
    mean(sets.map((set) => mean(of((r) => r.set === set && r.setting === s).map(({ auc }) => auc)))),
  );
  console.log(["mean".padEnd(16), ...all.map((v) => v.toFixed(4).padStart(7))].join(""));
  if (options.out) writeFileSync(options.out, `${JSON.stringify({ options, results }, null, 1)}\n`);
}

function runAll(jobs) {
  const results = [];
  const queue = [...jobs];
  const workers = Array.from({ length: Math.min(Number(options.jobs), jobs.length) }, () => {
    const worker = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--job"]);
    return new Promise((resolve, reject) => {
      const next = () => {
        const job = queue.shift();
        if (job) worker.send(job);
        else {
          worker.kill();
          resolve();
        }
      };
      worker.on("message", (result) => {
        results.push(result);
        if (process.stderr.isTTY) process.stderr.write(`\r${results.length}/${jobs.length} `);
        next();
      });
      worker.on("error", reject);
      next();
    });
  });
  return Promise.all(workers).then(() => results);
}

async function runJob({ set, split, setting }) {
  const data = read(set);
  const X = array(data, "X");
  const labels = array(data, "y").data;
  const roles = array(read("splits"), set);
  const [rows, width] = X.shape;
  const role = (i) => roles.data[split * rows + i];
  const pick = (keep) => Array.from({ length: rows }, (_, i) => i).filter(keep);
  const trainRows = pick((i) => role(i) === 1 && (setting === "A" || Number(labels[i]) === 0));
  const testRows = pick((i) => role(i) === 2);
  const tableOf = (list) => ({
    name: set,
    count: list.length,
    columns: Array.from({ length: width }, (_, j) => ({
      name: `x${j}`,
      cells: { kind: "number", values: Float64Array.from(list, (i) => Number(X.data[i * width + j])) },
    })),
  });
  const table = tableOf(trainRows);
  const varies = table.columns.filter(({ cells }) => cells.values.some((v) => v !== cells.values[0]));
  const types = Object.fromEntries(varies.map(({ name }) => [name, "continuous"]));
  const { schema } = inferSchema(table, { types });
  const runtime = nodeRuntime({ threads: 1 });
  const files = new Map();
  const store = {
    name: set,
    read: async (path) => files.get(path),
    write: async (path, bytes) => {
      files.set(path, bytes);
    },
  };
  const started = performance.now();
  const dataset = { name: set, schema, count: table.count, values: new Float32Array(0), scale: 1, table };
  const { trained } = await train({
    data: { name: set, train: dataset, notes: [] },
    runtime,
    store,
    choices: { preset: options.preset, set: [...options.set, `train.seed=${split}`] },
  });
  const { score } = await scoreRows(runtime, trained, tableOf(testRows));
  const auc = rocAuc(
    score,
    Float64Array.from(testRows, (i) => Number(labels[i])),
  );
  return { set, split, setting, auc, seconds: (performance.now() - started) / 1000 };
}
