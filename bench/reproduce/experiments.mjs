// Published settings, as they were published.

const dense = (units, activation) => [{ kind: "dense", units }, { kind: activation }];
const within = (target, tolerance) => (value) => Math.abs(value - target) <= tolerance;

// VAE of pythae's reproduction script (examples/scripts/reproducibility/vae.py) on static binarised MNIST.
const staticMnist = (hidden) => ({
  data: "binarized-mnist",
  choices: {
    preset: "mnist",
    config: {
      model: {
        latent: 40,
        encoder: [{ kind: "flatten" }, ...hidden.flatMap((units) => dense(units, "relu"))],
      },
      train: {
        optimiser: { kind: "adam", rate: 1e-4 },
        schedule: { kind: "milestones", at: [200, 350], factor: 10 ** (-1 / 5) },
        batch: 100,
        epochs: 500,
        patience: 500,
        clip: null,
        seed: 123,
      },
    },
  },
  measured: { kind: "nll", samples: 200, repeats: 5 },
});

// Burda, Grosse & Salakhutdinov 2016 as in yburda/iwae, the first six of eight stages: 364 of 3280 epochs. The learning rate
// falls by 10^(-1/7) from stage to stage; stage i lasts 3^(i-1) epochs. Left out: the second moment that starts at one and the
// output bias that starts at the mean of the data, which matter in the first thousand steps.
const iwaeTraining = {
  optimiser: { kind: "adam", rate: 1e-3, beta1: 0.99, beta2: 0.999, epsilon: 1e-4 },
  schedule: { kind: "milestones", at: [1, 4, 13, 40, 121], factor: 10 ** (-1 / 7) },
  batch: 20,
  epochs: 364,
  validation: 400 / 60_000,
  patience: 364,
  binarise: "dynamic",
  clip: null,
};
const tanhLayers = [{ kind: "flatten" }, ...dense(200, "tanh"), ...dense(200, "tanh")];
const iwaeOneLayer = (objective) => ({
  data: "mnist",
  choices: {
    preset: "mnist",
    config: {
      model: { latent: 50, encoder: tanhLayers, objective, init: "glorot-uniform" },
      train: iwaeTraining,
    },
  },
  measured: { kind: "nll", samples: 5000 },
});

/** One entry per published number. */
export const experiments = [
  {
    name: "vae-static-mnist",
    what: "VAE 784-400-z40 on static MNIST, 500 epochs, 200 samples (pythae's vae.py)",
    published: 89.78,
    reference: "an independent PyTorch run of the settings gave 92.65",
    agrees: within(92.65, 0.4),
    ...staticMnist([400]),
  },
  {
    name: "vae-static-mnist-deep",
    what: "VAE 784-400-400-z40 on static MNIST, 500 epochs, 200 samples",
    published: 89.78,
    reference: "an independent PyTorch run of the settings gave 90.14",
    agrees: within(90.14, 0.4),
    ...staticMnist([400, 400]),
  },
  {
    name: "iwae-1-layer-k1",
    what: "IWAE Table 1, one layer, k = 1, dynamic MNIST, 364 of 3280 epochs, 5000 samples",
    published: 86.76,
    agrees: within(86.76, 1),
    ...iwaeOneLayer({ kind: "elbo" }),
  },
  {
    name: "iwae-1-layer-k5",
    what: "IWAE Table 1, one layer, k = 5, dynamic MNIST, 364 of 3280 epochs, 5000 samples",
    published: 85.54,
    agrees: within(85.54, 0.4),
    ...iwaeOneLayer({ kind: "importance", samples: 5 }),
  },
];
