// Batch normalisation (Ioffe & Szegedy 2015) with running statistics as state, in PyTorch's convention.

import { z } from "zod";
import { sizeOf } from "../../array/index.ts";
import { add, mul, reshape, type Scope, sub, type Tensor } from "../../graph/index.ts";
import { initialiser } from "../initialisers.ts";
import { centre, gainAndShift, inverseDeviation, perChannel, scaleChannels } from "./normalise.ts";
import { type LayerRecord, unfit } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("batchNorm"),
  /** Share of the batch's statistics in the running ones after a step; default 0.1. */
  momentum: z.number().positive().max(1).exactOptional(),
  /** Added to the variance; default 1e-5. */
  epsilon: z.number().positive().exactOptional(),
});

/**
 * Zero mean and unit variance per channel of x [N, C, ...space]: over the batch in training, by the running statistics
 * otherwise; weight, bias, running_mean and running_var [C].
 */
export type BatchNormLayer = z.infer<typeof schema>;

/** The kind `batchNorm`. */
export const batchNorm: LayerRecord<BatchNormLayer> = {
  schema,
  apply({ momentum = 0.1, epsilon = 1e-5 }, x, scope) {
    const rank = x.shape.length;
    if (rank < 2) throw unfit("[N, channels, ...]", x, "put a reshape before it");
    const channels = [x.shape[1]!];
    const affine = gainAndShift(scope, channels);
    const running = {
      mean: scope.state("running_mean", channels, initialiser("zeros", 1, 1)),
      variance: scope.state("running_var", channels, initialiser("ones", 1, 1)),
    };
    if (!scope.training) {
      const scale = mul(affine.weight, inverseDeviation(running.variance, epsilon));
      const shift = sub(affine.bias, mul(running.mean, scale));
      return scaleChannels(x, { weight: scale, bias: shift });
    }
    const count = sizeOf(x.shape) / x.shape[1]!;
    if (count < 2) throw unfit("more than one value per channel while training", x, "use batches of at least 2");
    const batch = centre(x, [0, ...x.shape.slice(2).map((_, i) => i + 2)]);
    follow(scope, "running_mean", running.mean, batch.mean, momentum);
    follow(scope, "running_var", running.variance, mul(batch.variance, count / (count - 1)), momentum);
    const scale = mul(perChannel(affine.weight, rank), inverseDeviation(batch.variance, epsilon));
    return add(mul(batch.centred, scale), perChannel(affine.bias, rank));
  },
};

// running <- (1 - momentum) running + momentum observed
function follow(scope: Scope, name: string, running: Tensor, observed: Tensor, momentum: number): void {
  const flat = reshape(observed, running.shape);
  scope.update(name, add(mul(running, 1 - momentum), mul(flat, momentum)));
}
