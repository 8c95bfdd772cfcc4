// One vector of latents with a posterior and a prior: the latents of a plain VAE.

import { closedFormKL, klDivergence } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import { reshape, sub, sum, type Tensor } from "../../graph/index.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { tiled } from "../posteriors/tiled.ts";
import type { Prior } from "../priors/prior.ts";
import type { Draw, DrawOptions, Encoded, Latents } from "./latents.ts";

/** Latents [size] with q(z|x) = `posterior` and p(z) = `prior`. */
export function flatLatents(size: number, posterior: Posterior, prior: Prior): Latents {
  const divergence = (encoded: Encoded, logPosterior: Tensor, logPrior: Tensor, options: DrawOptions): Tensor => {
    const { kl } = options;
    const q = posterior.distribution?.(encoded);
    const p = q && prior.distribution?.(encoded.mean.shape, options);
    if (kl !== "sampled" && p && q) {
      const closed = kl === "analytic" ? klDivergence(q, p) : closedFormKL(q, p);
      if (closed !== undefined) return closed.shape.length === 2 ? closed : reshape(closed, [closed.shape[0]!, 1]);
    }
    if (kl === "analytic") {
      throw new ConfigError('model.objective.kl: no closed form is known for this posterior and prior; use "sampled"');
    }
    const sameWidth = logPosterior.shape[1] === logPrior.shape[1];
    return sameWidth ? sub(logPosterior, logPrior) : sub(total(logPosterior), total(logPrior));
  };
  const { logDensity, decoderInput, decoderWidth } = posterior;
  const { standardNormal, tempered } = prior;
  return {
    size,
    ...(decoderWidth !== undefined && { decoderShape: [decoderWidth] }),
    ...(standardNormal && { standardNormal }),
    ...(tempered && { tempered }),
    encode: (features, scope) => posterior.heads(features, scope),
    draw(encoded, options): Draw {
      const { z, logDensity } = posterior.draw(encoded, options);
      const { scope, samples = 1 } = options;
      const condition = options.condition && tiled(options.condition, samples);
      const logPrior = prior.logDensity(z, { scope, condition });
      return {
        z,
        cost: {
          logPosterior: sum(logDensity, { axes: 1 }),
          logPrior: sum(logPrior, { axes: 1 }),
          kl: divergence(encoded, logDensity, logPrior, options),
        },
      };
    },
    prior: (count, options) => prior.draw(count, options),
    ...(logDensity && {
      logPosterior: (encoded, z, { scope }) => sum(logDensity(encoded, z, scope), { axes: 1 }),
    }),
    logPrior: (z, options) => sum(prior.logDensity(z, options), { axes: 1 }),
    decoderInput: (z, scope) => (decoderInput ? decoderInput(z, scope) : z),
  };
}

const total = (logDensity: Tensor) => sum(logDensity, { axes: 1, keepDims: true });
