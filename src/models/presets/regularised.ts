// Another term in the place of a part of the bound: penalties on an autoencoder's code and decoder in place of noise and prior,
// opponents in place of the KL or of the likelihood, a measure of structure in place of that of pixels, and the best scale.

import { mnist, mnistModel } from "./dense.ts";
import type { Json, Preset } from "./preset.ts";

const { train } = mnist.config as { readonly train: { readonly [key: string]: Json } };

const autoencoder = {
  kind: "autoencoder",
  latent: 16,
  encoder: mnistModel.encoder,
  decoder: "mirror",
  objective: { kind: "reconstruction", error: "squared" },
  init: mnistModel.init,
} as const;

// New items are decoded from a mixture of ten normals that is fitted to the codes (the paper's choice).
const sampler = { kind: "mixture", components: 10 } as const;

/** An autoencoder whose codes and decoder are kept small. */
export const raeL2: Preset = {
  name: "rae-l2",
  summary: "regularised autoencoder: small codes, small weights of the decoder; samples from a mixture of ten normals",
  source: "Ghosh et al. 2020 (RAE-L2)",
  items: ["image"],
  config: {
    model: {
      ...autoencoder,
      penalties: [
        { kind: "code-norm", weight: 0.01 },
        { kind: "decoder-norm", weight: 0.001 },
      ],
    },
    train,
    sampler,
  },
};

/** An autoencoder whose decoder changes little with the code. */
export const raeGp: Preset = {
  name: "rae-gp",
  summary: "regularised autoencoder: small codes, a decoder of small slope; samples from a mixture of ten normals",
  source: "Ghosh et al. 2020 (RAE-GP)",
  items: ["image"],
  config: {
    model: {
      ...autoencoder,
      penalties: [
        { kind: "code-norm", weight: 0.01 },
        { kind: "gradient-penalty", weight: 0.01 },
      ],
    },
    train,
    sampler,
  },
};

/** Codes that an opponent cannot tell from draws of the prior. */
export const aae: Preset = {
  name: "aae",
  summary:
    "adversarial autoencoder: an opponent that tells codes from draws of the prior, in place of the KL; 8 latents",
  source: "Makhzani et al. 2016, with a Gaussian posterior",
  items: ["image"],
  config: {
    ...mnist.config,
    model: {
      ...mnistModel,
      latent: 8,
      objective: { kind: "elbo", beta: 0 },
      penalties: [{ kind: "adversary", weight: 10 }],
    },
    train: { ...train, optimiser: { kind: "adam", rate: 1e-3, beta1: 0.5 } },
  },
};

/** Items compared where an opponent looks. */
export const vaeGan: Preset = {
  name: "vae-gan",
  summary:
    "an opponent that tells pictures from made ones; distance in its features for most of the pixels' likelihood",
  source: "Larsen et al. 2016, with a tenth of the pixels' likelihood kept",
  items: ["image"],
  config: {
    model: {
      kind: "vae",
      latent: 16,
      encoder: [
        { kind: "conv", filters: 16, kernel: 4, stride: 2, padding: 1 },
        { kind: "leakyRelu", slope: 0.2 },
        { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
        { kind: "leakyRelu", slope: 0.2 },
        { kind: "flatten" },
      ],
      decoder: "mirror",
      likelihood: { kind: "bernoulli" },
      // Without some of it the distance is at first one in the features of an opponent that has learnt nothing.
      objective: { kind: "elbo", reconstruction: 0.1 },
      penalties: [
        {
          kind: "item-adversary",
          weight: 10,
          layers: [
            { kind: "conv", filters: 16, kernel: 4, stride: 2, padding: 1 },
            { kind: "leakyRelu", slope: 0.2 },
            { kind: "conv", filters: 32, kernel: 4, stride: 2, padding: 1 },
            { kind: "leakyRelu", slope: 0.2 },
          ],
          features: 3,
        },
      ],
    },
    train: { ...train, optimiser: { kind: "adam", rate: 5e-4, beta1: 0.5 } },
  },
};

/** Structure in place of pixels. */
export const msSsimVae: Preset = {
  name: "ms-ssim-vae",
  summary: "multi-scale structural similarity in place of the likelihood of pixels; dense 400, 10 latents",
  source: "Snell et al. 2017; MS-SSIM: Wang et al. 2003",
  items: ["image"],
  config: {
    ...mnist.config,
    model: {
      ...mnistModel,
      latent: 10,
      objective: { kind: "elbo", reconstruction: 0 },
      penalties: [{ kind: "ms-ssim", weight: 100 }],
    },
  },
};

/** The scale of pixels that fits best. */
export const sigmaVae: Preset = {
  name: "sigma-vae",
  summary: "normal likelihood of the scale that is best at every step, so that beta need not be tuned; 10 latents",
  source: "Rybkin et al. 2021 (optimal sigma-VAE)",
  items: ["image"],
  config: {
    model: { ...mnistModel, latent: 10, likelihood: { kind: "normal", scale: "optimal" } },
    train,
    // So small a scale makes the latents tell much, and few draws of the prior lie where they do.
    sampler,
  },
};
