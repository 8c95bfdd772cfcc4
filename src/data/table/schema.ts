// What a table's columns are, as plain JSON: found by infer.ts, corrected by the user, fitted for the model by
// encodings/, saved with the model. A column's encoding turns a cell into a code and, for some codes, a value.

import { z } from "zod";

/** What a column may hold. */
export const COLUMN_TYPES = [
  "continuous",
  "integer",
  "boolean",
  "categorical",
  "ordinal",
  "datetime",
  "constant",
  "identifier",
  "text",
] as const;

/** What a column holds. `identifier` and `text` are left out of the model, as is `constant`. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** How a column of numbers is written, and what lies in it. */
export interface NumberFacts {
  /** Most digits after the decimal mark. */
  readonly decimals: number;
  /** Every number is written with all of them: 1.50. */
  readonly padded?: boolean;
  readonly min: number;
  readonly max: number;
  readonly decimalMark: "." | ",";
  /** Mark between groups of thousands, where the source writes one. */
  readonly groupMark?: "," | "." | " " | "'";
  /** One value, mostly zero, holds more than a tenth of the rows beside a continuous rest. */
  readonly inflatedAt?: number;
  /** Far from normal: the log scale is the better one. */
  readonly heavyTailed: boolean;
  /** Ends that many rows touch, such as 0 and 100: synthetic values stay within them in any case. */
  readonly bounded: boolean;
}

/** How a column of dates is written. Times are milliseconds since 1970 in UTC. */
export interface DateFacts {
  /** Pattern such as `YYYY-MM-DD`, `DD.MM.YYYY HH:mm`, `MM/DD/YYYY`, `YYYY-MM-DDTHH:mm:ss.SSSZ`. */
  readonly format: string;
  readonly unit: "day" | "minute" | "second" | "millisecond";
  readonly min: number;
  readonly max: number;
}

/**
 * Cells as codes 0 to n - 1, one per level. Rare levels share the last code, and the value tells them apart: the index in
 * `pooled`. Counts are those of the training part.
 */
export interface LevelEncoding {
  readonly kind: "levels";
  /** Texts as the source writes them. */
  readonly levels: readonly string[];
  readonly counts: readonly number[];
  readonly pooled?: { readonly levels: readonly string[]; readonly counts: readonly number[] };
}

/**
 * Numbers (or times) as an atom, a value met so often that it is a code of its own, or a part of the line with a value.
 * Codes: atoms first, then parts.
 */
export interface NumberEncoding {
  readonly kind: "numbers";
  /** Values that are codes of their own. */
  readonly atoms: readonly number[];
  readonly atomCounts: readonly number[];
  /** t(x), applied to what is no atom: x, or sign * log(1 + |x - shift| / unit) on both sides of the shift. */
  readonly transform:
    | { readonly kind: "identity" }
    | { readonly kind: "log"; readonly shift: number; readonly unit: number };
  readonly parts: NumberParts;
  /** Mean and standard deviation of t(x) over all present cells of the training part: the units of `position`. */
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * `bins`: t(x) between consecutive ends; the value in [0, 1] runs along `knots`, evenly spaced quantiles of the bin with the ends included.
 * `modes`: a mixture of normals, value (t(x) - mean) / (4 deviation) (Xu et al. 2019, CTGAN). `scaled`: one part, value
 * (t(x) - mean) / deviation, within `limit` of 0 where there is one. `quantile`: one part, value the normal score of the rank along `knots`.
 */
export type NumberParts =
  | { readonly kind: "none" }
  | { readonly kind: "bins"; readonly bins: readonly { readonly knots: readonly number[]; readonly count: number }[] }
  | {
      readonly kind: "modes";
      readonly modes: readonly { readonly mean: number; readonly deviation: number; readonly weight: number }[];
    }
  | { readonly kind: "scaled"; readonly mean: number; readonly deviation: number; readonly limit?: number }
  | { readonly kind: "quantile"; readonly knots: readonly number[] };

/** How cells of a column become codes and values. */
export type Encoding = LevelEncoding | NumberEncoding;

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Why it was taken for that, or why it is left out. */
  readonly note?: string;
  /** Missing cells among `rows` of the schema. */
  readonly missing: number;
  /** What the source writes where a cell is missing; empty text is the rule. */
  readonly marker: string;
  /** Texts that mean a missing cell in this column, beside an empty one; absent: none but the marker. */
  readonly markers?: readonly string[];
  /** continuous and integer. */
  readonly number?: NumberFacts;
  /** datetime. */
  readonly date?: DateFacts;
  /** boolean, categorical, ordinal (in order) and constant: texts with their number of rows. */
  readonly levels?: readonly { readonly text: string; readonly count: number }[];
  /** identifier: how a fresh one is made, the texts' common prefix and the width of the number after it, or a UUID. */
  readonly identifier?: {
    readonly kind: "number" | "uuid" | "text";
    readonly prefix: string;
    readonly width: number;
    readonly next: number;
  };
  /** Fitted on the training part; absent before that and for columns that are left out. */
  readonly encoding?: Encoding;
}

/** What must hold in every synthetic row. */
export type Constraint =
  | { readonly kind: "inequality"; readonly low: string; readonly high: string; readonly strict: boolean }
  /** Only combinations that occur in the training part, kept here once they were looked up. */
  | {
      readonly kind: "fixed";
      readonly columns: readonly string[];
      readonly combinations?: readonly (readonly string[])[];
    }
  | { readonly kind: "positive"; readonly column: string }
  | { readonly kind: "range"; readonly column: string; readonly min: number; readonly max: number }
  | { readonly kind: "unique"; readonly columns: readonly string[] };

/** Schema of a table. */
export interface TableSchema {
  readonly kind: "table";
  /** All columns of the source, in its order. */
  readonly columns: readonly TableColumn[];
  /** Rows that were looked at. */
  readonly rows: number;
  /** Texts that mean a missing cell, beside an empty one. */
  readonly missing: readonly string[];
  readonly constraints: readonly Constraint[];
  /** Class names where a column was taken as labels. */
  readonly labels?: readonly string[];
}

const counts = z.array(z.number().nonnegative()).readonly();
const texts = z.array(z.string()).readonly();
const numbers = z.array(z.number()).readonly();
const count = z.int().nonnegative();

const encodingSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("levels"),
    levels: texts,
    counts,
    pooled: z.strictObject({ levels: texts, counts }).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("numbers"),
    atoms: numbers,
    atomCounts: counts,
    transform: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("identity") }),
      z.strictObject({ kind: z.literal("log"), shift: z.number(), unit: z.number().positive() }),
    ]),
    parts: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({
        kind: z.literal("bins"),
        bins: z.array(z.strictObject({ knots: numbers, count: z.number() })).readonly(),
      }),
      z.strictObject({
        kind: z.literal("modes"),
        modes: z
          .array(z.strictObject({ mean: z.number(), deviation: z.number().positive(), weight: z.number() }))
          .readonly(),
      }),
      z.strictObject({
        kind: z.literal("scaled"),
        mean: z.number(),
        deviation: z.number().positive(),
        limit: z.number().positive().exactOptional(),
      }),
      z.strictObject({ kind: z.literal("quantile"), knots: numbers }),
    ]),
    mean: z.number(),
    standardDeviation: z.number().nonnegative(),
  }),
]);

const columnSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum(COLUMN_TYPES),
  note: z.string().exactOptional(),
  missing: count,
  marker: z.string(),
  markers: texts.exactOptional(),
  number: z
    .strictObject({
      decimals: count,
      padded: z.boolean().exactOptional(),
      min: z.number(),
      max: z.number(),
      decimalMark: z.enum([".", ","]),
      groupMark: z.enum([",", ".", " ", "'"]).exactOptional(),
      inflatedAt: z.number().exactOptional(),
      heavyTailed: z.boolean(),
      bounded: z.boolean(),
    })
    .exactOptional(),
  date: z
    .strictObject({
      format: z.string(),
      unit: z.enum(["day", "minute", "second", "millisecond"]),
      min: z.number(),
      max: z.number(),
    })
    .exactOptional(),
  levels: z
    .array(z.strictObject({ text: z.string(), count }))
    .readonly()
    .exactOptional(),
  identifier: z
    .strictObject({ kind: z.enum(["number", "uuid", "text"]), prefix: z.string(), width: count, next: z.number() })
    .exactOptional(),
  encoding: encodingSchema.exactOptional(),
});

/** Schema of a constraint. */
export const constraintSchema: z.ZodType<Constraint> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inequality"), low: z.string(), high: z.string(), strict: z.boolean() }),
  z.strictObject({
    kind: z.literal("fixed"),
    columns: texts,
    combinations: z.array(texts).readonly().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("positive"), column: z.string() }),
  z.strictObject({ kind: z.literal("range"), column: z.string(), min: z.number(), max: z.number() }),
  z.strictObject({ kind: z.literal("unique"), columns: texts }),
]);

/** Schema of a table's schema, as a file holds it. */
export const tableSchema = z.strictObject({
  kind: z.literal("table"),
  columns: z.array(columnSchema).readonly(),
  rows: count,
  missing: texts,
  constraints: z.array(constraintSchema).readonly(),
  labels: texts.exactOptional(),
});

/** Columns that the model sees, in order. */
export function modelled(schema: TableSchema): readonly TableColumn[] {
  return schema.columns.filter(({ type }) => type !== "constant" && type !== "identifier" && type !== "text");
}
