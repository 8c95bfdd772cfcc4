// Whether the latents of a config can be any vectors of real numbers, which densities of whole spaces need.

import type { ModelConfig } from "../config.ts";
import { makePosterior } from "../posteriors/index.ts";

/** False for codes of a quantiser, and for posteriors on spheres, balls, zeros and ones, or sparse vectors. */
export function hasRealLatents({ kind, latent: size, quantiser, hierarchy, posterior }: ModelConfig): boolean {
  if (quantiser !== undefined) return false;
  if (kind === "autoencoder" || hierarchy !== undefined || posterior === undefined) return true;
  return makePosterior(posterior, { size }).space.kind === "real";
}
