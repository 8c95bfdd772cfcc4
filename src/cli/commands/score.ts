// vaekit score

import type { Command } from "commander";
import { type Dataset, writeCsv } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import { type Scores, scoreItems } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openPart, openRuntime } from "../input.ts";
import { labelOf } from "../items.ts";
import { withData, withRuntime, withSeed, withSplit } from "../options.ts";
import { outputFile, print, remark } from "../output.ts";
import { decimal, oneOf, whole } from "../parse.ts";
import { scoreTableRows } from "../score-rows.ts";
import { type SeriesScoreOptions, scoreTimeSeries } from "../score-series.ts";
import { withTableFile } from "../table-output.ts";

interface Options extends SeriesScoreOptions {}

const KINDS = ["csv"] as const;

const EXAMPLES = `
Examples:
  vaekit score runs/people people.csv --contamination 0.02 --out scores.csv
  vaekit score runs/people big.parquet --explain --out scores.parquet
  vaekit score runs/machine tomorrow.csv --quantile 0.999 --out scores.csv    a score for each time stamp

The higher the score, the stranger the item. Without --out the table goes to stdout. Tables are read in pieces, so that they
may be larger than memory; the same call gives the same bytes.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<data>", "items to score")
    .option(
      "--samples <k>",
      "pictures and vectors: the negative log-likelihood with k importance samples per item; tables: draws per row (default: 8)",
      whole("--samples", 0, 100_000),
    )
    .option(
      "--contamination <c>",
      "tables, time series: call this share of rows like the training rows anomalies",
      decimal("--contamination", 0, true),
    )
    .option(
      "--quantile <q>",
      "tables, time series: call rows above this quantile of the training scores anomalies",
      decimal("--quantile", 0, true),
    )
    .option(
      "--by <what>",
      "time series: judge a time stamp by its own step or by the windows that hold it (default: step)",
      oneOf("--by", ["step", "window"]),
    )
    .option("--explain", "tables: also what each column adds to the score, in nats")
    .option(
      "--report <file>",
      "tables: also a page (.html): histogram, the strangest rows and why; ROC with --labels COLUMN",
    )
    .option("--strict", "tables: refuse values that the training part had nothing like");
  withRuntime(withSeed(withData(withSplit(withTableFile(command)))))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const { out, samples, seed } = options;
  const model = await loadRun(path);
  if (model.schema.kind === "table") return scoreTableRows(model, data, options);
  if (model.schema.kind === "series") return scoreTimeSeries(model, data, options);
  for (const [name, value] of Object.entries({ contamination: options.contamination, quantile: options.quantile })) {
    if (value !== undefined)
      throw new ConfigError(`--${name}: is for models of tables and time series, got ${path}; leave it out`);
  }
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, KINDS);
  const trained = model;
  const { dataset } = await openPart(data, options, trained);
  const chosen = { seed, ...(samples === undefined ? {} : { samples }) };
  const scores = await scoreItems(await openRuntime(options), trained, dataset, chosen);
  const table = scoreTable(scores, dataset);
  if (file === undefined) {
    print(table);
    return;
  }
  await file.save(table);
  remark(`${scores.count} scores (${scores.method}) written to ${file.path}`);
}

function scoreTable({ count, score, reconstruction, kl }: Scores, { labels, schema }: Dataset): string {
  const rows = Array.from({ length: count }, (_, i) => [
    i,
    Math.fround(score[i]!),
    reconstruction[i]!,
    ...(kl.length > 0 ? [kl[i]!] : []),
    ...(labels ? [labelOf(schema, labels, i)] : []),
  ]);
  const names = ["index", "score", "reconstruction", ...(kl.length > 0 ? ["kl"] : []), ...(labels ? ["label"] : [])];
  return writeCsv(names, rows);
}
