// The plain autoencoder's objective: an error per item, summed over the event, averaged over the batch.

import { sizeOf } from "../array/index.ts";
import { abs, mul, sigmoid, softplus, square, sub, sum, type Tensor } from "../graph/index.ts";
import { msSsim } from "./ms-ssim.ts";
import type { Objective } from "./objective.ts";
import type { ReconstructionSpec } from "./spec.ts";
import { weightedMean } from "./weighting.ts";

/** What the decoder's output means under an error: probabilities for cross-entropy, values otherwise. */
export function reconstructed(output: Tensor, { error }: ReconstructionSpec, bounded: boolean): Tensor {
  return error === "cross-entropy" || bounded ? sigmoid(output) : output;
}

/**
 * Error per item [batch] of a decoder's raw output [batch, ...event], for ms-ssim a picture's [batch, c, h, w].
 * `bounded` data in [0, 1] passes a sigmoid before all errors but cross-entropy, which has its own.
 */
export function reconstructionError(x: Tensor, output: Tensor, spec: ReconstructionSpec, bounded: boolean): Tensor {
  const axes = x.shape.slice(1).map((_, i) => i + 1);
  if (spec.error === "cross-entropy") return sum(sub(softplus(output), mul(x, output)), { axes });
  const rebuilt = reconstructed(output, spec, bounded);
  if (spec.error === "ms-ssim") return mul(sub(1, msSsim(x, rebuilt)), sizeOf(x.shape.slice(1)));
  const difference = sub(x, rebuilt);
  return sum(spec.error === "squared" ? square(difference) : abs(difference), { axes });
}

/** The mean error as a loss. */
export function reconstructionObjective(perItem: Tensor, weights: Tensor): Objective {
  const loss = weightedMean(perItem, weights);
  return { loss, terms: { reconstruction: loss } };
}
