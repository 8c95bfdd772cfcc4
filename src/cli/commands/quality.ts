// vaekit quality

import type { Command } from "commander";
import { openTableData, type Table, type TableSchema } from "../../data/index.ts";
import { type OpenTableOptions, openTable } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { compareTables, type TableComparison } from "../../tasks/index.ts";
import { dataOptionsOf } from "../input.ts";
import { type DataOptions, type FileOptions, withFile, withSeed, withTable } from "../options.ts";
import { outputFile, print, printJson, remark } from "../output.ts";
import { formatTable } from "../table.ts";

interface Options extends DataOptions, FileOptions {
  readonly holdout?: string;
  readonly target?: string;
  readonly seed: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  vaekit quality people.csv synthetic.csv
  vaekit quality train.csv synthetic.csv --holdout test.csv --target income --out report.html

REAL holds the rows that the synthetic ones were learned from, --holdout rows of the same source that no model saw:
without them neither leaks nor learning can be measured. The options of how tables are read are those of REAL; they
hold for the other files too, but for --columns where a file has a header of its own. With --out a file .json beside the
report holds all numbers.`;

const SAMPLE = 100_000;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<real>", "table that the synthetic rows were learned from")
    .argument("<synthetic>", "table of synthetic rows")
    .option("--holdout <file>", "table of real rows that no model saw")
    .option("--target <column>", "column that models learn to tell, tested on --holdout")
    .option("--json", "print all numbers as one JSON object");
  withSeed(withTable(withFile(command, ["html"], false)))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(realPath: string, syntheticPath: string, options: Options): Promise<void> {
  const { out, holdout: holdoutPath, target, seed, json } = options;
  if (target !== undefined && holdoutPath === undefined) {
    throw new ConfigError("--target: what is learned is tested on rows held out, got none; give --holdout FILE");
  }
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ["html"]);
  const numbers = out === undefined ? undefined : await outputFile({ ...options, out: beside(out) }, ["json"]);
  const { missing, schema: given, constraints, sample: rows = SAMPLE, ...rest } = dataOptionsOf(options);
  const { where, select, header, columns, delimiter, limit } = rest;
  const read = { where, select, header, columns, delimiter, limit, sample: { rows, seed } };
  const real = await openTable(realPath, read);
  for (const note of real.notes) remark(note);
  const { train, notes } = openTableData(realPath, real.table, { missing, schema: given, constraints });
  for (const note of notes) remark(note);
  const names = real.table.columns.map(({ name }) => name);
  const like = (path: string) => openLike(path, names, read);
  const comparison = compareTables({
    real: real.table,
    holdout: holdoutPath === undefined ? undefined : await like(holdoutPath),
    synthetic: await like(syntheticPath),
    schema: train.schema as TableSchema,
    target,
    seed,
    privacy: true,
  });
  if (file && numbers) {
    const { renderQuality } = await import("../../report/index.ts");
    await file.save(renderQuality(comparison, { real: realPath, synthetic: syntheticPath, holdout: holdoutPath }));
    await numbers.save(`${JSON.stringify(comparison, null, 1)}\n`);
  }
  if (json) printJson(comparison);
  else print(summary(comparison));
  if (file) remark(`report: ${file.path}, numbers: ${numbers!.path}`);
}

const beside = (path: string) => path.replace(/\.html$/i, ".json");

// A table with the columns of another: by its own header, else with the names given.
async function openLike(path: string, names: readonly string[], options: OpenTableOptions): Promise<Table> {
  const { columns, header, ...rest } = options;
  if (columns === undefined && header === undefined) return (await openTable(path, rest)).table;
  const own = await openTable(path, rest).catch(() => undefined);
  const known = new Set(own?.table.columns.map(({ name }) => name));
  if (own && names.every((name) => known.has(name))) return own.table;
  return (await openTable(path, options)).table;
}

function summary({ quality, holdoutQuality, detection, efficacy, privacy, notes }: TableComparison): string {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? "-" : value.toFixed(3));
  const other = (value: number | null | undefined) => (holdoutQuality ? `other real rows ${text(value)}` : "1 is best");
  const rows = [
    ["column shapes", text(quality.columnShapes), other(holdoutQuality?.columnShapes)],
    ["pair trends", text(quality.columnPairTrends), other(holdoutQuality?.columnPairTrends)],
    ["overall", text(quality.overall), "mean of both, says less than pair trends and detection"],
    ...(detection ? [["detection AUC", text(detection.auc), "0.5 cannot be told, 1 always told"]] : []),
    ...(efficacy?.task === "classification"
      ? [
          ["accuracy", text(efficacy.mean.synthetic.accuracy), `from real rows ${text(efficacy.mean.real.accuracy)}`],
          ["F1", text(efficacy.mean.synthetic.f1), `from real rows ${text(efficacy.mean.real.f1)}`],
        ]
      : []),
    ...(efficacy?.task === "regression"
      ? [["R2", text(efficacy.mean.synthetic.r2), `from real rows ${text(efficacy.mean.real.r2)}`]]
      : []),
    ...(privacy?.measures ?? []).map(({ name, value, baseline, finding }) => [
      LEAKS[name],
      text(value),
      `${text(baseline)} without a leak: ${finding === "none" ? "no sign" : `${finding} sign`}`,
    ]),
  ];
  return [formatTable(rows), ...notes].join("\n");
}

const LEAKS = {
  closerToTrain: "closer to a training row",
  identified: "singled out",
  membership: "membership AUC",
  exactCopies: "exact copies",
  nearCopies: "near copies",
  distanceRatio: "nearest to second nearest",
} as const;
