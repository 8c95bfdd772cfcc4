// log p(row | latent) of a table, cell by cell: a categorical over codes, a density for values, a Bernoulli for what is
// missing. Missing and hidden cells have no part but the last in it.

import { float32, int64 } from "../../array/index.ts";
import { Laplace, Normal, StudentT } from "../../distributions/index.ts";
import {
  add,
  argmax,
  cast,
  concat,
  constant,
  equal,
  gather,
  greater,
  logSumExp,
  mul,
  scatterAdd,
  slice,
  softplus,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import { type ColumnCells, cellsOf, groupOneHot, indices, lookUp, pick, presentCells } from "./features.ts";
import type { ColumnHeads } from "./heads.ts";
import type { ColumnLayout } from "./shape.ts";
import type { ColumnsLikelihood } from "./spec.ts";

// Log-probabilities [batch, columns.length] that belong to some columns.
interface Piece {
  readonly columns: readonly number[];
  readonly logProb: Tensor;
}

/** log p of every item [batch], in nats. */
export function columnsLogLikelihood(
  heads: ColumnHeads,
  x: Tensor,
  layout: ColumnLayout,
  spec: ColumnsLikelihood,
): Tensor {
  const sums = pieces(heads, cellsOf(x), layout, spec).map(({ logProb }) => sum(logProb, { axes: 1 }));
  return sums.reduce((total, term) => add(total, term));
}

/** log p of every cell [batch, D], in nats; the sum over columns is `columnsLogLikelihood`. */
export function cellLogLikelihood(
  heads: ColumnHeads,
  x: Tensor,
  layout: ColumnLayout,
  spec: ColumnsLikelihood,
): Tensor {
  const all = pieces(heads, cellsOf(x), layout, spec);
  const columns = all.flatMap((piece) => piece.columns);
  return scatterAdd(
    indices(columns),
    concat(
      all.map(({ logProb }) => logProb),
      1,
    ),
    1,
    layout.columns.length,
  );
}

function pieces(heads: ColumnHeads, cells: ColumnCells, layout: ColumnLayout, spec: ColumnsLikelihood): Piece[] {
  const { codes } = cells;
  const size = layout.columns.length;
  const list = layout.groups.map((group, g): Piece => {
    const logits = heads.logits[g]!;
    const chosen = sum(mul(groupOneHot(codes, group, layout), logits), { axes: 2 });
    const present = presentCells(pick(codes, group.columns, size));
    return { columns: group.columns, logProb: mul(sub(chosen, logSumExp(logits, { axes: 2 })), present) };
  });
  const dense = columnsWhere(layout, ({ logDensity }) => logDensity.some((v) => v !== 0));
  if (dense.length > 0) {
    const present = presentCells(pick(codes, dense, size));
    list.push({ columns: dense, logProb: mul(lookUp(codes, dense, layout, "logDensity"), present) });
  }
  if (heads.location) list.push(located(heads, cells, layout, spec));
  if (heads.missing) {
    const own = pick(codes, layout.missing, size);
    const visible = cast(greater(own, -1.5), "float32");
    const missing = cast(equal(own, -1), "float32");
    const logProb = mul(sub(mul(heads.missing, missing), softplus(heads.missing)), visible);
    list.push({ columns: layout.missing, logProb });
  }
  return list;
}

function located(heads: ColumnHeads, cells: ColumnCells, layout: ColumnLayout, spec: ColumnsLikelihood): Piece {
  const [location, scale] = [heads.location!, heads.scale!];
  const columns = layout.located;
  const size = layout.columns.length;
  const first = columns.map((column) => layout.columns[column]!.valued - 0.5);
  const valued = cast(
    greater(pick(cells.codes, columns, size), constant(float32(Float32Array.from(first)))),
    "float32",
  );
  const { numbers = "normal", df = 5 } = spec;
  const distribution =
    numbers === "normal"
      ? new Normal(location, scale)
      : numbers === "laplace"
        ? new Laplace(location, scale)
        : new StudentT(df, location, scale);
  return { columns, logProb: mul(distribution.logProb(pick(cells.values, columns, size)), valued) };
}

/** The most probable codes with their expected values [batch, 2 D]. */
export function likelyCells(heads: ColumnHeads, layout: ColumnLayout): Tensor {
  const { columns, groups } = layout;
  const single = columnsWhere(layout, ({ codes }) => codes === 1);
  const codes = groups.map((_, g) => cast(argmax(heads.logits[g]!, 2), "float32"));
  // Zeros of the batch's length, from something that has it.
  const zero = mul(slice(codes[0] ?? heads.location!, { axis: 1, start: 0, end: 1 }), 0);
  const filled = (values: readonly number[]) =>
    values.length === 0 ? [] : [add(zero, constant(float32(Float32Array.from(values), [1, values.length])))];
  const order = [...groups.flatMap((group) => group.columns), ...single];
  const others = columnsWhere(layout, ({ value }) => value !== "normal");
  const middle = others.map((column) => (columns[column]!.value === "uniform" ? 0.5 : 0));
  const located = heads.location ? [heads.location] : [];
  return concat(
    [
      permuted(concat([...codes, ...filled(single.map(() => 0))], 1), order),
      permuted(concat([...filled(middle), ...located], 1), [...others, ...layout.located]),
    ],
    1,
  );
}

// Columns that stand in `order` brought to 0, 1, 2, ...
function permuted(x: Tensor, order: readonly number[]): Tensor {
  const places = new Array<number>(order.length);
  order.forEach((column, at) => {
    places[column] = at;
  });
  return order.every((column, at) => column === at) ? x : gather(x, constant(int64(places)), 1);
}

function columnsWhere({ columns }: ColumnLayout, test: (column: ColumnLayout["columns"][number]) => boolean): number[] {
  return columns.flatMap((column, index) => (test(column) ? [index] : []));
}
