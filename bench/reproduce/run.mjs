// Trains a published setting again, measures it the published way and writes the numbers beside the published ones:
// node bench/reproduce/run.mjs NAME [--threads N] [--epochs N] [--list]. Stopped at any time, the same command goes on
// from the last checkpoint. The data lies in the folder that VAEKIT_DATA names.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeRuntime } from "../../dist/runtime/node.js";
import { loadModel } from "../../dist/tasks/index.js";
import { folderStore } from "../../dist/tasks/node.js";
import { experiments } from "./experiments.mjs";
import { measure } from "./measure.mjs";
import { writePage } from "./page.mjs";
import { trainResumably } from "./training.mjs";

const { values, positionals } = parseArgs({
  options: { threads: { type: "string", default: "2" }, list: { type: "boolean" }, out: { type: "string" } },
  allowPositionals: true,
});
const say = (text) => process.stderr.write(`${text}\n`);
const known = experiments.map(({ name }) => name);
if (values.list || positionals.length === 0) {
  for (const { name, what } of experiments) console.log(`${name.padEnd(24)} ${what}`);
  process.exit(0);
}
for (const name of positionals) {
  if (!known.includes(name)) {
    say(`${name}: must be one of ${known.join(", ")}`);
    process.exit(2);
  }
}

const results = fileURLToPath(new URL("../../docs/results/reproductions", import.meta.url));
const runtime = nodeRuntime({ threads: Number(values.threads) });
for (const name of positionals) {
  const experiment = experiments.find((one) => one.name === name);
  const folder = join(values.out ?? "runs/reproduce", name);
  const trained = await trainResumably(experiment, { folder, runtime, say: (text) => say(`${name}: ${text}`) });
  const model = await loadModel(folderStore(folder));
  say(`${name}: measuring`);
  const started = performance.now();
  const measured = await measure(experiment, { model, runtime, data: trained.data });
  const { what, published, reference, against } = experiment;
  const record = {
    name,
    what,
    command: `node bench/reproduce/run.mjs ${name}`,
    ...(published !== undefined && { published }),
    ...(reference !== undefined && { reference }),
    ...(against !== undefined && { against }),
    ours: measured.value,
    ...measured,
    trainingSeconds: Math.round(trained.seconds),
    measuringSeconds: Math.round((performance.now() - started) / 1000),
    threads: Number(values.threads),
    machine: { cores: cpus().length, model: cpus()[0]?.model, load: loadavg()[1] },
    date: new Date().toISOString().slice(0, 10),
    config: model.config,
  };
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  say(`${name}: ${published === undefined ? "" : `published ${published}, `}ours ${measured.value.toFixed(2)}`);
}
writePage(results);
