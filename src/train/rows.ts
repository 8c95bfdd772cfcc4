// Which tensors of a loss belong to single rows of the batch. Clipping row by row is right only when the loss is a sum of
// what each row says by itself; this walks the graph and proves it, or names what mixes rows.

import { ConfigError } from "../errors.ts";
import { type OpName, type Tensor, topologicalOrder } from "../graph/index.ts";

/**
 * `fixed`: the same for every batch. A number: the axis of the batch; what lies at i on it depends on row i alone. `total`: a
 * sum over rows of such values, and so is every linear function of it.
 */
export type Extent = "fixed" | "total" | number;

/** The operations that act on each element by itself, with broadcasting. */
export const ELEMENTWISE: ReadonlySet<OpName> = new Set<OpName>([
  ...(["neg", "abs", "exp", "log", "sqrt", "reciprocal", "sin", "cos", "tanh", "sigmoid", "erf", "relu"] as const),
  ...(["softplus", "step", "floor", "stopGradient", "cast", "add", "sub", "mul", "div", "pow"] as const),
  ...(["maximum", "minimum", "equal", "greater", "less", "logicalAnd", "logicalNot", "where"] as const),
]);

/**
 * Extent of every node that `loss` reaches. `isRow` tells the inputs whose first axis is the batch, `trained` the parameters.
 * @throws ConfigError when the loss is no sum over rows
 */
export function extentsOf(
  loss: Tensor,
  batch: number,
  isRow: (node: Tensor<"input">) => boolean,
  trained: ReadonlySet<Tensor>,
): Map<Tensor, Extent> {
  const extents = new Map<Tensor, Extent>();
  const depends = new Set<Tensor>(trained);
  for (const node of topologicalOrder([loss])) {
    if (node.inputs.some((x) => depends.has(x))) depends.add(node);
    const known = node.inputs.map((x) => extents.get(x)!);
    const extent = extentOf(node, known, batch, isRow, (x) => depends.has(x));
    if (extent === undefined) {
      const shapes = node.inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" and ");
      throw new ConfigError(
        `private training: every row must be scored by itself, got an operation ${node.op} on ${shapes} that mixes the ${batch} rows of a batch; use layers and objectives without statistics of batches`,
      );
    }
    extents.set(node, extent);
  }
  if (extents.get(loss) !== "total") {
    throw new ConfigError("private training: the loss must be a sum over the rows of a batch, got one without them");
  }
  return extents;
}

function extentOf(
  node: Tensor,
  known: readonly Extent[],
  batch: number,
  isRow: (node: Tensor<"input">) => boolean,
  depends: (node: Tensor) => boolean,
): Extent | undefined {
  if (node.op === "input") return isRow(node as Tensor<"input">) ? 0 : "fixed";
  if (known.includes("total")) return ofTotal(node, known, depends);
  if (known.some((extent) => typeof extent === "number")) {
    const extent = ofRows(node, known);
    return typeof extent === "number" && node.shape[extent] !== batch ? undefined : extent;
  }
  // A parameter repeated for every row: each row has a copy of its own.
  const [x] = node.inputs;
  const copies = node.op === "broadcastTo" && node.shape[0] === batch && depends(node);
  return copies && (x!.shape.length < node.shape.length || x!.shape[0] === 1) ? 0 : "fixed";
}

// Linear functions of totals; what stands beside them must be no row and no trained value.
function ofTotal(node: Tensor, known: readonly Extent[], depends: (node: Tensor) => boolean): Extent | undefined {
  const linear = node.inputs.every((x, i) => known[i] === "total" || (known[i] === "fixed" && !depends(x)));
  if (!linear) return undefined;
  if (["neg", "reshape", "sum", "add", "sub", "broadcastTo"].includes(node.op)) return "total";
  if (node.op === "mul") return known.includes("fixed") ? "total" : undefined;
  return node.op === "div" && known[1] === "fixed" ? "total" : undefined;
}

// The one axis of the result on which all operands have their rows, when shapes line up from the right.
function alignedAxis(node: Tensor, known: readonly Extent[]): number | undefined {
  const axes = node.inputs.flatMap((x, i) => {
    const own = known[i];
    if (typeof own !== "number") return [];
    const axis = node.shape.length - x.shape.length + own;
    return [x.shape[own] === node.shape[axis] ? axis : -1];
  });
  return axes.every((axis) => axis === axes[0] && axis >= 0) ? axes[0] : undefined;
}

// The batch's axis in the result, or "total"; undefined where rows are mixed. The caller checks the axis's size.
function ofRows(node: Tensor, known: readonly Extent[]): Extent | undefined {
  const { op, inputs, shape } = node;
  if (ELEMENTWISE.has(op) || op === "broadcastTo") return alignedAxis(node, known);
  const [x] = inputs;
  const at = known[0];
  switch (op) {
    case "sum":
    case "max":
    case "min":
    case "softplusSum": {
      const { axes, keepDims = false } = node.attrs as { axes: readonly number[]; keepDims?: boolean };
      if (axes.includes(at as number)) return op === "sum" ? "total" : undefined;
      return keepDims ? at : (at as number) - axes.filter((axis) => axis < (at as number)).length;
    }
    case "argmax": {
      const { axis } = (node as Tensor<"argmax">).attrs;
      if (axis === at) return undefined;
      return axis < (at as number) ? (at as number) - 1 : at;
    }
    case "softmax":
    case "cumsum":
      return (node as Tensor<"softmax">).attrs.axis === at ? undefined : at;
    case "matmul":
    case "gemm":
      return ofProduct(node as Tensor<"matmul">, known);
    case "conv":
    case "convTranspose":
    case "maxPool":
      return at === 0 && known.slice(1).every((extent) => extent === "fixed") ? 0 : undefined;
    case "reshape":
      return reshapedAxis(x!.shape, shape, at as number);
    case "transpose":
      return (node as Tensor<"transpose">).attrs.permutation.indexOf(at as number);
    case "slice": {
      const { sizes, steps } = (node as Tensor<"slice">).attrs;
      return sizes[at as number] === x!.shape[at as number] && steps[at as number] === 1 ? at : undefined;
    }
    case "pad":
      return shape[at as number] === x!.shape[at as number] ? at : undefined;
    case "concat": {
      const axis = alignedAxis(node, known);
      return axis === (node as Tensor<"concat">).attrs.axis ? undefined : axis;
    }
    case "gather":
      return gatheredAxis(node as Tensor<"gather">, known);
    case "scatterAdd":
      return scatteredAxis(node as Tensor<"scatterAdd">, known);
    default:
      return undefined;
  }
}

// Rows times fixed columns (and a bias), or a product for each row.
function ofProduct(node: Tensor<"matmul"> | Tensor<"gemm">, known: readonly Extent[]): Extent | undefined {
  const rank = node.shape.length;
  const [a, b] = node.inputs as [Tensor, Tensor];
  const axes = known.map((extent, i) => {
    return typeof extent === "number" ? rank - node.inputs[i]!.shape.length + extent : undefined;
  });
  const axis = axes.find((own) => own !== undefined)!;
  const agree = axes.every((own, i) => own === undefined || (own === axis && node.inputs[i]!.shape.length === rank));
  if (!agree || (axes[0] === undefined && axes[1] === undefined)) return undefined;
  if (axis < rank - 2) return axis;
  const rows = axis === rank - 2 && axes[0] === axis && axes[1] === undefined && !node.attrs.transposeA;
  return rows && a.shape.length >= b.shape.length ? axis : undefined;
}

// The axis before which as many elements lie as before, of the same size.
function reshapedAxis(from: readonly number[], to: readonly number[], at: number): number | undefined {
  const before = from.slice(0, at).reduce((product, dim) => product * dim, 1);
  let product = 1;
  for (const [axis, dim] of to.entries()) {
    if (product === before && dim === from[at]) return axis;
    product *= dim;
  }
  return undefined;
}

function gatheredAxis({ inputs, attrs: { axis } }: Tensor<"gather">, known: readonly Extent[]): Extent | undefined {
  const [at, chosen] = known;
  if (typeof at !== "number") return axis + (chosen as number);
  if (chosen !== "fixed" || at === axis) return undefined;
  return at < axis ? at : at + inputs[1]!.shape.length - 1;
}

function scatteredAxis(
  { inputs, attrs: { axis } }: Tensor<"scatterAdd">,
  known: readonly Extent[],
): Extent | undefined {
  const [places, at] = known;
  if (places !== "fixed" || typeof at !== "number") return undefined;
  const rank = inputs[0]!.shape.length;
  if (at >= axis && at < axis + rank) return undefined;
  return at < axis ? at : at - rank + 1;
}
