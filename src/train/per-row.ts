// Trained values as copies, one per row of the batch, so that a gradient falls apart into those of single rows. Biases,
// scales and the like are small enough for that; weights of products are not, and go by per-example.ts.

import { ConfigError } from "../errors.ts";
import { broadcastTo, type OpName, reshape, Tensor, transpose } from "../graph/index.ts";
import { ELEMENTWISE } from "./rows.ts";

/** Copies of parameters and of what is computed from them, each with the batch as a new first axis. */
export class RowCopies {
  /** The copy of each parameter [batch, ...shape]. */
  readonly parameters = new Map<Tensor, Tensor>();
  private readonly batch: number;
  private readonly depends: (node: Tensor) => boolean;
  private readonly known = new Map<Tensor, Tensor>();

  /** `depends`: whether a node is computed from parameters. */
  constructor(batch: number, depends: (node: Tensor) => boolean) {
    this.batch = batch;
    this.depends = depends;
  }

  /**
   * `node`, the same for all rows, with a copy for each along `axis` of `rank`, in a shape that broadcasts as the node itself.
   * @throws ConfigError when it has a batch axis already, or is computed by something that has no copy
   */
  expanded(node: Tensor, axis: number, rank: number): Tensor {
    const copy = this.copyOf(node);
    const dims = [...new Array<number>(rank - node.shape.length).fill(1), ...node.shape];
    if (dims[axis] !== 1) throw unsupported(node, parameterUnder(node, this.depends));
    dims.splice(axis, 1);
    const first = reshape(copy, [this.batch, ...dims]);
    if (axis === 0) return first;
    return transpose(
      first,
      Array.from({ length: rank }, (_, i) => (i < axis ? i + 1 : i === axis ? 0 : i)),
    );
  }

  private copyOf(node: Tensor): Tensor {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const made = this.makeCopy(node);
    this.known.set(node, made);
    return made;
  }

  private makeCopy(node: Tensor): Tensor {
    const { op, inputs, attrs, dtype } = node;
    const shape = [this.batch, ...node.shape];
    if (op === "input") {
      const copy = broadcastTo(reshape(node, [1, ...node.shape]), shape);
      this.parameters.set(node, copy);
      return copy;
    }
    // Another operand's axes line up from the right, as they did before.
    const operands = () =>
      inputs.map((x) => {
        if (!this.depends(x)) return x;
        const copy = this.copyOf(x);
        return reshape(copy, withAxes(copy, shape.length));
      });
    if (ELEMENTWISE.has(op)) return new Tensor<OpName>(op, operands(), attrs, shape, dtype);
    if (op === "reshape") return reshape(this.copyOf(inputs[0]!), shape);
    if (op === "broadcastTo") return broadcastTo(operands()[0]!, shape);
    if (op === "sum") {
      const { axes, keepDims } = (node as Tensor<"sum">).attrs;
      return new Tensor(
        "sum",
        [this.copyOf(inputs[0]!)],
        { axes: axes.map((axis) => axis + 1), keepDims },
        shape,
        dtype,
      );
    }
    throw unsupported(node, parameterUnder(node, this.depends));
  }
}

/** The name of a parameter that `node` is computed from. */
export function parameterUnder(node: Tensor, depends: (node: Tensor) => boolean): string {
  let at = node;
  while (at.op !== "input") at = at.inputs.find(depends)!;
  return (at as Tensor<"input">).attrs.name;
}

/** The error for a use of a parameter whose gradients per row are not known. */
export function unsupported({ op }: Tensor, parameter: string): ConfigError {
  return new ConfigError(
    `private training: gradients of single rows are known for dense layers, biases and scales, got ${parameter} in an operation ${op}; use dense layers`,
  );
}

// [batch, 1, ..., 1, ...rest] with `rank` axes.
function withAxes(copy: Tensor, rank: number): number[] {
  const [batch, ...rest] = copy.shape as [number, ...number[]];
  return [batch, ...new Array<number>(rank - copy.shape.length).fill(1), ...rest];
}
