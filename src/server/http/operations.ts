// The verbs as operations of HTTP: method, formats, and what the document says of them.

import type { InputType, OutputType, Verb } from "../calls.ts";

/** One verb as it is offered. */
export interface Operation {
  readonly method: "get" | "post";
  readonly summary: string;
  readonly description: string;
  /** Formats of the body, none for GET. */
  readonly inputs: readonly InputType[];
  readonly outputs: readonly OutputType[];
}

/** Media types of the formats. */
export const MEDIA = {
  json: "application/json",
  npy: "application/x-npy",
  png: "image/png",
  csv: "text/csv",
} as const satisfies Record<InputType | OutputType, string>;

const ITEMS = ["json", "npy", "png", "csv"] as const;

/** The operations by verb. */
export const OPERATIONS: { readonly [V in Verb]: Operation } = {
  encode: {
    method: "post",
    summary: "Items to latents",
    description:
      "Posterior means of items, with log-variances, discrete codes and class probabilities where the model has them.",
    inputs: ITEMS,
    outputs: ["json", "npy"],
  },
  decode: {
    method: "post",
    summary: "Latents to items",
    description: "The expected item of each latent.",
    inputs: ["json", "npy"],
    outputs: ITEMS,
  },
  reconstruct: {
    method: "post",
    summary: "What the model makes of items",
    description:
      "Items encoded and decoded again, with the error of each: squared error per element, of tables the share of cells changed.",
    inputs: ITEMS,
    outputs: ITEMS,
  },
  sample: {
    method: "get",
    summary: "New items",
    description: "Items drawn with a seed: the same call gives the same items.",
    inputs: [],
    outputs: ITEMS,
  },
  score: {
    method: "post",
    summary: "How strange items are",
    description:
      "A score for each item, the higher, the stranger: negative ELBO in nats, the error of an autoencoder, or with samples the negative log-likelihood of pictures and vectors. The same call gives the same scores.",
    inputs: ITEMS,
    outputs: ["json", "npy"],
  },
  impute: {
    method: "post",
    summary: "Fill the gaps of rows",
    description:
      "Rows of a table with every missing cell filled with its best value, and how sure the model is of each.",
    inputs: ["json", "csv"],
    outputs: ["json", "csv"],
  },
};
