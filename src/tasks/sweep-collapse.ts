// Remedies against latents that carry nothing (posterior collapse), on one model that collapses without them: six layers lie
// between latents and pixels, and before the decoder has learnt to read the latents the encoder has given most of them up.
// What each remedy does: docs/collapse.md.

import type { Json } from "../models/index.ts";
import type { NamedSweep } from "./sweep-config.ts";

const hidden = [{ kind: "dense", units: 100 }, { kind: "relu" }];

const elbo = (choices: { readonly [key: string]: Json }): Json => ({
  model: { objective: { kind: "elbo", ...choices } },
});

/** The sweep `collapse`. */
export const collapse: NamedSweep = {
  name: "collapse",
  summary: "remedies against posterior collapse, on a model that collapses without them",
  sweep: {
    title: "Remedies against posterior collapse",
    data: "digits",
    dataOptions: { count: 4000 },
    preset: "mnist",
    config: {
      model: {
        encoder: [{ kind: "flatten" }, { kind: "dense", units: 100 }, { kind: "relu" }],
        decoder: [
          ...Array.from({ length: 6 }, () => hidden).flat(),
          { kind: "dense", units: 784 },
          { kind: "reshape", shape: [1, 28, 28] },
        ],
      },
      train: { batch: 64, epochs: 20 },
    },
    variants: {
      plain: {},
      "linear-warm-up": elbo({ warmUp: { kind: "linear", epochs: 10 } }),
      "cyclical-warm-up": elbo({ warmUp: { kind: "cyclical", epochs: 5, ratio: 0.5 } }),
      "free-bits": elbo({ freeBits: 0.5 }),
      "free-bits-total": elbo({ freeBitsTotal: 10 }),
      delta: { model: { posterior: { kind: "normal", floor: 10 } } },
      "lagging-encoder": { train: { encoderSteps: { most: 10, window: 5, epochs: 4 } } },
      skip: { model: { skip: true } },
    },
    measure: "results.elbo",
    show: ["results.kl", "results.activeUnits", "results.reconstruction"],
  },
};
