// What every kind of layer provides, and the parts their files share: sizes, error messages, weights.

import { z } from "zod";
import type { Shape } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import type { Scope, Tensor } from "../../graph/index.ts";
import { fansOf, type Initialiser, initialiser, initialiserSchema } from "../initialisers.ts";

/** One kind of layer: the check of its JSON and its meaning. */
export interface LayerRecord<L> {
  readonly schema: z.ZodObject;
  /** The layer's output for x [N, ...]. @throws ConfigError without the layer's name; the caller adds it */
  apply(layer: L, x: Tensor, scope: Scope): Tensor;
}

/** A positive whole number. */
export const size = z.int().positive();

/** Options of layers with weights. */
export const weightOptions = {
  /** Adds a trained bias; default true. */
  bias: z.boolean().exactOptional(),
  /** First values of the weight; default `pytorch`. */
  init: initialiserSchema.exactOptional(),
  /** First values of the bias; default `pytorch` where the weight's are, otherwise `zeros`. */
  biasInit: initialiserSchema.exactOptional(),
};

interface WeightOptions {
  readonly bias?: boolean;
  readonly init?: Initialiser;
  readonly biasInit?: Initialiser;
}

/** Declares the parameter `weight`. */
export function weightOf(scope: Scope, shape: Shape, { init = "pytorch" }: WeightOptions): Tensor {
  return scope.parameter("weight", shape, initialiser(init, ...fansOf(shape)));
}

/** Declares the parameter `bias` [count] beside `weight`, or gives undefined where the layer has none. */
export function biasOf(scope: Scope, weight: Shape, count: number, options: WeightOptions): Tensor | undefined {
  const { bias = true, init = "pytorch", biasInit = init === "pytorch" ? "pytorch" : "zeros" } = options;
  return bias ? scope.parameter("bias", [count], initialiser(biasInit, ...fansOf(weight))) : undefined;
}

/** `[N, 64, 7, 7]`: a shape with its batch axis written as N. */
export function formatBatch(shape: Shape): string {
  return `[${["N", ...shape.slice(1)].join(", ")}]`;
}

/** The error for an input that a layer cannot take. */
export function unfit(needs: string, x: Tensor, remedy: string): ConfigError {
  return new ConfigError(`needs ${needs}, got ${formatBatch(x.shape)}; ${remedy}`);
}
