// Latents whose dimensions mean one thing each: the KL weighted, or what Chen et al. 2018 call its total correlation. All on the
// convolutions of Burgess et al. 2018, for pictures of known causes such as the built-in sprites.

import type { Json, Preset } from "./preset.ts";

function halving(filters: number) {
  return [{ kind: "conv", filters, kernel: 4, stride: 2, padding: 1 }, { kind: "relu" }];
}

function disentangling(
  objective: { readonly [key: string]: Json },
  penalties: readonly { readonly [key: string]: Json }[] = [],
): Preset["config"] {
  return {
    model: {
      kind: "vae",
      latent: 10,
      encoder: [
        ...halving(32),
        ...halving(32),
        ...halving(64),
        { kind: "flatten" },
        { kind: "dense", units: 256 },
        { kind: "relu" },
      ],
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo", ...objective },
      ...(penalties.length > 0 ? { penalties } : {}),
    },
    // No early stop: the bound alone says nothing of what these are for.
    train: { optimiser: { kind: "adam", rate: 1e-3 }, batch: 128, epochs: "auto", validation: 0.1, patience: null },
  };
}

/** The KL weighted. */
export const betaVae: Preset = {
  name: "beta-vae",
  summary: "the KL weighs 4: fewer, more independent latents; convolutions 32-32-64, 10 latents",
  source: "Higgins et al. 2017",
  items: ["image"],
  config: disentangling({ beta: 4 }),
};

/** The KL led to a growing capacity. */
export const annealedVae: Preset = {
  name: "annealed-vae",
  summary: "the KL is led from 0 to 25 nats over ten epochs, so that latents are taken up one by one",
  source: "Burgess et al. 2018",
  items: ["image"],
  config: disentangling({ capacity: { to: 25, epochs: 10, weight: 100 } }),
};

/** The total correlation weighted, estimated from the batch's posteriors. */
export const betaTcVae: Preset = {
  name: "beta-tc-vae",
  summary: "only the total correlation of the latents weighs 6, estimated from the posteriors of a batch",
  source: "Chen et al. 2018",
  items: ["image"],
  config: disentangling({}, [{ kind: "total-correlation", weight: 5, estimator: "weighted" }]),
};

/** The total correlation weighted, estimated by an opponent. */
export const factorVae: Preset = {
  name: "factor-vae",
  summary: "only the total correlation weighs more, estimated by an opponent that spots shuffled latents",
  source: "Kim & Mnih 2018",
  items: ["image"],
  config: disentangling({}, [{ kind: "factor", weight: 35 }]),
};

/** Posterior means made uncorrelated. */
export const dipVae1: Preset = {
  name: "dip-vae-1",
  summary: "the covariance of the posterior means is drawn to the identity",
  source: "Kumar et al. 2018 (DIP-VAE-I)",
  items: ["image"],
  config: disentangling({}, [{ kind: "dip", form: "I", diagonal: 100, offDiagonal: 10 }]),
};

/** Latents made uncorrelated. */
export const dipVae2: Preset = {
  name: "dip-vae-2",
  summary: "the covariance of the latents is drawn to the identity",
  source: "Kumar et al. 2018 (DIP-VAE-II)",
  items: ["image"],
  config: disentangling({}, [{ kind: "dip", form: "II", diagonal: 10, offDiagonal: 10 }]),
};
