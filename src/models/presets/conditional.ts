// Models that know labels: given with every item, or with few of them.

import type { Json, Preset } from "./preset.ts";

const training = {
  optimiser: { kind: "adam", rate: 1e-3 },
  batch: 128,
  epochs: "auto",
  validation: 0.1,
  patience: "auto",
} as const;

function conditional(more: { readonly [key: string]: Json }): Preset["config"] {
  return {
    model: {
      kind: "vae",
      latent: 8,
      encoder: [{ kind: "flatten" }, { kind: "dense", units: 400 }, { kind: "relu" }],
      decoder: "mirror",
      condition: { of: ["label"] },
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo" },
      init: "pytorch",
      ...more,
    },
    train: training,
  };
}

/** Encoder and decoder read the label. */
export const conditionalVae: Preset = {
  name: "conditional-vae",
  summary: "told each item's label: samples of a class, and one item's style in another class; dense 400, 8 latents",
  source: "Kingma et al. 2014; Sohn, Lee & Yan 2015",
  items: ["image"],
  config: conditional({}),
};

/** The prior reads it too. */
export const conditionalPrior: Preset = {
  name: "conditional-prior",
  summary: "the conditional-vae preset with a learned normal prior for each label",
  source: "Sohn, Lee & Yan 2015",
  items: ["image"],
  config: conditional({ prior: { kind: "conditional" } }),
};

/** A hundred labels for all items. */
export const semiSupervised: Preset = {
  name: "semi-supervised",
  summary:
    "a classifier and a conditional VAE from 100 labels, trained together on labelled and other items; dense 500",
  source: "Kingma et al. 2014, model M2",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 10,
      encoder: [{ kind: "flatten" }, { kind: "dense", units: 500 }, { kind: "softplus" }],
      decoder: "mirror",
      condition: { of: ["label"] },
      classifier: {
        layers: [{ kind: "flatten" }, { kind: "dense", units: 500 }, { kind: "softplus" }],
        labelled: 100,
        // Few latents and a heavy classifier: with the paper's 50 and 0.1 the decoder does without the class for the first epochs.
        weight: 30,
      },
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo" },
      init: "glorot-uniform",
    },
    train: { ...training, binarise: "dynamic" },
  },
};
