// Dense presets: the tutorials' classics on small pictures, and rows of numbers.

import type { Preset } from "./preset.ts";

/** The model of the preset `mnist`. */
export const mnistModel = {
  kind: "vae",
  latent: 20,
  encoder: [{ kind: "flatten" }, { kind: "dense", units: 400 }, { kind: "relu" }],
  decoder: "mirror",
  likelihood: { kind: "bernoulli" },
  objective: { kind: "elbo" },
  init: "pytorch",
} as const;

/** 784-400-20 with Bernoulli likelihood. */
export const mnist: Preset = {
  name: "mnist",
  summary: "dense 400, 20 latents, Bernoulli: the tutorials' classic for small pictures",
  source: "Kingma & Welling 2014; settings of PyTorch's VAE example",
  items: ["image"],
  config: {
    model: mnistModel,
    train: { optimiser: { kind: "adam", rate: 1e-3 }, batch: 128, epochs: 10, validation: 0, patience: null },
  },
};

/** The same with a fifth held out. */
export const mnistSplit: Preset = {
  name: "mnist-split",
  summary: "the mnist preset with an 80/20 split, batch 64 and the best epoch kept",
  source: "Kingma & Welling 2014; common tutorial settings",
  items: ["image"],
  config: {
    model: mnistModel,
    train: { optimiser: { kind: "adam", rate: 1e-3 }, batch: 64, epochs: 20, validation: 0.2, patience: 5 },
  },
};

/** Two latents, for the map of the latent plane. */
export const dense2d: Preset = {
  name: "dense-2d",
  summary: "dense 128-64, 2 latents, Bernoulli, RMSprop: the latent plane as a map",
  source: "Kingma & Welling 2014, figure 4",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 2,
      encoder: [
        { kind: "flatten" },
        { kind: "dense", units: 128 },
        { kind: "relu" },
        { kind: "dense", units: 64 },
        { kind: "relu" },
      ],
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo" },
    },
    train: { optimiser: { kind: "rmsprop", rate: 1e-3 }, batch: 256, epochs: 50, validation: 0.1, patience: null },
  },
};

/** Rows of numbers. */
export const vector: Preset = {
  name: "vector",
  summary: "dense 128-64 for numeric columns, normal likelihood with a learned scale per column",
  source: "Kingma & Welling 2014; learned scale after Rybkin et al. 2021",
  items: ["vector"],
  config: {
    model: {
      kind: "vae",
      latent: "auto",
      encoder: [{ kind: "dense", units: 128 }, { kind: "relu" }, { kind: "dense", units: 64 }, { kind: "relu" }],
      decoder: "mirror",
      likelihood: { kind: "normal", scale: "per-dimension" },
      objective: { kind: "elbo", warmUp: { kind: "linear", epochs: 5 } },
    },
    train: {
      optimiser: { kind: "adam", rate: 1e-3 },
      batch: "auto",
      epochs: "auto",
      validation: 0.1,
      patience: "auto",
    },
  },
  private: { train: { steps: 900 } },
};
