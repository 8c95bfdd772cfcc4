// Diagonal normals whose parameters come from dense layers: the links between layers of latents.

import { z } from "zod";
import { Normal } from "../../../distributions/index.ts";
import { clip, exp, mul, type Scope, type Tensor } from "../../../graph/index.ts";
import { applyLayers, type Initialiser, type Layer } from "../../../nn/index.ts";
import { withInit } from "../../init.ts";
import { head } from "../../posteriors/head.ts";
import { LOG_VARIANCE } from "../../posteriors/normal.ts";

/** Activations between dense layers. */
export const activationSchema = z.enum([
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "tanh",
  "sigmoid",
  "softplus",
  "silu",
  "gelu",
]);

/** Mean and log-variance of a diagonal normal [n, size]. */
export interface Diagonal {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** What dense layers between latents have in common. */
export interface DenseOptions {
  readonly activation: z.infer<typeof activationSchema>;
  /** Batch normalisation before each activation; default none. */
  readonly batchNorm?: boolean | undefined;
  readonly init?: Initialiser | undefined;
}

/** Dense layers of the widths `hidden` on x [n, width], declared under `name`. */
export function denseLayers(
  name: string,
  x: Tensor,
  hidden: readonly number[],
  { activation, batchNorm = false, init }: DenseOptions,
  scope: Scope,
): Tensor {
  const norm: readonly Layer[] = batchNorm ? [{ kind: "batchNorm" }] : [];
  const layers = hidden.flatMap((units): Layer[] => [{ kind: "dense", units }, ...norm, { kind: activation }]);
  return applyLayers(withInit(layers, init), x, scope.child(`${name}.hidden`), `${name}.hidden`);
}

/** Linear heads on features [n, width] for a normal of `size` dimensions, declared under `name`. */
export function diagonalHeads(
  name: string,
  features: Tensor,
  size: number,
  init: Initialiser | undefined,
  scope: Scope,
): Diagonal {
  const options = { size, init };
  return {
    mean: head(`${name}.mean`, features, options, scope),
    logVariance: clip(head(`${name}.logVariance`, features, options, scope), ...LOG_VARIANCE),
  };
}

/** The normal of a mean and a log-variance. */
export function normalOf({ mean, logVariance }: Diagonal): Normal {
  return new Normal(mean, exp(mul(logVariance, 0.5)));
}
