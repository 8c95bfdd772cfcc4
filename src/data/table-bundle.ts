// A table that was opened as a data set: its columns as items, or windows of time series.

import { ConfigError } from "../errors.ts";
import type { DataBundle } from "./dataset.ts";
import { stem } from "./decode.ts";
import { asksForSeries, type FileOptions } from "./open-options.ts";
import { seriesDataset } from "./series/dataset.ts";
import type { OpenedTable, RowSample } from "./table/collect.ts";
import { openTableData } from "./table/dataset.ts";

const SAMPLE = 100_000;

/**
 * Reads a table with `read` and makes a data set of it; `labels` is the column that holds them.
 * @throws ConfigError for options that tables do not have; DataError naming column or row
 */
export async function openTableBundle(
  path: string,
  options: FileOptions,
  labels: string | undefined,
  read: (sample: RowSample | undefined) => Promise<OpenedTable>,
): Promise<DataBundle> {
  const { sample = SAMPLE, seed = 0, resize, fit, key, model } = options;
  if ((resize ?? fit) !== undefined) {
    throw new ConfigError(`${path}: resize and fit need pictures, got a table; leave them out`);
  }
  if (key !== undefined) {
    throw new ConfigError(`${path}: the option key names an array of a .npz file, got a table; leave it out`);
  }
  const name = stem(path === "-" ? "stdin" : path.replace(/\.(gz|zst)$/i, ""));
  if (!asksForSeries(options)) {
    const { table, notes } = await read({ rows: sample, seed });
    const known = model?.kind === "table" ? model : undefined;
    return openTableData(name, table, { ...options, model: known, labels }, notes);
  }
  // Rows of a series belong together: all are read, none are drawn.
  if (options.sample !== undefined) {
    throw new ConfigError(
      `${path}: sample draws rows, and a time series needs all; use a limit or a larger stride instead`,
    );
  }
  const { table, notes } = await read(undefined);
  const known = model?.kind === "series" ? model : undefined;
  const opened = seriesDataset(table, { ...options, columns: undefined, labels, model: known });
  return { name, train: { ...opened.train, name }, notes: [...notes, ...opened.notes] };
}
