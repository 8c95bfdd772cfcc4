// Convolutional presets; they adapt to any height, width and number of channels.

import type { Preset } from "./preset.ts";

/** Two strided convolutions. */
export const conv: Preset = {
  name: "conv",
  summary: "convolutions 32 and 64 (4x4, stride 2), 16 latents, mirrored decoder; any picture size",
  source: "DCGAN-style strided convolutions (Radford et al. 2016) in a VAE",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 16,
      encoder: [
        { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
        { kind: "relu" },
        { kind: "conv", filters: 64, kernel: 4, stride: 2, padding: 1 },
        { kind: "relu" },
        { kind: "flatten" },
      ],
      decoder: "mirror",
      likelihood: "auto",
      objective: { kind: "elbo" },
    },
    train: { optimiser: { kind: "adam", rate: 1e-3 }, batch: 128, epochs: "auto", validation: 0.1, patience: "auto" },
  },
};

// Two convolutions with norm and activation before each, around which the input passes unchanged (He et al. 2016b).
function residualBlock(filters: number) {
  const half = [{ kind: "groupNorm", groups: 8 }, { kind: "silu" }, { kind: "conv", filters, kernel: 3, padding: 1 }];
  return { kind: "residual", layers: [...half, ...half] };
}

/** Residual blocks for larger pictures. */
export const convLarge: Preset = {
  name: "conv-large",
  summary: "four residual stages with group norm, 64 latents: pictures of 64x64 and more",
  source: "residual blocks (He et al. 2016) with group norm (Wu & He 2018)",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 64,
      encoder: [
        { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
        { kind: "silu" },
        { kind: "conv", filters: 64, kernel: 4, stride: 2, padding: 1 },
        residualBlock(64),
        { kind: "silu" },
        { kind: "conv", filters: 128, kernel: 4, stride: 2, padding: 1 },
        residualBlock(128),
        { kind: "silu" },
        { kind: "conv", filters: 128, kernel: 4, stride: 2, padding: 1 },
        { kind: "silu" },
        { kind: "flatten" },
      ],
      decoder: "mirror",
      likelihood: "auto",
      objective: { kind: "elbo", warmUp: { kind: "linear", epochs: 5 } },
    },
    train: { optimiser: { kind: "adamw", rate: 5e-4 }, batch: 64, epochs: "auto", validation: 0.1, patience: "auto" },
  },
};

const poolEncoder = [
  { kind: "conv", filters: 16, kernel: 3, padding: 1 },
  { kind: "relu" },
  { kind: "maxPool", size: 2 },
  { kind: "conv", filters: 8, kernel: 3, padding: 1 },
  { kind: "relu" },
  { kind: "maxPool", size: 2 },
  { kind: "flatten" },
] as const;

const poolTraining = {
  optimiser: { kind: "adam", rate: 1e-3 },
  batch: 128,
  epochs: "auto",
  validation: 0.1,
  patience: "auto",
} as const;

/** Small convolutions with max pooling, as a VAE. */
export const convPool: Preset = {
  name: "conv-pool",
  summary: "3x3 convolutions 16 and 8 with max pooling, 8 latents; the VAE twin of conv-autoencoder",
  source: "Kingma & Welling 2014 on a classic tutorial architecture",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 8,
      encoder: poolEncoder,
      decoder: "mirror",
      likelihood: "auto",
      objective: { kind: "elbo" },
    },
    train: poolTraining,
  },
};

/** The same encoder and decoder without posterior and prior. */
export const convAutoencoder: Preset = {
  name: "conv-autoencoder",
  summary: "the plain autoencoder twin of conv-pool: squared error, no KL",
  source: "Hinton & Salakhutdinov 2006 on a classic tutorial architecture",
  items: ["image"],
  config: {
    model: {
      kind: "autoencoder",
      latent: 8,
      encoder: poolEncoder,
      decoder: "mirror",
      objective: { kind: "reconstruction", error: "squared" },
    },
    train: poolTraining,
  },
};
