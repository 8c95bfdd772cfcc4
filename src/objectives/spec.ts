// Objectives as plain JSON.

import { z } from "zod";

/**
 * How beta grows. `linear`: from 0 to 1 over `epochs`, then 1 (Bowman et al. 2016). `cyclical`: periods of `epochs`, in
 * each rising over the first `ratio` (default 0.5) and then 1 (Fu et al. 2019).
 */
export const warmUpSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("linear"), epochs: z.number().positive() }),
  z.strictObject({
    kind: z.literal("cyclical"),
    epochs: z.number().positive(),
    ratio: z.number().positive().max(1).optional(),
  }),
]);

/** A schedule of the KL weight. */
export type WarmUp = z.infer<typeof warmUpSchema>;

/**
 * Schema of an objective. `elbo`: evidence lower bound with weight `beta` (default 1) on the KL, warm-up, free bits
 * (nats per latent dimension below which its KL is not penalised; Kingma et al. 2016) and an analytic (default) or
 * sampled KL. `reconstruction`: an autoencoder's error, summed over the event.
 */
export const objectiveSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("elbo"),
    beta: z.number().min(0).optional(),
    warmUp: warmUpSchema.optional(),
    freeBits: z.number().min(0).optional(),
    kl: z.enum(["analytic", "sampled"]).optional(),
  }),
  z.strictObject({ kind: z.literal("reconstruction"), error: z.enum(["squared", "absolute", "cross-entropy"]) }),
]);

/** An objective with its options. */
export type ObjectiveSpec = z.infer<typeof objectiveSchema>;

/** An evidence lower bound. */
export type ElboSpec = Extract<ObjectiveSpec, { kind: "elbo" }>;

/** An autoencoder's error. */
export type ReconstructionSpec = Extract<ObjectiveSpec, { kind: "reconstruction" }>;

/** The KL weight at a time in epochs. */
export function betaAt({ beta = 1, warmUp }: ElboSpec, epoch: number): number {
  if (warmUp === undefined) return beta;
  if (warmUp.kind === "linear") return beta * Math.min(1, epoch / warmUp.epochs);
  const { ratio = 0.5 } = warmUp;
  const phase = (epoch % warmUp.epochs) / warmUp.epochs;
  return beta * Math.min(1, phase / ratio);
}
