// The sampler that a model was saved with.

import { ConfigError } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { codePriorSampler } from "./code-prior.ts";
import { fittedSpec, loadDensity, loadKind } from "./index.ts";
import { standardSampler } from "./prior.ts";
import type { DensitySampler, LatentSampler } from "./sampler.ts";

/** Whether a model has a prior: each VAE, and autoencoders whose codes are trained to follow one. */
export function hasPrior({ variational, standardNormalPrior }: TrainedModel["model"]): boolean {
  return variational || standardNormalPrior;
}

/** Whether new items can be drawn: from a prior, or from what was fitted. */
export function canSample({ model, config, weights }: TrainedModel): boolean {
  return hasPrior(model) || fittedSpec(config.sampler, weights) !== undefined;
}

/** The fitted sampler; undefined where only the prior is there. To be disposed of. */
export function fittedSampler(runtime: Runtime, trained: TrainedModel): LatentSampler | undefined {
  const { config, model, weights } = trained;
  const spec = fittedSpec(config.sampler, weights);
  if (spec === undefined) return undefined;
  if (spec.kind === "pixelcnn") return codePriorSampler(runtime, trained);
  return loadKind(spec, weights, { runtime, size: model.latent });
}

/** What latents of rows are drawn from and weighed by: what was fitted, else N(0, I). @throws ConfigError for a kind that needs an engine */
export function densitySampler({ config, model, weights }: TrainedModel): DensitySampler {
  const spec = fittedSpec(config.sampler, weights);
  if (spec === undefined) return standardSampler(model.latent);
  const sampler = loadDensity(spec, weights, model.latent);
  if (sampler !== undefined) return sampler;
  throw new ConfigError(`sampler: rows of tables cannot be drawn from ${spec.kind}; fit another: --kind mixture`);
}
