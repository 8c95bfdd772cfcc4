// vaekit data

import type { Command } from "commander";
import { contactSheet, type DataBundle, type Dataset, describeSchema, encodePng } from "../../data/index.ts";
import { openData } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { choosePart, dataOptionsOf } from "../input.ts";
import { type DataOptions, type FileOptions, type SplitOptions, withData, withFile, withSplit } from "../options.ts";
import { outputFile, print, printJson, remark } from "../output.ts";
import { formatNumber, formatTable } from "../table.ts";

interface Options extends DataOptions, SplitOptions, FileOptions {
  readonly json?: boolean;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command.argument("<data>", "built-in set, file or folder").option("--json", "print one JSON object");
  withData(withSplit(withFile(command, ["png"], false)))
    .addHelpText("after", "\n--out writes a contact sheet of up to 100 pictures, sorted by label.")
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const { out, json, split } = options;
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ["png"]);
  const bundle = await openData(path, dataOptionsOf(options));
  if (file && bundle.train.schema.kind !== "image") {
    throw new ConfigError(
      `--out: a contact sheet shows pictures, got ${describeSchema(bundle.train.schema)}; leave it out`,
    );
  }
  const parts = partsOf(bundle);
  if (json) {
    const described = parts.map(([part, { count, labels, schema }]) => [
      part,
      { count, ...(labels ? { labels: countLabels(labels, schema.labels) } : {}) },
    ]);
    printJson({
      name: bundle.name,
      schema: bundle.train.schema,
      parts: Object.fromEntries(described),
      notes: bundle.notes,
    });
  } else describe(bundle, parts);
  if (file === undefined) return;
  const chosen = choosePart(bundle, split ?? "train", path).dataset;
  const { pixels, width, height, channels } = contactSheet(chosen);
  await file.save(encodePng(pixels, width, height, channels));
  remark(`contact sheet written to ${file.path}`);
}

function partsOf({ train, validation, test }: DataBundle): [string, Dataset][] {
  return Object.entries({ train, validation, test }).filter(
    (entry): entry is [string, Dataset] => entry[1] !== undefined,
  );
}

function describe({ name, train, notes }: DataBundle, parts: readonly [string, Dataset][]): void {
  const { schema } = train;
  const range = schema.kind === "image" ? [["values", `${schema.values}, from 0 to 1`]] : [];
  print(
    formatTable([
      ["name", name],
      ["items", describeSchema(schema)],
      ...range,
      ...parts.map(([part, { count }]) => [part, formatNumber(count)]),
    ]),
  );
  if (notes.length > 0) print(notes.join("\n"));
  if (schema.kind === "vector" || schema.kind === "series") {
    const rows = schema.columns.map((column) => [
      column.name,
      ...[column.mean, column.standardDeviation, column.min, column.max].map(formatNumber),
    ]);
    print(`\n${formatTable(rows, ["column", "mean", "deviation", "min", "max"]).trimEnd()}`);
  }
  const { labels } = schema;
  if (labels === undefined) return;
  const counts = parts.flatMap(([part, dataset]) =>
    dataset.labels ? [{ part, counts: countLabels(dataset.labels, labels) }] : [],
  );
  const rows = labels.map((label) => [label, ...counts.map((entry) => formatNumber(entry.counts[label] ?? 0))]);
  print(`\n${formatTable(rows, ["label", ...counts.map(({ part }) => part)]).trimEnd()}`);
}

function countLabels(labels: Int32Array, names: readonly string[] = []): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (const label of labels) counts[names[label] ?? String(label)] = (counts[names[label] ?? String(label)] ?? 0) + 1;
  return counts;
}
