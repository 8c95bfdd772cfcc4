// A model as plain JSON: architecture x posterior x prior x likelihood x objective.

import { z } from "zod";
import { likelihoodSchema } from "../distributions/index.ts";
import { initialiserSchema, layerSchema } from "../nn/index.ts";
import { objectiveSchema } from "../objectives/index.ts";
import { classifierSchema } from "./classifier-schema.ts";
import { columnsLikelihoodSchema } from "./columns/spec.ts";
import { conditionSchema } from "./condition.ts";
import { hierarchySchema } from "./latents/hierarchy/index.ts";
import { penaltySchema } from "./penalties/index.ts";
import { posteriorSchema } from "./posteriors/index.ts";
import { priorSchema } from "./priors/index.ts";
import { quantiserSchema } from "./quantisers/index.ts";

/**
 * Schema of a model. `encoder`: layers from an item to features; the latent's mean and log-variance are dense heads on
 * them. `decoder`: layers from a latent to the likelihood's parameters, or `mirror` to undo the encoder.
 */
export const modelSchema = z.strictObject({
  kind: z.enum(["vae", "autoencoder"]),
  /** Width of the latent; with a quantiser the length of the vector that a code stands for. */
  latent: z.int().positive(),
  encoder: z.array(layerSchema).min(1),
  decoder: z.union([z.literal("mirror"), z.array(layerSchema).min(1)]),
  likelihood: z.discriminatedUnion("kind", [...likelihoodSchema.options, columnsLikelihoodSchema]).optional(),
  /** q(z|x) of a vae; default `normal`. */
  posterior: posteriorSchema.optional(),
  /** p(z) of a vae; default `standard`. */
  prior: priorSchema.optional(),
  /** Latents in several layers, in place of posterior and prior; default one vector. */
  hierarchy: hierarchySchema.optional(),
  /** Of an autoencoder: makes its latents discrete, one vector at every place of the encoder's feature map; default none. */
  quantiser: quantiserSchema.optional(),
  objective: objectiveSchema,
  /** What is added to the loss beside; default nothing. */
  penalties: z.array(penaltySchema).optional(),
  /** Every dense layer of the decoder reads the latents again (Dieng et al. 2019); default false. */
  skip: z.boolean().optional(),
  init: initialiserSchema.optional(),
  /** What items are conditioned on; default nothing. */
  condition: conditionSchema.optional(),
  /** Semi-supervised learning: tells the label, which is the condition, where it is not known. */
  classifier: classifierSchema.optional(),
  /**
   * Tables: as many VAEs of this kind as scales, each with one of them fixed for all values, trained together. Their bounds
   * add up: a large scale sees the coarse structure only, a small one the fine one too.
   */
  scales: z.array(z.number().positive()).min(2).optional(),
});

/** A model's choices. */
export type ModelConfig = z.infer<typeof modelSchema>;
