// Other posteriors, each on the architecture of the preset mnist: full covariances, flows, Hamiltonian steps, directions, the
// Poincare ball, bits, classes, sparse codes.

import type { Json, Preset } from "./preset.ts";

const training = {
  optimiser: { kind: "adam", rate: 1e-3 },
  batch: 128,
  epochs: "auto",
  validation: 0.1,
  patience: "auto",
} as const;

type Choices = { readonly [key: string]: Json };

function dense(more: Choices, activation = "relu"): Choices {
  return {
    kind: "vae",
    latent: 20,
    encoder: [{ kind: "flatten" }, { kind: "dense", units: 400 }, { kind: activation }],
    decoder: "mirror",
    likelihood: { kind: "bernoulli" },
    objective: { kind: "elbo" },
    init: "pytorch",
    ...more,
  };
}

const preset = (name: string, summary: string, source: string, model: Choices): Preset => ({
  name,
  summary,
  source,
  items: ["image"],
  config: { model, train: training },
});

const flow = (kind: string, layers: number) => dense({ posterior: { kind: "flow", flow: { kind, layers } } });

/** One normal with all covariances per item. */
export const fullCovariance: Preset = preset(
  "full-covariance",
  "normal posterior with a full covariance per item; dense 400, 20 latents",
  "Kingma & Welling 2019, section 2.5",
  dense({ posterior: { kind: "full-normal" } }),
);

/** Planar flow. */
export const planarVae: Preset = preset(
  "planar-vae",
  "posterior bent by 10 planar steps, whose parameters the encoder gives",
  "Rezende & Mohamed 2015",
  flow("planar", 10),
);

/** Radial flow. */
export const radialVae: Preset = preset(
  "radial-vae",
  "posterior bent by 10 radial steps, whose parameters the encoder gives",
  "Rezende & Mohamed 2015",
  flow("radial", 10),
);

/** Inverse autoregressive flow. */
export const iafVae: Preset = preset(
  "iaf-vae",
  "posterior bent by 4 inverse autoregressive steps that read the encoder's features",
  "Kingma et al. 2016",
  flow("iaf", 4),
);

/** Householder flow. */
export const householderVae: Preset = preset(
  "householder-vae",
  "posterior turned by 10 reflections: a full covariance at little cost",
  "Tomczak & Welling 2016",
  flow("householder", 10),
);

/** Hamiltonian steps. */
export const hamiltonianVae: Preset = preset(
  "hamiltonian-vae",
  "draws moved by 4 leapfrog steps along the gradient of log p(x, z); dense 400 softplus",
  "Caterini, Doucet & Sejdinovic 2018",
  dense({ posterior: { kind: "hamiltonian", steps: 4, stepSize: 0.05 } }, "softplus"),
);

/** Directions. */
export const sVae: Preset = preset(
  "s-vae",
  "latents on the unit sphere of 11 dimensions: von Mises-Fisher posterior, uniform prior",
  "Davidson et al. 2018",
  dense({ latent: 11, posterior: { kind: "von-mises-fisher" } }),
);

/** The Poincare ball. */
export const poincareVae: Preset = preset(
  "poincare-vae",
  "latents in a Poincare ball of 10 dimensions and curvature -0.7: wrapped normals",
  "Mathieu et al. 2019; Nagano et al. 2019",
  dense({ latent: 10, posterior: { kind: "wrapped-normal", curvature: 0.7, isotropic: true } }),
);

const cooling = { from: 1, to: 0.5, epochs: 10 };

/** Bits. */
export const bernoulliVae: Preset = preset(
  "bernoulli-vae",
  "20 binary latents, relaxed in training at a temperature that falls from 1 to 0.5",
  "Maddison et al. 2017; Jang et al. 2017",
  dense({ posterior: { kind: "relaxed-bernoulli", temperature: cooling } }),
);

/** Classes. */
export const categoricalVae: Preset = preset(
  "categorical-vae",
  "20 latents of 10 classes each, relaxed in training (Gumbel-softmax)",
  "Jang et al. 2017; Maddison et al. 2017",
  dense({ latent: 200, posterior: { kind: "relaxed-categorical", classes: 10, temperature: cooling } }),
);

/** Spikes and slabs. */
export const sparseVae: Preset = preset(
  "sparse-vae",
  "50 latents of which each is exactly zero with probability 0.8 under the prior (spike and slab)",
  "Tonolini et al. 2020",
  dense({ latent: 50, posterior: { kind: "spike-and-slab", probability: 0.2, temperature: cooling } }),
);

/** Laplace variables. */
export const laplaceVae: Preset = preset(
  "laplace-vae",
  "Laplace posterior and prior: 50 latents, most of them near zero",
  "Barello, Charles & Pillow 2018 (sparse-coding VAE)",
  dense({ latent: 50, posterior: { kind: "laplace" }, prior: { kind: "laplace" } }),
);

/** A mixture of normals as prior. */
export const mixturePrior: Preset = preset(
  "mixture-prior",
  "prior of 10 learned normals instead of N(0, I)",
  "Dilokthanakul et al. 2016; Jiang et al. 2017",
  dense({ prior: { kind: "mixture", components: 10 } }),
);

/** Posteriors of pseudo-items as prior. */
export const vampPrior: Preset = preset(
  "vamp-prior",
  "prior that is the mixture of the posteriors of 100 learned pseudo-items",
  "Tomczak & Welling 2018",
  dense({ prior: { kind: "vamp", pseudoItems: 100 } }),
);

/** A flow as prior. */
export const flowPrior: Preset = preset(
  "flow-prior",
  "prior bent by 4 coupling steps (RealNVP) to fit all posteriors together",
  "Dinh et al. 2017; Huang et al. 2017",
  dense({ prior: { kind: "flow", flow: { kind: "realnvp", layers: 4 } } }),
);
