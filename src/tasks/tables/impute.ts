// impute: missing cells of a table filled from what the model knows of them given the row's other cells. Observed cells
// keep the text they have. Several draws give multiple imputation (Rubin 1987) with its spread.

import { Generator } from "../../array/index.ts";
import {
  type Cells,
  cellLevels,
  cellNumbers,
  cellText,
  decodeTable,
  encodeTable,
  modelled,
  roundedValue,
  type SourceColumn,
  type Table,
  type TableColumn,
  type TableSchema,
  type Unseen,
  valueFormat,
} from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import { quantile, sorted } from "../../statistics/index.ts";
import type { TrainedModel } from "../run.ts";
import { RowCompleter } from "./completer.ts";
import { HIDDEN, MISSING } from "./filler.ts";
import { tableSchemaOf } from "./schema-of.ts";

/** How to fill gaps. */
export interface ImputeOptions {
  /** Key of every draw. Default 0. */
  readonly seed?: number;
  /** Completed tables to be drawn; 0 (default) gives the single best table only. */
  readonly draws?: number;
  /** Draws that a best value is taken from: the mean of numbers and dates, the most frequent category. Default 100. */
  readonly samples?: number;
  /** Weighted candidates of the latent per row. Default 256. */
  readonly proposals?: number;
  /** Interval levels that an earlier piece of the same table was calibrated to; default found on this one. */
  readonly calibration?: Calibration;
  /** Missing cells tell the encoder something of the row (missing not at random), as they did in training. Default false. */
  readonly informative?: boolean;
}

/**
 * Share of the draws that a 90 % interval of each column of numbers spans. It is found by hiding a fifth of the observed
 * cells of up to 400 rows and asking which share would have held 90 % of them (split conformal prediction, Vovk et al. 2005).
 */
export type Calibration = Readonly<Record<string, number>>;

/** Filled tables. */
export interface Imputed {
  /** Every gap filled with its best value. */
  readonly best: Table;
  /** Completed tables, each a draw of all gaps together. */
  readonly draws: readonly Table[];
  /** Filled cells, row by row. */
  readonly filled: readonly FilledCell[];
  readonly calibration: Calibration;
  readonly unseen: readonly Unseen[];
}

/** A gap and what is known of it. */
export interface FilledCell {
  /** From 0. */
  readonly row: number;
  readonly column: string;
  readonly best: string;
  /** Numbers (dates in milliseconds): standard deviation over the samples, and the ends of a 90 % interval. */
  readonly spread?: { readonly deviation: number; readonly low: number; readonly high: number };
  /** Categories: share of the samples that are the best one. */
  readonly probability?: number;
}

/** Fills the gaps of a table, with numbers within the range of the training rows. @throws DataError when the table does not fit the model */
export async function impute(
  runtime: Runtime,
  trained: TrainedModel,
  table: Table,
  options: ImputeOptions = {},
): Promise<Imputed> {
  const { seed = 0, draws = 0, samples = 100, proposals = 256, informative = false } = options;
  const schema = tableSchemaOf(trained, "impute");
  if (!trained.model.variational) throw new ConfigError("impute: an autoencoder has no distribution to fill gaps from");
  if (!Number.isInteger(draws) || draws < 0 || draws > 1000) {
    throw new ConfigError(`impute: draws must be a whole number from 0 to 1000, got ${draws}`);
  }
  const columns = modelled(schema);
  const { values, unseen } = encodeTable(table, schema);
  hideUnseen(values, unseen, table, columns);
  const gaps = gapsOf(values, columns.length);
  const drawn = Math.max(samples, draws);
  const calibration = options.calibration ?? (await calibrate(runtime, trained, values, columns, { seed, proposals }));
  const completed = await complete(runtime, trained, values, gaps.rows, { seed, draws: drawn, proposals, informative });
  const decoded = completed.map((items) =>
    decodeTable(items, schema, { draw: new Generator(seed, "impute/pooled"), within: true }),
  );
  const filled: FilledCell[] = [];
  for (const [j, column] of columns.entries()) {
    const rows = gaps.byColumn[j]!;
    if (rows.length === 0) continue;
    const cells = decoded.map((one) => one.columns.find(({ name }) => name === column.name)!.cells);
    const found =
      column.number || column.date
        ? bestNumbers(cells, column, rows, calibration[column.name])
        : bestLevels(cells, column, rows);
    filled.push(...found.map(({ at, ...cell }) => ({ ...cell, row: gaps.rows[at]! })));
  }
  filled.sort((a, b) => a.row - b.row);
  return {
    best: withCells(
      table,
      filled.map(({ row, column, best: text }) => ({ row, column, text })),
    ),
    draws: decoded.slice(0, draws).map((one) => withCells(table, cellsOfDraw(one, gaps, columns))),
    filled,
    calibration,
    unseen,
  };
}

// A category that the model does not know is unknown to it, but no gap.
function hideUnseen(
  values: Float32Array,
  unseen: readonly Unseen[],
  table: Table,
  columns: readonly TableColumn[],
): void {
  const width = 2 * columns.length;
  for (const { column: name, kind } of unseen) {
    if (kind !== "level") continue;
    const j = columns.findIndex((column) => column.name === name);
    const { cells } = table.columns.find((column) => column.name === name)!;
    cellLevels(cells, columns[j]!).forEach((text, row) => {
      if (text !== null && values[row * width + j] === MISSING) values[row * width + j] = HIDDEN;
    });
  }
}

const NOMINAL = 0.9;
const CALIBRATION_ROWS = 400;
const FEWEST_CELLS = 30;

// Which share of the draws held 90 % of cells whose value is known.
async function calibrate(
  runtime: Runtime,
  trained: TrainedModel,
  values: Float32Array,
  columns: readonly TableColumn[],
  { seed, proposals }: { seed: number; proposals: number },
): Promise<Calibration> {
  const numeric = columns.flatMap(({ number, date }, j) => (number || date ? [j] : []));
  const width = 2 * columns.length;
  const count = Math.min(CALIBRATION_ROWS, values.length / width);
  if (numeric.length === 0 || gapsOf(values, columns.length).rows.length === 0) return {};
  const generator = new Generator(seed, "impute/calibration");
  const order = generator
    .permutation(values.length / width)
    .slice(0, count)
    .sort();
  const rows = new Float32Array(count * width);
  order.forEach((row, i) => {
    rows.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  const open = rows.map((v, i) => (numeric.includes(i % width) && v >= 0 && generator.uniform() < 0.2 ? MISSING : v));
  const all = Array.from({ length: count }, (_, i) => i);
  const completed = await complete(runtime, trained, open, all, { seed, draws: 100, proposals, informative: false });
  const truth = decodeTable(rows, trained.schema as TableSchema, { typed: true });
  const drawn = completed.map((items) =>
    decodeTable(items, trained.schema as TableSchema, { typed: true, within: true }),
  );
  const found: Record<string, number> = {};
  for (const j of numeric) {
    const column = columns[j]!;
    const numbers = (table: Table) => cellNumbers(table.columns[j]!.cells, column);
    const known = numbers(truth);
    const guesses = drawn.map(numbers);
    const spans: number[] = [];
    for (let i = 0; i < count; i++) {
      if (rows[i * width + j]! < 0 || open[i * width + j] !== MISSING) continue;
      const below = guesses.filter((guess) => guess[i]! < known[i]!).length;
      const equal = guesses.filter((guess) => guess[i]! === known[i]!).length;
      // Where the value stands among the draws, ties broken at random.
      spans.push(2 * Math.abs((below + equal * generator.uniform()) / guesses.length - 0.5));
    }
    if (spans.length >= FEWEST_CELLS) found[column.name] = quantile(sorted(spans), NOMINAL);
  }
  return found;
}

interface Gaps {
  /** Rows of the table that have a gap. */
  readonly rows: readonly number[];
  /** Per column: indices into `rows`. */
  readonly byColumn: readonly (readonly number[])[];
}

function gapsOf(values: Float32Array, columns: number): Gaps {
  const rows: number[] = [];
  const byColumn = Array.from({ length: columns }, () => [] as number[]);
  for (let i = 0; i < values.length / (2 * columns); i++) {
    let open = false;
    for (let j = 0; j < columns; j++) {
      if (values[i * 2 * columns + j] !== MISSING) continue;
      byColumn[j]!.push(rows.length);
      open = true;
    }
    if (open) rows.push(i);
  }
  return { rows, byColumn };
}

// Draws of the rows with gaps [rows, 2 D] each.
async function complete(
  runtime: Runtime,
  trained: TrainedModel,
  values: Float32Array,
  rows: readonly number[],
  options: { seed: number; draws: number; proposals: number; informative: boolean },
): Promise<Float32Array[]> {
  const width = trained.model.item.shape[0]!;
  const open = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    open.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  const hidden = open.map((v, i) => (i % width < width / 2 && v === MISSING ? HIDDEN : v));
  const generator = new Generator(options.seed, "impute");
  const completer = new RowCompleter(trained, runtime);
  const { draws, proposals } = options;
  const chosen = { draws, proposals, allowMissing: false, ...(options.informative && { seen: open }) };
  const all = await completer.complete(hidden, chosen, generator);
  await completer.dispose();
  return Array.from({ length: draws }, (_, d) => all.subarray(d * hidden.length, (d + 1) * hidden.length));
}

type Found = Omit<FilledCell, "row"> & { readonly at: number };

function bestNumbers(draws: readonly Cells[], column: TableColumn, rows: readonly number[], span = NOMINAL): Found[] {
  const numbers = draws.map((cells) => cellNumbers(cells, column));
  const format = valueFormat(column);
  return rows.map((at) => {
    const values = Float64Array.from(numbers, (one) => one[at]!).sort();
    const mean = values.reduce((total, v) => total + v, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((total, v) => total + (v - mean) ** 2, 0) / values.length);
    const spread = {
      deviation,
      low: quantile(values, (1 - span) / 2),
      high: quantile(values, (1 + span) / 2),
    };
    return { at, column: column.name, best: format(roundedValue(mean, column)), spread };
  });
}

function bestLevels(draws: readonly Cells[], column: TableColumn, rows: readonly number[]): Found[] {
  return rows.map((at) => {
    const counts = new Map<string, number>();
    for (const cells of draws) {
      const text = cellText(cells, at) ?? "";
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const [best, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    return { at, column: column.name, best, probability: count / draws.length };
  });
}

interface NewCell {
  readonly row: number;
  readonly column: string;
  readonly text: string | null;
}

function cellsOfDraw(draw: Table, gaps: Gaps, columns: readonly TableColumn[]): NewCell[] {
  return columns.flatMap(({ name }, j) => {
    const cells = draw.columns.find((column) => column.name === name)!.cells;
    return gaps.byColumn[j]!.map((at) => ({ row: gaps.rows[at]!, column: name, text: cellText(cells, at) }));
  });
}

/** A table with some cells replaced; all others are as they were. */
function withCells(table: Table, cells: readonly NewCell[]): Table {
  const columns = table.columns.map((column): SourceColumn => {
    const own = cells.filter((cell) => cell.column === column.name);
    if (own.length === 0) return column;
    if (column.cells.kind === "number") {
      const values = column.cells.values.slice();
      for (const { row, text } of own) values[row] = Number(text);
      return { name: column.name, cells: { kind: "number", values } };
    }
    const values = [...column.cells.values];
    for (const { row, text } of own) values[row] = text;
    return { name: column.name, cells: { kind: "text", values } };
  });
  return { ...table, columns };
}
