// What reconstruct and denoise show: items side by side, and the error of each.

import { type DataSchema, type Dataset, subset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import type { Items, Restored } from "../tasks/index.ts";
import { type ItemFile, interleave, labelOf, saveItems } from "./items.ts";
import { type OutputFile, print, printJson } from "./output.ts";
import { formatNumber, formatTable } from "./table.ts";

/** The first `count` items, or all. @throws ConfigError when there are fewer */
export function firstItems(dataset: Dataset, count: number | undefined): Dataset {
  if (count === undefined) return dataset;
  return subset(
    dataset,
    Array.from({ length: Math.min(count, dataset.count) }, (_, i) => i),
  );
}

/** @throws ConfigError when there is no item of that index */
export function checkIndex(option: string, index: number, dataset: Dataset): void {
  if (index < dataset.count) return;
  throw new ConfigError(`${option}: must be an item from 0 to ${dataset.count - 1}, got ${index}`);
}

/** Writes a picture with each item's stages side by side, or the last stage alone as numbers. */
export function saveRestored(file: OutputFile<ItemFile>, stages: readonly Items[], schema: DataSchema): Promise<void> {
  const last = stages.at(-1)!;
  if (file.kind !== "png") return saveItems(file, last, schema, { extras: { original: stages[0]! } });
  const groups = Math.max(1, Math.min(last.shape[0]!, Math.round(12 / stages.length)));
  return saveItems(file, interleave(stages), schema, { columns: groups * stages.length });
}

const MOST_ROWS = 40;

/** Prints each item's mean squared error; of many items the worst ones, and what is typical. */
export function printErrors(
  restored: Restored,
  { labels, schema, count }: Dataset,
  json: boolean,
  noisy = false,
): void {
  const { error, inputError } = restored;
  const mean = error.reduce((sum, value) => sum + value, 0) / count;
  if (json) {
    const before = noisy ? { inputErrors: [...inputError] } : {};
    printJson({
      count,
      [schema.kind === "table" ? "cellsChanged" : "meanSquaredError"]: mean,
      errors: [...error],
      ...before,
    });
    return;
  }
  const order = Array.from(error, (_, i) => i);
  const worst = count > MOST_ROWS ? order.sort((a, b) => error[b]! - error[a]!).slice(0, 10) : order;
  const rows = worst.map((i) => [
    String(i),
    formatNumber(error[i]!),
    ...(noisy ? [formatNumber(inputError[i]!)] : []),
    ...(labels ? [labelOf(schema, labels, i)] : []),
  ]);
  print(
    formatTable(rows, [
      "item",
      schema.kind === "table" ? "cells changed" : "squared error",
      ...(noisy ? ["of the input"] : []),
      ...(labels ? ["label"] : []),
    ]),
  );
  if (count > MOST_ROWS) print(`the 10 worst of ${count} items; --json has all`);
  print(
    `${schema.kind === "table" ? "share of cells changed" : "mean squared error per element"}: ${formatNumber(mean)}`,
  );
}
