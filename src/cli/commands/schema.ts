// vaekit schema

import type { Command } from "commander";
import { describeConstraint, detectConstraints, type TableColumn, type TableSchema } from "../../data/index.ts";
import { isTableName, openData } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { dataOptionsOf } from "../input.ts";
import { type DataOptions, type FileOptions, withFile, withTable } from "../options.ts";
import { outputFile, print, printJson, remark } from "../output.ts";
import { formatNumber, formatTable } from "../table.ts";

interface Options extends DataOptions, FileOptions {
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  vaekit schema people.csv
  vaekit schema people.csv --missing "?,unknown" --out schema.json
  vaekit train people.csv --schema schema.json

The JSON may be edited, and parts of it are enough: {"columns": [{"name": "zip", "type": "categorical"}],
"constraints": ["start <= end"]}. Types: continuous, integer, boolean, categorical, ordinal, datetime, constant,
identifier and text; the last three are no part of the model.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<data>", "table: CSV, Parquet, JSON or JSONL, also .gz and .zst, a pattern, or - for stdin")
    .option("--json", "print the schema as JSON");
  withTable(withFile(command, ["json"], false))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const { out, json } = options;
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ["json"]);
  if (!isTableName(path)) {
    throw new ConfigError(`schema: needs a table (CSV, Parquet or JSON), got ${path}; see vaekit data for other data`);
  }
  const { train, notes } = await openData(path, dataOptionsOf(options));
  const schema = train.schema as TableSchema;
  if (json) printJson(schema);
  else {
    print(formatTable(schema.columns.map(rowOf), ["column", "type", "missing", "values", "remarks"]).trimEnd());
    for (const note of notes) print(note);
    const declared = schema.constraints.map(describeConstraint);
    if (declared.length > 0) print("\nWill hold in synthetic rows:");
    for (const rule of declared) print(`  ${rule}`);
    const suggestions = detectConstraints(train.table!, schema).filter(
      ({ constraint }) => !declared.includes(describeConstraint(constraint)),
    );
    if (suggestions.length > 0) {
      print("\nHolds in every row; for synthetic rows too when train is given the option:");
      for (const { sentence } of suggestions.slice(0, 20)) print(`  ${sentence}`);
    }
  }
  if (file === undefined) return;
  await file.save(`${JSON.stringify(schema, null, 2)}\n`);
  remark(`schema of ${schema.columns.length} columns written to ${file.path}`);
}

function rowOf(column: TableColumn): string[] {
  const { name, type, missing, note = "" } = column;
  return [
    name,
    type,
    missing > 0 ? formatNumber(missing) : "",
    valuesOf(column),
    [...traitsOf(column), note].filter(Boolean).join("; "),
  ];
}

function valuesOf({ number, date, levels, identifier }: TableColumn): string {
  if (number) return `${formatNumber(number.min)} to ${formatNumber(number.max)}`;
  if (date) return `${dayOf(date.min)} to ${dayOf(date.max)}`;
  if (identifier) return `next ${identifier.prefix}${identifier.next}`;
  if (!levels) return "";
  const shown = levels.slice(0, 4).map(({ text }) => (text.length > 20 ? `${text.slice(0, 19)}…` : text));
  return `${levels.length}: ${shown.join(", ")}${levels.length > 4 ? ", …" : ""}`;
}

function traitsOf({ number, date, marker, missing }: TableColumn): string[] {
  return [
    number && number.decimals > 0 ? `${number.decimals} decimals` : "",
    number?.decimalMark === "," ? "decimal comma" : "",
    number?.groupMark ? `thousands by "${number.groupMark}"` : "",
    number?.inflatedAt !== undefined ? `often ${number.inflatedAt}` : "",
    number?.heavyTailed ? "heavy tails" : "",
    number?.bounded ? "bounded" : "",
    date ? date.format : "",
    missing > 0 && marker !== "" ? `missing as "${marker}"` : "",
  ].filter(Boolean);
}

function dayOf(time: number): string {
  const text = new Date(time).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
}
