// The posteriors by kind.

import { z } from "zod";
import { flowPosterior, flowPosteriorSchema } from "./flow.ts";
import { fullNormalPosterior, fullNormalSchema } from "./full-normal.ts";
import { hamiltonianPosterior, hamiltonianSchema } from "./hamiltonian.ts";
import type { HeadOptions } from "./head.ts";
import { laplacePosterior, laplaceSchema } from "./laplace.ts";
import { normalPosterior, normalSchema } from "./normal.ts";
import type { Posterior } from "./posterior.ts";
import { relaxedBernoulliPosterior, relaxedBernoulliSchema } from "./relaxed-bernoulli.ts";
import { relaxedCategoricalPosterior, relaxedCategoricalSchema } from "./relaxed-categorical.ts";
import { spikeAndSlabPosterior, spikeAndSlabSchema } from "./spike-and-slab.ts";
import { temperatureAt } from "./temperature.ts";
import { vonMisesFisherPosterior, vonMisesFisherSchema } from "./von-mises-fisher.ts";
import { wrappedNormalPosterior, wrappedNormalSchema } from "./wrapped-normal.ts";

/** Schema of a posterior. */
export const posteriorSchema = z.discriminatedUnion("kind", [
  normalSchema,
  laplaceSchema,
  fullNormalSchema,
  vonMisesFisherSchema,
  wrappedNormalSchema,
  relaxedBernoulliSchema,
  relaxedCategoricalSchema,
  spikeAndSlabSchema,
  flowPosteriorSchema,
  hamiltonianSchema,
]);

/** A posterior's choices. */
export type PosteriorSpec = z.infer<typeof posteriorSchema>;

/** The numbers that a posterior's draws read at a time in epochs, by name. */
export function posteriorAt(spec: PosteriorSpec, epoch: number): Readonly<Record<string, number>> {
  switch (spec.kind) {
    case "relaxed-bernoulli":
    case "relaxed-categorical":
    case "spike-and-slab":
      return typeof spec.temperature === "object" ? { temperature: temperatureAt(spec.temperature, epoch) } : {};
    default:
      return {};
  }
}

/** Whether training draws latents that the model itself does not have: relaxed ones, for which densities do not hold. */
export function isRelaxed(spec: PosteriorSpec | undefined): boolean {
  switch (spec?.kind) {
    case "relaxed-bernoulli":
    case "relaxed-categorical":
    case "spike-and-slab":
      return spec.straightThrough !== true;
    default:
      return false;
  }
}

/** The posterior of a spec. @throws ConfigError when it does not fit the size */
export function makePosterior(spec: PosteriorSpec, options: HeadOptions): Posterior {
  switch (spec.kind) {
    case "normal":
      return normalPosterior(options, spec);
    case "laplace":
      return laplacePosterior(options);
    case "full-normal":
      return fullNormalPosterior(options);
    case "von-mises-fisher":
      return vonMisesFisherPosterior(options);
    case "wrapped-normal":
      return wrappedNormalPosterior(options, spec);
    case "relaxed-bernoulli":
      return relaxedBernoulliPosterior(options, spec);
    case "relaxed-categorical":
      return relaxedCategoricalPosterior(options, spec);
    case "spike-and-slab":
      return spikeAndSlabPosterior(options, spec);
    case "flow":
      return flowPosterior(options, spec);
    case "hamiltonian":
      return hamiltonianPosterior(options, spec);
  }
}
