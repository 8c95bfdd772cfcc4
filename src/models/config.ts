// A model as plain JSON: architecture x posterior x prior x likelihood x objective.

import { z } from "zod";
import { likelihoodSchema } from "../distributions/index.ts";
import { initialiserSchema, layerSchema } from "../nn/index.ts";
import { objectiveSchema } from "../objectives/index.ts";
import { columnsLikelihoodSchema } from "./columns/spec.ts";
import { penaltySchema } from "./penalties/index.ts";
import { posteriorSchema } from "./posteriors/index.ts";
import { priorSchema } from "./priors/index.ts";

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
  /** q(z|x) of a vae; default `normal`. */
  posterior: posteriorSchema.optional(),
  /** p(z) of a vae; default `standard`. */
  prior: priorSchema.optional(),
  objective: objectiveSchema,
  /** What is added to the loss beside; default nothing. */
  penalties: z.array(penaltySchema).optional(),
  init: initialiserSchema.optional(),
  /**
   * Tables: as many VAEs of this kind as scales, each with one of them fixed for all values, trained together. Their bounds
   * add up: a large scale sees the coarse structure only, a small one the fine one too.
   */
  scales: z.array(z.number().positive()).min(2).optional(),
});

/** A model's choices. */
export type ModelConfig = z.infer<typeof modelSchema>;
