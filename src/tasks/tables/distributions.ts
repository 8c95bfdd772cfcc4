// How the cells of each column are spread in several tables, as counts in common bins: what a report draws.

import type { ColumnType, Table, TableColumn, TableSchema } from "../../data/index.ts";
import { modelled, roundedValue, valueFormat } from "../../data/index.ts";
import { alignTables, type CategoryColumn, type NumberColumn } from "../../metrics/index.ts";
import { binEdges, binOf, quantile, sorted } from "../../statistics/index.ts";

/** A share of the rows of each table, in [0, 1]. */
export interface Shares {
  readonly real: number;
  readonly holdout?: number;
  readonly synthetic: number;
}

/** Shares of rows in bins, one after another. */
export interface SharesInBins {
  readonly real: readonly number[];
  readonly holdout?: readonly number[];
  readonly synthetic: readonly number[];
}

/** How one column is spread. Shares are of all rows of a table, missing cells among them. */
export type ColumnDistribution = {
  readonly column: string;
  readonly type: ColumnType;
  /** Missing cells. */
  readonly missing: Shares;
} & (
  | {
      /** `date`: edges are milliseconds since 1970. */
      readonly kind: "number" | "date";
      /** Ends of the bins over the middle 99 % of the real cells; the outermost bins also hold what lies beyond. */
      readonly edges: readonly number[];
      /** Bins of equal width, or of equal ratio. */
      readonly scale: "linear" | "log";
      readonly shares: SharesInBins;
      /** A value that more than a tenth of the cells hold, which is left out of the bins. */
      readonly atom?: { readonly value: string; readonly shares: Shares };
    }
  | {
      readonly kind: "levels";
      /** The most frequent levels; of an ordinal column in its order. */
      readonly levels: readonly { readonly name: string; readonly shares: Shares }[];
      /** All others together. */
      readonly other?: { readonly levels: number; readonly shares: Shares };
    }
);

/** Tables to be drawn over each other. */
export interface ComparedTables {
  readonly real: Table;
  readonly holdout?: Table | undefined;
  readonly synthetic: Table;
}

const MOST_LEVELS = 10;
const BINS = 30;

/** Spread of every modelled column, in the schema's order. @throws DataError when a table does not fit the schema */
export function distributionsOf(
  { real, holdout, synthetic }: ComparedTables,
  schema: TableSchema,
): ColumnDistribution[] {
  const tables = holdout ? [real, synthetic, holdout] : [real, synthetic];
  const measured = alignTables(tables, schema);
  return modelled(schema).map((column, j) => {
    const sides = measured.map((columns) => columns[j]!);
    return sides[0]!.kind === "number"
      ? numbers(sides as NumberColumn[], column)
      : levels(sides as CategoryColumn[], column);
  });
}

function numbers(sides: readonly NumberColumn[], column: TableColumn): ColumnDistribution {
  const atom = column.number?.inflatedAt;
  const rest = sides.map(({ values }) => (atom === undefined ? values : values.filter((value) => value !== atom)));
  const ascending = sorted(rest[0]!.length > 0 ? rest[0]! : sides[0]!.values);
  const { edges, scale } = binsOf(ascending, column);
  const last = edges.length - 2;
  const shares = rest.map((values, side) => {
    const counts = new Array<number>(edges.length - 1).fill(0);
    for (const value of values) {
      if (!Number.isNaN(value)) counts[Math.max(0, Math.min(last, placeOf(edges, scale, value)))]!++;
    }
    return counts.map((n) => n / Math.max(1, sides[side]!.values.length));
  });
  const share =
    (test: (value: number) => boolean) =>
    ({ values }: NumberColumn) =>
      shareWhere(values, test);
  return {
    column: column.name,
    type: column.type,
    missing: sharesOf(sides.map(share(Number.isNaN))),
    kind: column.type === "datetime" ? "date" : "number",
    edges,
    scale,
    shares: inBins(shares),
    ...(atom !== undefined && {
      atom: { value: valueFormat(column)(atom), shares: sharesOf(sides.map(share((value) => value === atom))) },
    }),
  };
}

// Bins of whole steps where a column has few values, so that no bin holds more of them than its neighbours.
function binsOf(ascending: Float64Array, column: TableColumn): { edges: number[]; scale: "linear" | "log" } {
  if (ascending.length === 0) return { edges: [0, 1], scale: "linear" };
  const [low, high] = [quantile(ascending, 0.005), quantile(ascending, 0.995)];
  if (column.number?.heavyTailed && low > 0 && high / low > 30) {
    const edges = binEdges([Math.log(low), Math.log(high)], BINS).map(Math.exp);
    return { edges, scale: "log" };
  }
  const step = column.date
    ? { day: 864e5, minute: 6e4, second: 1e3, millisecond: 1 }[column.date.unit]
    : stepOf(column);
  const from = roundedValue(low, column);
  const steps = Math.round((roundedValue(high, column) - from) / step) + 1;
  if (steps > 20 * BINS) return { edges: binEdges([low, high], BINS), scale: "linear" };
  const width = Math.ceil(steps / (1.5 * BINS));
  const bins = Math.max(1, Math.ceil(steps / width));
  return { edges: Array.from({ length: bins + 1 }, (_, i) => from + (i * width - 0.5) * step), scale: "linear" };
}

function stepOf({ type, number }: TableColumn): number {
  return type === "integer" ? 1 : 10 ** -Math.min(12, number?.decimals ?? 0);
}

function placeOf(edges: readonly number[], scale: "linear" | "log", value: number): number {
  if (scale === "linear") return binOf(edges, value);
  if (value <= edges[0]!) return 0;
  const ratio = Math.log(edges.at(-1)! / edges[0]!) / (edges.length - 1);
  return Math.floor(Math.log(value / edges[0]!) / ratio);
}

function levels(sides: readonly CategoryColumn[], column: TableColumn): ColumnDistribution {
  const names = sides[0]!.levels;
  const shares = sides.map(({ codes }) => {
    const counts = new Array<number>(names.length).fill(0);
    for (const code of codes) counts[code]!++;
    return counts.map((n) => n / Math.max(1, codes.length));
  });
  const of = (level: number) => sharesOf(shares.map((side) => side[level]!));
  const present = names.flatMap((name, level) => (name === null ? [] : [level]));
  const byShare = [...present].sort((a, b) => shares[0]![b]! - shares[0]![a]! || shares[1]![b]! - shares[1]![a]!);
  // One level more is shown rather than an "other" of one.
  const shown = byShare.length <= MOST_LEVELS + 1 ? byShare : byShare.slice(0, MOST_LEVELS);
  const rest = byShare.slice(shown.length);
  if (column.type === "ordinal") shown.sort((a, b) => a - b);
  const absent = names.indexOf(null);
  return {
    column: column.name,
    type: column.type,
    missing: absent < 0 ? sharesOf(sides.map(() => 0)) : of(absent),
    kind: "levels",
    levels: shown.map((level) => ({ name: names[level]!, shares: of(level) })),
    ...(rest.length > 0 && {
      other: {
        levels: rest.length,
        shares: sharesOf(shares.map((side) => rest.reduce((sum, level) => sum + side[level]!, 0))),
      },
    }),
  };
}

function sharesOf([real, synthetic, holdout]: readonly number[]): Shares {
  return { real: real!, ...(holdout !== undefined && { holdout }), synthetic: synthetic! };
}

function inBins([real, synthetic, holdout]: readonly (readonly number[])[]): SharesInBins {
  return { real: real!, ...(holdout && { holdout }), synthetic: synthetic! };
}

function shareWhere(values: Float64Array, test: (value: number) => boolean): number {
  let found = 0;
  for (const value of values) if (test(value)) found++;
  return found / Math.max(1, values.length);
}
