// Groups of one-hot latents, relaxed in training so that gradients pass (Jang et al. 2017; Maddison et al. 2017) and exact
// elsewhere.

import { z } from "zod";
import { Categorical, RelaxedOneHot } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import { oneHot, reshape, softmax, type Tensor } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { repeated } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";
import { drawTemperature, temperatureSchema } from "./temperature.ts";

/** Schema of the kind `relaxed-categorical`. */
export const relaxedCategoricalSchema = z.strictObject({
  kind: z.literal("relaxed-categorical"),
  /** Classes of each variable; the latent holds latent / classes of them. */
  classes: z.int().min(2),
  /** Of the relaxed draws; default 0.5. */
  temperature: temperatureSchema.optional(),
  /** Draws are one-hot also in training, with the gradient of the relaxed ones, which is then biased. Default false. */
  straightThrough: z.boolean().optional(),
});

/** Choices of the kind `relaxed-categorical`. */
export type RelaxedCategoricalSpec = z.infer<typeof relaxedCategoricalSchema>;

/**
 * Independent one-hot vectors, one after the other [size], `mean` the probabilities. Draws are relaxed while training and
 * one-hot otherwise; densities and the KL are the discrete ones throughout. @throws ConfigError when classes do not divide the size
 */
export function relaxedCategoricalPosterior(options: HeadOptions, spec: RelaxedCategoricalSpec): Posterior {
  const { size } = options;
  const { classes, temperature = 0.5, straightThrough = false } = spec;
  if (size % classes !== 0) {
    throw new ConfigError(
      `model.posterior.classes: must divide the latent, got ${classes} classes and a latent of ${size}; use for example ${Math.max(1, Math.round(size / classes)) * classes}`,
    );
  }
  const grouped = (x: Tensor) => reshape(x, [x.shape[0]!, size / classes, classes]);
  const flat = (x: Tensor) => reshape(x, [x.shape[0]!, size]);
  const distribution = ({ logits }: Encoded) => new Categorical(grouped(logits!));
  return {
    space: { kind: "one-hot", classes },
    heads(features, scope) {
      const logits = head("posterior.logits", features, options, scope);
      return { mean: flat(softmax(grouped(logits))), logits };
    },
    draw(encoded, options) {
      const { key, samples = 1, scope } = options;
      const discrete = distribution(repeated(encoded, samples));
      const relaxed = () => new RelaxedOneHot(discrete.logits, drawTemperature(temperature, options));
      const z = scope.training ? relaxed().sample(key, { straightThrough }) : oneHot(discrete.sample(key), classes);
      return { z: flat(z), logDensity: discrete.logProb(z) };
    },
    logDensity: (encoded, z) =>
      distribution(repeated(encoded, z.shape[0]! / encoded.mean.shape[0]!)).logProb(grouped(z)),
    distribution,
  };
}
