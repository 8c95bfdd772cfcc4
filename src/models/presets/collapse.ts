// Against latents that carry nothing (posterior collapse): in the bound, the posterior, the decoder or the training. All on the
// preset `mnist`, so that their numbers compare with its own.

import { mnist, mnistModel } from "./dense.ts";
import type { Json, Preset } from "./preset.ts";

const { train } = mnist.config as { readonly train: { readonly [key: string]: Json } };

function withModel(choices: { readonly [key: string]: Json }): Preset["config"] {
  return { ...mnist.config, model: { ...mnistModel, ...choices } };
}

/** Nats that cost nothing. */
export const freeBits: Preset = {
  name: "free-bits",
  summary: "half a nat of each latent costs nothing; otherwise the preset mnist",
  source: "Kingma et al. 2016",
  items: ["image"],
  config: withModel({ objective: { kind: "elbo", freeBits: 0.5 } }),
};

/** A posterior that cannot become the prior. */
export const deltaVae: Preset = {
  name: "delta-vae",
  summary: "posteriors whose KL from the prior cannot fall below ten nats; otherwise the preset mnist",
  source: "Razavi et al. 2019",
  items: ["image"],
  config: withModel({ posterior: { kind: "normal", floor: 10 } }),
};

/** An encoder that keeps up. */
export const laggingVae: Preset = {
  name: "lagging-vae",
  summary: "at first the encoder is updated alone before each update of the decoder; otherwise the preset mnist",
  source: "He et al. 2019",
  items: ["image"],
  config: { model: mnistModel, train: { ...train, encoderSteps: { most: 100, window: 10 } } },
};

/** A decoder that reads z in each layer. */
export const skipVae: Preset = {
  name: "skip-vae",
  summary: "every layer of the decoder reads the latents again; two dense layers of 400",
  source: "Dieng et al. 2019",
  items: ["image"],
  config: withModel({
    encoder: [
      { kind: "flatten" },
      { kind: "dense", units: 400 },
      { kind: "relu" },
      { kind: "dense", units: 400 },
      { kind: "relu" },
    ],
    skip: true,
  }),
};

/** A weight of the KL that rises again and again. */
export const cyclical: Preset = {
  name: "cyclical",
  summary: "the weight of the KL rises from 0 to 1 in cycles of three epochs; otherwise the preset mnist",
  source: "Fu et al. 2019",
  items: ["image"],
  config: {
    model: { ...mnistModel, objective: { kind: "elbo", warmUp: { kind: "cyclical", epochs: 3, ratio: 0.5 } } },
    // Ends with a whole cycle.
    train: { ...train, epochs: 12 },
  },
};
