// Tighter bounds than the ELBO: several draws of each item. All on the architecture of Burda et al. 2016.

import type { Json, Preset } from "./preset.ts";

const tanh = (units: number) => [{ kind: "dense", units }, { kind: "tanh" }];

function bound(objective: { readonly [key: string]: Json }): Preset["config"] {
  return {
    model: {
      kind: "vae",
      latent: 50,
      encoder: [{ kind: "flatten" }, ...tanh(200), ...tanh(200)],
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      objective,
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
  };
}

/** Weights of five draws averaged before the logarithm. */
export const iwae: Preset = {
  name: "iwae",
  summary: "importance-weighted bound of 5 draws; dense 200-200 tanh, 50 latents",
  source: "Burda, Grosse & Salakhutdinov 2016",
  items: ["image"],
  config: bound({ kind: "importance", samples: 5 }),
};

/** The same bound with the encoder's gradient through the draws alone. */
export const dreg: Preset = {
  name: "dreg",
  summary: "importance-weighted bound of 5 draws with doubly reparameterised gradients",
  source: "Tucker et al. 2019",
  items: ["image"],
  config: bound({ kind: "importance", samples: 5, gradient: "doubly-reparameterised" }),
};

/** The mean of several such bounds. */
export const miwae: Preset = {
  name: "miwae",
  summary: "the mean of 4 importance-weighted bounds of 4 draws each",
  source: "Rainforth et al. 2018 (MIWAE)",
  items: ["image"],
  config: bound({ kind: "importance", samples: 4, groups: 4 }),
};

/** That mean for the encoder, the bound of all draws for the decoder. */
export const piwae: Preset = {
  name: "piwae",
  summary: "the decoder learns from one bound of 16 draws, the encoder from 4 bounds of 4",
  source: "Rainforth et al. 2018 (PIWAE)",
  items: ["image"],
  config: bound({ kind: "importance", samples: 4, groups: 4, partial: true }),
};

/** A mixture of the ELBO and the importance-weighted bound. */
export const ciwae: Preset = {
  name: "ciwae",
  summary: "a mixture of the ELBO (0.05) and the importance-weighted bound of 16 draws (0.95)",
  source: "Rainforth et al. 2018 (CIWAE)",
  items: ["image"],
  config: bound({ kind: "importance", samples: 16, elboShare: 0.05 }),
};

/** Between the ELBO and the importance-weighted bound by the order of the divergence. */
export const renyi: Preset = {
  name: "renyi",
  summary: "Renyi's bound of order 0.5 with 5 draws, between the importance-weighted bound (0) and the ELBO (1)",
  source: "Li & Turner 2016",
  items: ["image"],
  config: bound({ kind: "importance", samples: 5, alpha: 0.5 }),
};
