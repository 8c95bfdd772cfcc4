// Where the latents of a config live, and whether they can be any vectors of real numbers, which densities of whole spaces need.

import type { ModelConfig } from "../config.ts";
import { makePosterior } from "../posteriors/index.ts";
import type { LatentSpace } from "../posteriors/posterior.ts";

/** The space of a config's latents; undefined for codes of a quantiser. */
export function latentSpace({
  kind,
  latent: size,
  quantiser,
  hierarchy,
  posterior,
}: ModelConfig): LatentSpace | undefined {
  if (quantiser !== undefined) return undefined;
  if (kind === "autoencoder" || hierarchy !== undefined || posterior === undefined) return { kind: "real" };
  return makePosterior(posterior, { size }).space;
}

/** Whether an encoder gives a mean and a log-variance: for the diagonal normal posterior, alone or with a floor. */
export function hasLogVariance({ kind, hierarchy, posterior }: ModelConfig): boolean {
  return kind === "vae" && hierarchy === undefined && (posterior === undefined || posterior.kind === "normal");
}

/** False for codes of a quantiser, and for posteriors on spheres, balls, zeros and ones, or sparse vectors. */
export function hasRealLatents(config: ModelConfig): boolean {
  return latentSpace(config)?.kind === "real";
}
