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
import { quantile } from "../../statistics/index.ts";
import type { TrainedModel } from "../run.ts";
import { type Calibration, calibrate, NOMINAL } from "./calibrate.ts";
import { RowCompleter } from "./completer.ts";
import { HIDDEN, MISSING } from "./filler.ts";
import { completeGaps, type Gaps, gapsOf } from "./gaps.ts";
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
  /** Missing cells tell the encoder something of the row (missing not at random), as they did in training. Default false. */
  readonly informative?: boolean;
}

/** Filled tables. */
export interface Imputed {
  /** Every gap filled with its best value. */
  readonly best: Table;
  /** Completed tables, each a draw of all gaps together. */
  readonly draws: readonly Table[];
  /** Filled cells, row by row. */
  readonly filled: readonly FilledCell[];
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

/** Fills tables by one model, any number of them one after the other, such as the pieces of a large one. */
export class Imputer {
  private readonly schema: TableSchema;
  private readonly columns: readonly TableColumn[];
  private readonly completer: RowCompleter;
  private readonly options: Required<ImputeOptions>;
  private calibration: Calibration | undefined;

  /** @throws ConfigError for a model of other data or without a posterior, or an impossible number of draws */
  constructor(
    runtime: Runtime,
    trained: TrainedModel,
    { seed = 0, draws = 0, samples = 100, proposals = 256, informative = false }: ImputeOptions = {},
  ) {
    this.schema = tableSchemaOf(trained, "impute");
    if (!trained.model.variational)
      throw new ConfigError("impute: an autoencoder has no distribution to fill gaps from");
    if (!Number.isInteger(draws) || draws < 0 || draws > 1000) {
      throw new ConfigError(`impute: draws must be a whole number from 0 to 1000, got ${draws}`);
    }
    this.columns = modelled(this.schema);
    this.completer = new RowCompleter(trained, runtime);
    this.options = { seed, draws, samples, proposals, informative };
  }

  /**
   * Fills the gaps of a table, with numbers within the range of the training rows. Intervals are calibrated on the first
   * table that has gaps. Row `firstRow` of a larger table is the first of this one: it is added to the seed.
   * @throws DataError when the table does not fit the model
   */
  async impute(table: Table, firstRow = 0): Promise<Imputed> {
    const { schema, columns, completer } = this;
    const { draws, samples, proposals, informative } = this.options;
    const seed = this.options.seed + firstRow;
    const { values, unseen } = encodeTable(table, schema, { firstRow });
    hideUnseen(values, unseen, table, columns);
    const gaps = gapsOf(values, columns.length);
    if (gaps.rows.length > 0) this.calibration ??= await calibrate(completer, schema, values, { seed, proposals });
    const chosen = { seed, draws: Math.max(samples, draws), proposals, informative };
    const completed = await completeGaps(completer, values, gaps.rows, 2 * columns.length, chosen);
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
          ? bestNumbers(cells, column, rows, this.calibration?.[column.name])
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
      unseen,
    };
  }

  async dispose(): Promise<void> {
    await this.completer.dispose();
  }
}

/** Fills the gaps of a table. @throws as Imputer */
export async function impute(
  runtime: Runtime,
  trained: TrainedModel,
  table: Table,
  options: ImputeOptions = {},
): Promise<Imputed> {
  const imputer = new Imputer(runtime, trained, options);
  const imputed = await imputer.impute(table);
  await imputer.dispose();
  return imputed;
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
