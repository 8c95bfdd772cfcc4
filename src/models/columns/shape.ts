// What a model needs to know of a table's columns, and where each column lies in features and in decoder outputs.
// A cell is a code (-1: missing, -2: hidden from the model) and a value; an item is all codes, then all values.

/** One column as codes and values; see the data's encoding for how cells become them. */
export interface ColumnShape {
  /** Number of codes, at least 1. */
  readonly codes: number;
  /** Codes from this index on carry a value; equal to `codes` where none does. */
  readonly valued: number;
  /** Distribution of the value: none, uniform in [0, 1), or one that the decoder locates. */
  readonly value: "none" | "uniform" | "normal";
  /** Place of a code's value 0 on the column's own scale, in standard deviations [codes]. */
  readonly position: readonly number[];
  /** Change of that place per unit of the value [codes]; 0 for codes without a value. */
  readonly width: readonly number[];
  /** log density of the place given code and value, less that of the value itself, in nats [codes]. */
  readonly logDensity: readonly number[];
  /** Whether cells of the training part are missing, so that missing is modelled. */
  readonly missing: boolean;
  /** Periods to be shown to the model as sine and cosine: radians per unit of place, and radians at place 0. */
  readonly cycles?: readonly { readonly frequency: number; readonly phase: number }[];
}

/** Columns with the same number of codes, taken together. */
export interface ColumnGroup {
  readonly codes: number;
  /** Indices of columns. */
  readonly columns: readonly number[];
}

/** Where columns lie. */
export interface ColumnLayout {
  readonly columns: readonly ColumnShape[];
  /** Columns of more than one code, by their number of codes. */
  readonly groups: readonly ColumnGroup[];
  /** Columns with a place: those with values, and those whose codes have places. */
  readonly placed: readonly number[];
  /** Columns whose value the decoder locates. */
  readonly located: readonly number[];
  /** Columns whose missing cells are modelled. */
  readonly missing: readonly number[];
  /** Column of each feature: one-hot codes, a flag per column for missing, places, cycles. */
  readonly featureColumns: readonly number[];
}

/** Arranges columns. */
export function columnLayout(columns: readonly ColumnShape[]): ColumnLayout {
  const sizes = [...new Set(columns.map(({ codes }) => codes))].filter((codes) => codes > 1).sort((a, b) => a - b);
  const groups = sizes.map(
    (codes): ColumnGroup => ({ codes, columns: indicesWhere(columns, (column) => column.codes === codes) }),
  );
  const oneHot = groups.flatMap((group) => group.columns.flatMap((column) => Array<number>(group.codes).fill(column)));
  const placed = indicesWhere(
    columns,
    ({ position, width }) => position.some((p) => p !== 0) || width.some((w) => w !== 0),
  );
  const located = indicesWhere(columns, ({ value }) => value === "normal");
  const missing = indicesWhere(columns, (column) => column.missing);
  const cycles = placed.flatMap((column) => (columns[column]!.cycles ?? []).flatMap(() => [column, column]));
  return {
    columns,
    groups,
    placed,
    located,
    missing,
    featureColumns: [...oneHot, ...columns.keys(), ...placed, ...cycles],
  };
}

function indicesWhere(columns: readonly ColumnShape[], test: (column: ColumnShape) => boolean): number[] {
  return columns.flatMap((column, index) => (test(column) ? [index] : []));
}
