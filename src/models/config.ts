// A model as plain JSON: architecture x posterior x prior x likelihood x objective.

import { z } from "zod";
import { likelihoodSchema } from "../distributions/index.ts";
import { initialiserSchema, layerSchema } from "../nn/index.ts";
import { objectiveSchema } from "../objectives/index.ts";
import type { ColumnShape } from "./columns/shape.ts";
import { columnsLikelihoodSchema } from "./columns/spec.ts";

/**
 * Schema of a model. `encoder`: layers from an item to features; the latent's mean and log-variance are dense heads on
 * them. `decoder`: layers from a latent to the likelihood's parameters, or `mirror` to undo the encoder.
 */
export const modelSchema = z.strictObject({
  kind: z.enum(["vae", "autoencoder"]),
  latent: z.int().positive(),
  encoder: z.array(layerSchema).min(1),
  decoder: z.union([z.literal("mirror"), z.array(layerSchema).min(1)]),
  likelihood: z.discriminatedUnion("kind", [...likelihoodSchema.options, columnsLikelihoodSchema]).optional(),
  objective: objectiveSchema,
  init: initialiserSchema.optional(),
  /**
   * Tables: as many VAEs of this kind as scales, each with one of them fixed for all values, trained together. Their bounds
   * add up: a large scale sees the coarse structure only, a small one the fine one too.
   */
  scales: z.array(z.number().positive()).min(2).optional(),
});

/** A model's choices. */
export type ModelConfig = z.infer<typeof modelSchema>;

/** What one item is, as far as a model cares. */
export interface ItemShape {
  /**
   * `image`: [channels, height, width] with values in [0, 1]; `vector`: [size], standardised; `series`: [channels, window],
   * standardised; `table`: codes, then values.
   */
  readonly kind: "image" | "vector" | "series" | "table";
  readonly shape: readonly number[];
  /** Of a table; `shape` is [2 columns.length]. */
  readonly columns?: readonly ColumnShape[];
}
