// Group normalisation (Wu & He 2018).

import { z } from "zod";
import { mul, reshape } from "../../graph/index.ts";
import { centre, gainAndShift, inverseDeviation, scaleChannels } from "./normalise.ts";
import { type LayerRecord, size, unfit } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("groupNorm"),
  /** Number of channel groups; must divide the channels. */
  groups: size,
  /** Added to the variance; default 1e-5. */
  epsilon: z.number().positive().exactOptional(),
});

/** Zero mean and unit variance of each channel group of each item of x [N, C, ...space]; weight and bias [C]. */
export type GroupNormLayer = z.infer<typeof schema>;

/** The kind `groupNorm`. */
export const groupNorm: LayerRecord<GroupNormLayer> = {
  schema,
  apply({ groups, epsilon = 1e-5 }, x, scope) {
    const channels = x.shape[1];
    if (channels === undefined || channels % groups !== 0) {
      throw unfit(
        `[N, channels, ...] with channels divisible by groups ${groups}`,
        x,
        "choose groups that divide them",
      );
    }
    const { centred, variance } = centre(reshape(x, [x.shape[0]!, groups, -1]), [2]);
    const normal = reshape(mul(centred, inverseDeviation(variance, epsilon)), x.shape);
    return scaleChannels(normal, gainAndShift(scope, [channels]));
  },
};
