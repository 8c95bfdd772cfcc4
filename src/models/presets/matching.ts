// Latents of all items together matched to the prior, instead of each item's posterior: by the maximum mean discrepancy.

import { mnistModel } from "./dense.ts";
import type { Preset } from "./preset.ts";

const train = {
  optimiser: { kind: "adam", rate: 1e-3 },
  batch: 128,
  epochs: "auto",
  validation: 0.1,
  patience: null,
} as const;

/** A vae whose KL gives way to a discrepancy. */
export const infoVae: Preset = {
  name: "info-vae",
  summary: "the discrepancy of all latents from the prior in place of the KL (MMD-VAE); dense 400, 10 latents",
  source: "Zhao et al. 2019, with alpha = 1",
  items: ["image"],
  config: {
    model: {
      ...mnistModel,
      latent: 10,
      objective: { kind: "elbo", beta: 0 },
      penalties: [{ kind: "mmd", kernel: "rbf", weight: 100 }],
    },
    train,
  },
};

/** An autoencoder whose codes follow N(0, I). */
export const wae: Preset = {
  name: "wae",
  summary: "Wasserstein autoencoder: squared error, codes drawn to N(0, I) by their discrepancy; dense 400, 8 latents",
  source: "Tolstikhin et al. 2018 (WAE-MMD)",
  items: ["image"],
  config: {
    model: {
      kind: "autoencoder",
      latent: 8,
      encoder: mnistModel.encoder,
      decoder: "mirror",
      objective: { kind: "reconstruction", error: "squared" },
      penalties: [{ kind: "mmd", kernel: "imq", weight: 100 }],
      init: mnistModel.init,
    },
    train,
  },
};
