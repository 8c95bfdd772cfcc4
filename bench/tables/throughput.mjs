// Rows of a large Parquet file scored to another: rows per second and peak memory of the whole command.
//
//   node bench/tables/throughput.mjs [--rows 1000000] [--columns 20] [--samples 8,1] [--threads 1] [--cpu-prof FOLDER]
//                                    [--out throughput.json]
//
// Columns are normals that share five causes (seeded). The preset `table` is trained as it is, on the CLI's own sample.
// --cpu-prof leaves V8 profiles of the scoring in FOLDER.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Generator } from "../../dist/array/index.js";
import { tableWriter } from "../../dist/data/node.js";
import { machine, markdownTable, say, temporaryFolder, vaekit } from "./lib.mjs";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    columns: { type: "string", default: "20" },
    samples: { type: "string", default: "8,1" },
    threads: { type: "string", default: "1" },
    "cpu-prof": { type: "string" },
    out: { type: "string" },
  },
});
const CAUSES = 5;
const NOISE = 0.5;
const PIECE = 50_000;

const rows = Number(options.rows);
const width = Number(options.columns);
const folder = temporaryFolder("throughput");
const table = join(folder, "rows.parquet");
const run = join(folder, "run");
const threads = ["--threads", options.threads];

await writeRows();
say(`${rows} x ${width} rows written`);
const trained = vaekit(["train", table, "--preset", "table", "--out", run, "--no-report", ...threads]);
say(`trained in ${trained.seconds.toFixed(0)} s`);
const nodeOptions = options["cpu-prof"] ? ["--cpu-prof", `--cpu-prof-dir=${options["cpu-prof"]}`] : [];
const record = { machine: machine(), threads: options.threads, rows, columns: width, train: measured(trained) };
record.scores = options.samples.split(",").map((samples) => {
  const file = join(folder, `scores-${samples}.parquet`);
  const scored = vaekit(["score", run, table, "--samples", samples, "--out", file, ...threads], { nodeOptions });
  say(scored.output.trim());
  return { samples: Number(samples), rowsPerSecond: rows / scored.seconds, ...measured(scored) };
});

const head = ["command", "seconds", "CPU seconds", "rows/s", "peak MiB"];
const line = (name, { seconds, cpuSeconds, peakMiB, rowsPerSecond }) => [
  name,
  seconds.toFixed(0),
  cpuSeconds.toFixed(0),
  rowsPerSecond === undefined ? "" : rowsPerSecond.toFixed(0),
  peakMiB.toFixed(0),
];
const scores = record.scores.map((score) => line(`score --samples ${score.samples}`, score));
console.log(markdownTable(head, [line("train", record.train), ...scores]));
if (options.out) writeFileSync(options.out, `${JSON.stringify(record, null, 1)}\n`);

function measured({ seconds, cpuSeconds, peakMiB }) {
  return { seconds, cpuSeconds, peakMiB };
}

async function writeRows() {
  const generator = new Generator(0, "throughput");
  const loadings = Array.from({ length: width * CAUSES }, () => generator.normal());
  const writer = await tableWriter(table);
  for (let start = 0; start < rows; start += PIECE) {
    const count = Math.min(PIECE, rows - start);
    const columns = Array.from({ length: width }, () => new Float64Array(count));
    for (let row = 0; row < count; row++) {
      const causes = Array.from({ length: CAUSES }, () => generator.normal());
      columns.forEach((values, j) => {
        const shared = causes.reduce((sum, cause, k) => sum + cause * loadings[j * CAUSES + k], 0);
        values[row] = shared + NOISE * generator.normal();
      });
    }
    const cells = columns.map((values, j) => ({ name: `x${j}`, cells: { kind: "number", values } }));
    await writer.write({ name: "rows", count, columns: cells });
  }
  await writer.close();
}
