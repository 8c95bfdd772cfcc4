// First values of weights, named as in JSON configs. Fans follow PyTorch: they are read off the weight's own layout.

import { z } from "zod";
import { type Generator, type Shape, sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import type { Fill } from "../graph/index.ts";

const NAMES = [
  "pytorch",
  "glorot-uniform",
  "glorot-normal",
  "he-uniform",
  "he-normal",
  "orthogonal",
  "zeros",
  "ones",
] as const;

/** Checks an `Initialiser`. */
export const initialiserSchema = z.union(
  [
    z.enum(NAMES),
    z.strictObject({ kind: z.literal("normal"), deviation: z.number().positive() }),
    z.strictObject({ kind: z.literal("constant"), value: z.union([z.number(), z.array(z.number()).min(1)]) }),
  ],
  `must be one of ${NAMES.join(", ")}, { kind: "normal", deviation } or { kind: "constant", value }`,
);

/**
 * How a parameter is filled. `pytorch`: uniform within 1 / sqrt(fanIn), the default of PyTorch's layers (LeCun et al.
 * 1998); `glorot-*` (Glorot & Bengio 2010); `he-*` (He et al. 2015); `orthogonal` (Saxe et al. 2014). A `constant` is one number
 * for all elements, or one for each in row-major order.
 */
export type Initialiser = z.infer<typeof initialiserSchema>;

/** [fanIn, fanOut] of a weight [a, b, ...kernel]: b and a, each times the kernel's size. */
export function fansOf(weight: Shape): [fanIn: number, fanOut: number] {
  const field = sizeOf(weight.slice(2));
  return [weight[1]! * field, weight[0]! * field];
}

/** The function that fills a parameter by `spec`. @throws ConfigError when run, for `orthogonal` with one axis and for a list of constants of another length */
export function initialiser(spec: Initialiser, fanIn: number, fanOut: number): Fill {
  if (typeof spec === "object") return spec.kind === "normal" ? normal(spec.deviation) : constantFill(spec.value);
  switch (spec) {
    case "pytorch":
      return uniform(1 / Math.sqrt(fanIn));
    case "glorot-uniform":
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case "glorot-normal":
      return normal(Math.sqrt(2 / (fanIn + fanOut)));
    case "he-uniform":
      return uniform(Math.sqrt(6 / fanIn));
    case "he-normal":
      return normal(Math.sqrt(2 / fanIn));
    case "orthogonal":
      return orthogonal;
    case "zeros":
      return constantFill(0);
    case "ones":
      return constantFill(1);
  }
}

function constantFill(value: number | readonly number[]): Fill {
  return (out, shape) => {
    if (typeof value === "number") out.fill(value);
    else if (value.length === out.length) out.set(value);
    else {
      throw new ConfigError(
        `init: a constant for [${shape.join(", ")}] needs one number or ${out.length}, got ${value.length}`,
      );
    }
  };
}

function uniform(bound: number): Fill {
  return (out, _shape, generator) => {
    generator.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = (2 * out[i]! - 1) * bound;
  };
}

function normal(deviation: number): Fill {
  return (out, _shape, generator) => {
    generator.fillNormal(out);
    for (let i = 0; i < out.length; i++) out[i]! *= deviation;
  };
}

// The weight as a matrix [shape[0], rest]: its shorter side becomes orthonormal, by Gram-Schmidt on normal vectors.
function orthogonal(out: Float32Array, shape: Shape, generator: Generator): void {
  if (shape.length < 2) {
    throw new ConfigError(`orthogonal: needs a weight of at least two axes, got [${shape.join(", ")}]; use "zeros"`);
  }
  const rows = shape[0]!;
  const columns = out.length / rows;
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors = Array.from({ length: count }, () =>
    Float64Array.from(generator.fillNormal(new Float32Array(length))),
  );
  vectors.forEach((vector, i) => {
    for (const earlier of vectors.slice(0, i)) addScaled(vector, earlier, -dot(vector, earlier));
    const size = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k]! /= size;
  });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[row * columns + column] = rows <= columns ? vectors[row]![column]! : vectors[column]![row]!;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}
