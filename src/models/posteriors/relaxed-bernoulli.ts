// Binary latents, relaxed in training so that gradients pass (Maddison et al. 2017; Jang et al. 2017) and exact elsewhere.

import { z } from "zod";
import { Bernoulli, RelaxedBernoulli } from "../../distributions/index.ts";
import { sigmoid } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { fromDistribution, repeated } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";
import { drawTemperature, temperatureSchema } from "./temperature.ts";

/** Schema of the kind `relaxed-bernoulli`. */
export const relaxedBernoulliSchema = z.strictObject({
  kind: z.literal("relaxed-bernoulli"),
  /** Of the relaxed draws; default 0.5. */
  temperature: temperatureSchema.optional(),
  /** Draws are 0 or 1 also in training, with the gradient of the relaxed ones, which is then biased. Default false. */
  straightThrough: z.boolean().optional(),
});

/** Choices of the kind `relaxed-bernoulli`. */
export type RelaxedBernoulliSpec = z.infer<typeof relaxedBernoulliSchema>;

/**
 * Independent bits [size], `mean` the probabilities of ones. Draws are relaxed while training and 0 or 1 otherwise; densities
 * and the KL are the discrete ones throughout (Jang et al. 2017), so bounds of scoring are those of the discrete model.
 */
export function relaxedBernoulliPosterior(options: HeadOptions, spec: RelaxedBernoulliSpec): Posterior {
  const { temperature = 0.5, straightThrough = false } = spec;
  const discrete = fromDistribution(({ logits }) => new Bernoulli(logits!));
  return {
    space: { kind: "binary" },
    heads(features, scope) {
      const logits = head("posterior.logits", features, options, scope);
      return { mean: sigmoid(logits), logits };
    },
    ...discrete,
    draw(encoded: Encoded, draw) {
      if (!draw.scope.training) return discrete.draw(encoded, draw);
      const { key, samples = 1 } = draw;
      const { logits } = repeated(encoded, samples);
      const relaxed = new RelaxedBernoulli(logits!, drawTemperature(temperature, draw));
      const z = relaxed.sample(key, { straightThrough });
      return { z, logDensity: relaxed.discrete.logProb(z) };
    },
  };
}
