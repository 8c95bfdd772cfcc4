// Latents in several layers: two stochastic layers, a ladder of five, a very deep convolutional one.

import type { Preset } from "./preset.ts";

const tanh = (units: number) => [{ kind: "dense", units }, { kind: "tanh" }];

/** Two stochastic layers with the importance-weighted bound. */
export const twoLayer: Preset = {
  name: "two-layer",
  summary: "two stochastic layers of 100 and 50 latents, importance-weighted bound of 5 draws; dense tanh layers",
  source: "Burda, Grosse & Salakhutdinov 2016, the architecture with two stochastic layers",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 100,
      encoder: [{ kind: "flatten" }, ...tanh(200), ...tanh(200)],
      hierarchy: { kind: "two-layer", size: 50, hidden: [100, 100], activation: "tanh" },
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      objective: { kind: "importance", samples: 5 },
      init: "glorot-uniform",
    },
    train: {
      optimiser: { kind: "adam", rate: 1e-3, epsilon: 1e-4 },
      schedule: "auto",
      batch: 100,
      epochs: "auto",
      validation: 0.1,
      patience: "auto",
      binarise: "dynamic",
    },
  },
};

const leaky = (units: number) => [{ kind: "dense", units }, { kind: "batchNorm" }, { kind: "leakyRelu", slope: 0.1 }];

/** Five levels whose posteriors merge what comes up with what comes down. */
export const ladder: Preset = {
  name: "ladder",
  summary: "ladder of five stochastic layers, 64-32-16-8-4 latents, dense with batch norm; beta grows over 20 epochs",
  source: "Sonderby et al. 2016",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 64,
      encoder: [{ kind: "flatten" }, ...leaky(512), ...leaky(512)],
      hierarchy: {
        kind: "ladder",
        levels: [
          { latent: 64, hidden: [] },
          { latent: 32, hidden: [256, 256] },
          { latent: 16, hidden: [128, 128] },
          { latent: 8, hidden: [64, 64] },
          { latent: 4, hidden: [32, 32] },
        ],
        activation: "leakyRelu",
        batchNorm: true,
      },
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo", warmUp: { kind: "linear", epochs: 20 } },
    },
    train: {
      optimiser: { kind: "adam", rate: 1e-3 },
      batch: 256,
      epochs: 50,
      validation: 0.1,
      patience: null,
      binarise: "dynamic",
    },
  },
};

/** Maps of latents at four resolutions. */
export const veryDeep: Preset = {
  name: "very-deep",
  summary:
    "seven blocks of latent maps from one place to half the picture's size, residual convolutions of 32 channels",
  source: "Child 2021 (very deep VAE), much smaller; compare Vahdat & Kautz 2020 (NVAE)",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 4,
      encoder: [
        { kind: "conv", filters: 16, kernel: 3, padding: 1 },
        { kind: "silu" },
        { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
      ],
      hierarchy: {
        kind: "top-down",
        stages: [
          { stride: 16, blocks: 1 },
          { stride: 4, blocks: 2 },
          { stride: 2, blocks: 2 },
          { stride: 1, blocks: 2 },
        ],
      },
      decoder: "mirror",
      likelihood: "auto",
      objective: { kind: "elbo", warmUp: { kind: "linear", epochs: 2 } },
    },
    train: { optimiser: { kind: "adamw", rate: 1e-3 }, batch: 64, epochs: "auto", validation: 0.1, patience: "auto" },
  },
};
