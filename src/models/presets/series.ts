// Time series: windows of one or several channels, and plain rows that are one window each.

import type { Preset } from "./preset.ts";

function halving(filters: number) {
  return [{ kind: "conv", filters, kernel: 5, stride: 2, padding: 2 }, { kind: "relu" }];
}

/** Windows of time series. */
export const series: Preset = {
  name: "series",
  summary:
    "1-D convolutions 16, 32 and 32 (5 wide, stride 2), 8 latents: windows of time series, or rows that are windows",
  source: "Kingma & Welling 2014; windows of seasonal series after Xu et al. 2018 (Donut)",
  items: ["series", "vector"],
  config: {
    model: {
      kind: "vae",
      latent: 8,
      encoder: [
        { kind: "reshape", shape: "auto" },
        ...halving(16),
        ...halving(32),
        ...halving(32),
        { kind: "flatten" },
      ],
      decoder: "mirror",
      likelihood: { kind: "normal", scale: "per-dimension" },
      objective: { kind: "elbo", warmUp: { kind: "linear", epochs: 5 } },
    },
    train: {
      optimiser: { kind: "adam", rate: 1e-3 },
      batch: 64,
      steps: 3000,
      epochs: "auto",
      validation: 0.1,
      patience: "auto",
    },
  },
};
