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

const samples = z.int().positive();

/**
 * Schema of an objective. `elbo`: evidence lower bound with weight `beta` (default 1) on the KL, warm-up, free bits
 * (nats per latent dimension below which its KL is not penalised; Kingma et al. 2016), an analytic or sampled KL (default
 * analytic where a closed form is known), the mean over `samples` draws of each item (default 1). `freeBitsTotal`: nats
 * below which the KL of all dimensions together is not penalised. `capacity`: in place of `beta` times the KL, `weight`
 * times its distance from a capacity that goes from `from` (default 0) to `to` nats over `epochs` (Burgess et al. 2018).
 * `importance`: bounds of several draws whose weights are averaged before the logarithm. `reconstruction`: an autoencoder's
 * error, summed over the event; `ms-ssim` is 1 - MS-SSIM of two pictures times the number of their values.
 */
export const objectiveSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("elbo"),
    beta: z.number().min(0).optional(),
    warmUp: warmUpSchema.optional(),
    freeBits: z.number().min(0).optional(),
    freeBitsTotal: z.number().min(0).optional(),
    capacity: z
      .strictObject({
        from: z.number().min(0).optional(),
        to: z.number().min(0),
        epochs: z.number().positive(),
        weight: z.number().positive(),
      })
      .optional(),
    /** Weight of log p(x|z); default 1, and 0 where a penalty such as `ms-ssim` takes its place. */
    reconstruction: z.number().min(0).optional(),
    kl: z.enum(["analytic", "sampled"]).optional(),
    samples: samples.optional(),
  }),
  z.strictObject({
    kind: z.literal("importance"),
    /** Draws k whose weights are averaged before the logarithm (Burda et al. 2016, IWAE). */
    samples,
    /** Such bounds averaged after it (Rainforth et al. 2018, MIWAE); default 1. */
    groups: samples.optional(),
    /** The decoder learns from all draws as one group (Rainforth et al. 2018, PIWAE); default false. */
    partial: z.boolean().optional(),
    /** Share of the ELBO in the loss (Rainforth et al. 2018, CIWAE); default 0. */
    elboShare: z.number().min(0).max(1).optional(),
    /** Order of Renyi's divergence (Li & Turner 2016): 0, the default, is IWAE, towards 1 the ELBO, below 0 no bound. */
    alpha: z.number().optional(),
    /** How the encoder's gradient is estimated; `doubly-reparameterised` is that of Tucker et al. 2019 (DReG). Default reparameterised. */
    gradient: z.enum(["reparameterised", "doubly-reparameterised"]).optional(),
  }),
  z.strictObject({
    kind: z.literal("reconstruction"),
    error: z.enum(["squared", "absolute", "cross-entropy", "ms-ssim"]),
  }),
]);

/** An objective with its options. */
export type ObjectiveSpec = z.infer<typeof objectiveSchema>;

/** An evidence lower bound. */
export type ElboSpec = Extract<ObjectiveSpec, { kind: "elbo" }>;

/** A bound of several draws. */
export type ImportanceSpec = Extract<ObjectiveSpec, { kind: "importance" }>;

/** An autoencoder's error. */
export type ReconstructionSpec = Extract<ObjectiveSpec, { kind: "reconstruction" }>;

/** The KL weight, or that of its distance from a capacity, at a time in epochs. */
export function betaAt({ beta = 1, warmUp, capacity }: ElboSpec, epoch: number): number {
  if (capacity !== undefined) return capacity.weight;
  if (warmUp === undefined) return beta;
  if (warmUp.kind === "linear") return beta * Math.min(1, epoch / warmUp.epochs);
  const { ratio = 0.5 } = warmUp;
  const phase = (epoch % warmUp.epochs) / warmUp.epochs;
  return beta * Math.min(1, phase / ratio);
}

/** What the KL is pulled to at a time in epochs, in nats; undefined without a capacity. */
export function capacityAt({ capacity }: ElboSpec, epoch: number): number | undefined {
  if (capacity === undefined) return undefined;
  const { from = 0, to, epochs } = capacity;
  return from + (to - from) * Math.min(1, epoch / epochs);
}

/** The numbers that an objective reads at a time in epochs, by name. */
export function scheduledAt(objective: ObjectiveSpec, epoch: number): Readonly<Record<string, number>> {
  if (objective.kind !== "elbo") return {};
  const capacity = capacityAt(objective, epoch);
  return { beta: betaAt(objective, epoch), ...(capacity === undefined ? {} : { capacity }) };
}
