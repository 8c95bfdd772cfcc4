// The main settings of a plan as fields: their values, what they are set by, and why some cannot be set.

import type { DataSummary } from "../../worker/api.ts";
import type { Plan } from "../../worker/plan-types.ts";
import type { RunConfig } from "../../worker/vaekit.ts";

type Model = RunConfig["model"];

/** Reasons for which a field cannot be set, by their names in the page's words. */
export type Why = "ladder" | "fsq" | "tableLikelihood" | "autoencoder" | "noKl" | "bound" | "capacity" | "noScale";

/** Paths in a config of the fields that hold one number. */
export const PATHS = {
  latent: "model.latent",
  beta: "model.objective.beta",
  warmUp: "model.objective.warmUp",
  likelihood: "model.likelihood",
  epochs: "train.epochs",
  batch: "train.batch",
  rate: "train.optimiser.rate",
  seed: "train.seed",
} as const;

/** Why the size of the latents is not a choice. */
export function whyNoLatent({ hierarchy, quantiser }: Model): Why | undefined {
  if (hierarchy?.kind === "ladder") return "ladder";
  return quantiser?.kind === "fsq" ? "fsq" : undefined;
}

/** Why the weight of the KL is not a choice. */
export function whyNoBeta({ kind, objective }: Model): Why | undefined {
  if (kind === "autoencoder") return "noKl";
  if (objective.kind !== "elbo") return "bound";
  return objective.capacity ? "capacity" : undefined;
}

/** Why the likelihood is not a choice. */
export function whyNoLikelihood({ kind, likelihood }: Model): Why | undefined {
  if (kind === "autoencoder") return "autoencoder";
  return likelihood?.kind === "columns" ? "tableLikelihood" : undefined;
}

const SCALES = ["fixed", "shared", "per-dimension", "predicted"] as const;

/** Kinds of likelihood for items of a kind; the present one is among them. */
export function likelihoodKinds(kind: DataSummary["kind"], present: string | undefined): readonly string[] {
  const pixels = ["bernoulli", "continuous-bernoulli", "discretised-logistic"];
  const numbers = ["normal", "laplace", "student-t"];
  const fitting = kind === "image" ? [...pixels.slice(0, 2), ...numbers, pixels[2]!] : numbers;
  return present === undefined || fitting.includes(present) ? fitting : [...fitting, present];
}

/** Choices of a likelihood's scale; none where it has none. */
export function scalesOf(kind: string | undefined): readonly string[] {
  if (kind === "normal") return [...SCALES, "optimal"];
  return kind === "laplace" || kind === "student-t" || kind === "discretised-logistic" ? SCALES : [];
}

/** A likelihood of another kind, its scale kept where it can be. */
export function likelihoodOf(kind: string, scale: string | undefined): object {
  const scales = scalesOf(kind);
  if (scales.length === 0) return { kind };
  return { kind, scale: scale !== undefined && scales.includes(scale) ? scale : "shared" };
}

/** The objective without its warm-up. */
export function withoutWarmUp({ config }: Plan): object {
  const { warmUp: _warmUp, ...rest } = config.model.objective as { readonly warmUp?: unknown };
  return rest;
}

/** The library's reason for a value that the data decided, by the word it begins with. */
export function reasonOf({ reasons }: Plan, word: string): string | undefined {
  return reasons.find((reason) => reason.startsWith(`${word} `));
}
