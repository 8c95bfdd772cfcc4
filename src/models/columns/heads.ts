// From the decoder's features to what each column's distribution needs: independent heads, or heads that also see the
// columns before, through masked weights (Germain et al. 2015).

import { float32 } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  add,
  cast,
  constant,
  gather,
  less,
  matmul,
  mul,
  relu,
  reshape,
  type Scope,
  softplus,
  type Tensor,
  transpose,
  uniform,
} from "../../graph/index.ts";
import { initialiser } from "../../nn/index.ts";
import { indices } from "./features.ts";
import type { ColumnLayout } from "./shape.ts";
import type { ColumnsLikelihood } from "./spec.ts";

/** Parameters of every column's distribution. */
export interface ColumnHeads {
  readonly batch: number;
  /** Logits of each group of the layout [batch, columns, codes]. */
  readonly logits: readonly Tensor[];
  /** Locations of the located columns' values [batch, located]; absent with `scale` where there are none. */
  readonly location?: Tensor;
  /** Their scales [located], or [batch, located] where they are predicted. */
  readonly scale?: Tensor;
  /** Logits of a missing cell [batch, missing]; absent where none is modelled. */
  readonly missing?: Tensor;
}

/**
 * Heads on the decoder's features [batch, width]. `before`: features of the items' cells [batch, features] for
 * autoregressive columns; without it every column is taken as not yet known.
 */
export function columnHeads(
  hidden: Tensor,
  before: Tensor | undefined,
  layout: ColumnLayout,
  likelihood: ColumnsLikelihood,
  scope: Scope,
): ColumnHeads {
  const own = scope.child("columns");
  const linear =
    likelihood.columns === "autoregressive"
      ? perColumn(autoregressive(hidden, before, layout, likelihood, own), own)
      : shared(hidden, own);
  const { groups, located, missing } = layout;
  const { minimum = 0.01 } = likelihood;
  const start = Math.log(Math.expm1(1 - minimum));
  const single = (name: string, columns: readonly number[]) =>
    reshape(linear(name, columns, 1), [hidden.shape[0]!, columns.length]);
  const trained = () =>
    likelihood.scale === "predicted"
      ? add(single("scale", located), start)
      : scope.parameter("rawScale", [located.length], (out) => out.fill(start));
  const { value = 1 } = likelihood;
  const scale = () =>
    likelihood.scale === "fixed"
      ? constant(float32(new Float32Array(located.length).fill(value), [located.length]))
      : add(softplus(trained()), minimum);
  return {
    batch: hidden.shape[0]!,
    logits: groups.map(({ codes, columns }) => linear(`codes${codes}`, columns, codes)),
    ...(located.length > 0 && {
      location: single("location", located),
      scale: scale(),
    }),
    ...(missing.length > 0 && likelihood.missing !== "ignored" && { missing: single("missing", missing) }),
  };
}

// A gibibyte; training needs it five times over.
const MOST_WEIGHTS = 2 ** 28;

/** `size` outputs for each of some columns [batch, columns, size]. */
type Linear = (name: string, columns: readonly number[], size: number) => Tensor;

// Every output sees all features.
function shared(hidden: Tensor, scope: Scope): Linear {
  const [batch] = hidden.shape as [number];
  return (name, columns, size) =>
    reshape(affine(hidden, columns.length * size, scope.child(name)), [batch, columns.length, size]);
}

// Outputs of a column see the column's own units [columns, batch, units].
function perColumn(activation: Tensor, scope: Scope): Linear {
  const [all, , units] = activation.shape as [number, number, number];
  return (name, columns, size) => {
    const inside = scope.child(name);
    const weight = inside.parameter("weight", [columns.length, units, size], initialiser("pytorch", units, size));
    const bias = inside.parameter("bias", [columns.length, 1, size], initialiser("zeros", units, size));
    const own = columns.length === all ? activation : gather(activation, indices(columns), 0);
    return transpose(add(matmul(own, weight), bias), [1, 0, 2]);
  };
}

function affine(x: Tensor, units: number, scope: Scope): Tensor {
  const fan = x.shape[1]!;
  const weight = scope.parameter("weight", [units, fan], initialiser("pytorch", fan, units));
  const bias = scope.parameter("bias", [units], initialiser("zeros", fan, units));
  return add(matmul(x, weight, { transposeB: true }), bias);
}

// Units of column j [columns, batch, units] see the decoder's features and the cells of the columns before j.
function autoregressive(
  hidden: Tensor,
  before: Tensor | undefined,
  layout: ColumnLayout,
  { units = 32, dropout = 0.1 }: ColumnsLikelihood,
  scope: Scope,
): Tensor {
  const { featureColumns } = layout;
  const [batch, size] = [hidden.shape[0]!, layout.columns.length];
  const weight = masked(layout, units, scope);
  let sum = affine(hidden, size * units, scope.child("context"));
  if (before) {
    const seen = scope.training && dropout > 0 ? dropColumns(before, featureColumns, size, dropout, scope) : before;
    sum = add(sum, matmul(seen, weight, { transposeB: true }));
  }
  return transpose(reshape(relu(sum), [batch, size, units]), [1, 0, 2]);
}

// Weight [columns * units, features] with zeros for features of the unit's own and later columns.
function masked({ columns, featureColumns }: ColumnLayout, units: number, scope: Scope): Tensor {
  const width = featureColumns.length;
  if (columns.length * units * width > MOST_WEIGHTS) {
    throw new ConfigError(
      `model.likelihood: autoregressive columns must need at most 2^28 weights, got ${columns.length * units * width} for ${columns.length} columns; take fewer (--select) or --set model.likelihood.columns=independent`,
    );
  }
  const mask = new Float32Array(columns.length * units * width);
  for (let unit = 0, at = 0; unit < columns.length * units; unit++) {
    const own = Math.floor(unit / units);
    for (let f = 0; f < width; f++, at++) mask[at] = Number(featureColumns[f]! < own);
  }
  const shape = [columns.length * units, width];
  // A row of a table has one feature per column that is not zero: that is the fan that counts.
  const fill = initialiser({ kind: "normal", deviation: 1 / Math.sqrt(columns.length) }, width, units);
  return mul(scope.parameter("before", shape, fill), constant(float32(mask, shape)));
}

// Hides whole columns, each row with a share of its own, uniform between 0 and twice `dropout`.
function dropColumns(
  before: Tensor,
  featureColumns: readonly number[],
  size: number,
  dropout: number,
  scope: Scope,
): Tensor {
  const batch = before.shape[0]!;
  const share = mul(uniform(scope.key("dropout").fold("share"), [batch, 1]), -2 * dropout);
  const kept = cast(less(uniform(scope.key("dropout"), [batch, size]), add(share, 1)), "float32");
  return mul(before, gather(kept, indices(featureColumns), 1));
}
