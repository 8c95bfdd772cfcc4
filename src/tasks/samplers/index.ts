// The samplers by kind.

import { z } from "zod";
import { codePriorSchema } from "./code-prior-schema.ts";
import { fitKde, kdeSchema, loadKde } from "./kde.ts";
import { fitMaf, loadMaf, mafSchema } from "./maf.ts";
import { autoSchema, fitMixture, loadMixture, mixtureSchema } from "./mixture.ts";
import { fitNormal, loadNormal, normalSchema } from "./normal.ts";
import { priorSchema } from "./prior.ts";
import type { DensitySampler, FitContext, LatentSampler, LoadContext, SamplerWeights } from "./sampler.ts";
import { fitTwoStage, loadTwoStage, twoStageSchema } from "./two-stage.ts";
import { fitVamp, loadVamp, vampSchema } from "./vamp.ts";

/** Schema of a sampler. */
export const samplerSchema = z.discriminatedUnion("kind", [
  priorSchema,
  normalSchema,
  mixtureSchema,
  autoSchema,
  kdeSchema,
  vampSchema,
  mafSchema,
  twoStageSchema,
  codePriorSchema,
]);

/** A sampler's choices. */
export type SamplerSpec = z.infer<typeof samplerSchema>;

/** Choices of a sampler that has been fitted. */
export type FittedSpec = Exclude<SamplerSpec, { kind: "prior" | "auto" }>;

/** Choices of a sampler that is fitted to latents of real numbers, and not to codes. */
export type RealSpec = Exclude<FittedSpec, { kind: "pixelcnn" }>;

/** Beginning of the names of every sampler's tensors. */
export const SAMPLER_PREFIX = "sampler.";

/** The tensors of a sampler fitted to latents. @throws ConfigError for a kind that these latents do not allow */
export async function fitKind(spec: RealSpec, context: FitContext): Promise<SamplerWeights> {
  switch (spec.kind) {
    case "normal":
      return fitNormal(context);
    case "mixture":
      return fitMixture(context, spec);
    case "kde":
      return fitKde(context, spec);
    case "vamp":
      return fitVamp(context, spec);
    case "maf":
      return fitMaf(context, spec);
    case "two-stage":
      return fitTwoStage(context, spec);
  }
}

/** A saved sampler that needs no engine; undefined for the kinds that do. */
export function loadDensity(spec: FittedSpec, weights: SamplerWeights, size: number): DensitySampler | undefined {
  switch (spec.kind) {
    case "normal":
      return loadNormal(weights, size);
    case "mixture":
      return loadMixture(weights, size);
    case "kde":
      return loadKde(weights, size);
    case "vamp":
      return loadVamp(weights, size);
    default:
      return undefined;
  }
}

/** A saved sampler. */
export function loadKind(spec: RealSpec, weights: SamplerWeights, context: LoadContext): LatentSampler {
  switch (spec.kind) {
    case "maf":
      return loadMaf(spec, weights, context);
    case "two-stage":
      return loadTwoStage(spec, weights, context);
    default:
      return loadDensity(spec, weights, context.size)!;
  }
}

/** What was fitted by a spec, going by the tensors that are there; undefined where only the prior is. */
export function fittedSpec(spec: SamplerSpec | undefined, weights: SamplerWeights): FittedSpec | undefined {
  if (spec === undefined || spec.kind === "prior") return undefined;
  const own = spec.kind === "auto" ? { ...spec, kind: "mixture" as const } : spec;
  // The mixture was the first kind; its tensors keep their names.
  const beginning = own.kind === "mixture" ? "sampler.weights" : `${SAMPLER_PREFIX}${own.kind}.`;
  return Object.keys(weights).some((name) => name.startsWith(beginning)) ? own : undefined;
}
