// Tables of mixed columns: synthetic rows, filled gaps, scores and embeddings from one model.

import type { Preset } from "./preset.ts";

/** Rows of a table. */
export const table: Preset = {
  name: "table",
  summary:
    "tables of numbers, categories and dates, missing cells included; columns one after the other given the latent",
  source:
    "Kingma & Welling 2014; columns as MADE, Germain et al. 2015, with a latent as Gulrajani et al. 2017; gaps as Ivanov et al. 2019",
  items: ["table"],
  config: {
    encoding: { numbers: "auto", bins: 32 },
    model: {
      kind: "vae",
      latent: "auto",
      encoder: [{ kind: "dense", units: 256 }, { kind: "relu" }, { kind: "dense", units: 128 }, { kind: "relu" }],
      decoder: [{ kind: "dense", units: 128 }, { kind: "relu" }],
      likelihood: { kind: "columns", columns: "auto", units: 32, dropout: 0.2 },
      objective: { kind: "elbo", beta: 0.7, warmUp: { kind: "linear", epochs: 2 } },
    },
    train: {
      optimiser: { kind: "adamw", rate: 3e-3, beta2: 0.99, weightDecay: 0.01 },
      schedule: "auto",
      batch: "auto",
      epochs: "auto",
      validation: 0.1,
      patience: "auto",
      hide: 0.25,
    },
    sampler: { kind: "auto" },
  },
  // Noise grows with the number of weights and asks for large steps; it regularises by itself.
  private: {
    model: {
      encoder: [{ kind: "dense", units: 64 }, { kind: "relu" }],
      decoder: [{ kind: "dense", units: 64 }, { kind: "relu" }],
      likelihood: { units: 16, dropout: 0 },
    },
    train: { optimiser: { rate: 1e-2 }, ema: 0.95, steps: 900 },
  },
};

/** Scores of table rows. */
export const anomaly: Preset = {
  name: "anomaly",
  summary: "tables, for anomaly scores: five VAEs that see the rows from coarse to fine, their bounds added up",
  source: "Kingma & Welling 2014, with decoder scales fixed at several levels (compare Rybkin et al. 2021)",
  items: ["table"],
  config: {
    encoding: { numbers: "standard" },
    model: {
      kind: "vae",
      latent: "auto",
      encoder: [{ kind: "dense", units: 64 }, { kind: "silu" }, { kind: "dense", units: 64 }, { kind: "silu" }],
      decoder: [{ kind: "dense", units: 64 }, { kind: "silu" }, { kind: "dense", units: 64 }, { kind: "silu" }],
      likelihood: { kind: "columns", columns: "independent", missing: "ignored" },
      objective: { kind: "elbo", warmUp: "auto" },
      init: "glorot-normal",
      scales: [1.7, 1, 0.55, 0.32, 0.17],
    },
    train: {
      optimiser: { kind: "adam", rate: 2e-3 },
      schedule: "auto",
      batch: 128,
      epochs: "auto",
      steps: 3000,
      validation: 0,
    },
  },
};

/** Gaps in tables of numbers. */
export const imputation: Preset = {
  name: "imputation",
  summary:
    "tables, for filling gaps among numbers: scaled columns, independent given the latent; learns from rows with gaps",
  source: "Kingma & Welling 2014; gaps by importance weighting as Mattei & Frellsen 2019 (MIWAE)",
  items: ["table"],
  config: {
    encoding: { numbers: "scaled" },
    model: {
      kind: "vae",
      latent: "auto",
      encoder: [{ kind: "dense", units: 256 }, { kind: "relu" }, { kind: "dense", units: 128 }, { kind: "relu" }],
      decoder: "mirror",
      likelihood: { kind: "columns", columns: "independent", missing: "ignored" },
      objective: { kind: "elbo", beta: 0.5, warmUp: { kind: "linear", epochs: 2 } },
    },
    train: {
      optimiser: { kind: "adamw", rate: 2e-3, beta2: 0.99, weightDecay: 0.01 },
      schedule: "auto",
      batch: 128,
      epochs: "auto",
      steps: 12000,
      validation: 0.1,
      patience: 100,
      hide: 0.25,
    },
    sampler: { kind: "auto" },
  },
};
