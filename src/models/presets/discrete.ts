// Autoencoders with discrete latents: a convolutional encoder to a quarter of the size on each side, and one code (or
// several) for every place of its map.

import type { Json, Preset } from "./preset.ts";

function discrete(latent: number, quantiser: { readonly [key: string]: Json }): Preset["config"] {
  return {
    model: {
      kind: "autoencoder",
      latent,
      encoder: [
        { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
        { kind: "relu" },
        { kind: "conv", filters: 64, kernel: 4, stride: 2, padding: 1 },
        { kind: "relu" },
      ],
      decoder: "mirror",
      quantiser,
      objective: { kind: "reconstruction", error: "squared" },
    },
    train: { optimiser: { kind: "adam", rate: 1e-3 }, batch: 128, epochs: "auto", validation: 0.1, patience: "auto" },
  };
}

/** One codebook that follows the encoder as moving averages. */
export const vqVae: Preset = {
  name: "vq-vae",
  summary: "discrete latents: a codebook of 128 vectors of 16, one code for each 4x4 pixels",
  source: "van den Oord et al. 2017 (VQ-VAE), codebook as moving averages",
  items: ["image"],
  config: discrete(16, { kind: "vq", size: 128 }),
};

/** Codebooks one after the other. */
export const residualVqVae: Preset = {
  name: "residual-vq-vae",
  summary: "discrete latents: two codebooks of 64 vectors, the second for what the first left over",
  source: "Zeghidour et al. 2021 (SoundStream), residual vector quantisation",
  items: ["image"],
  config: discrete(16, { kind: "residual-vq", depth: 2, size: 64 }),
};

/** Rounded channels in place of a codebook. */
export const fsqVae: Preset = {
  name: "fsq-vae",
  summary: "discrete latents without a codebook: three channels rounded to 8, 6 and 5 levels, 240 codes",
  source: "Mentzer et al. 2024 (FSQ)",
  items: ["image"],
  config: discrete(3, { kind: "fsq", levels: [8, 6, 5] }),
};
