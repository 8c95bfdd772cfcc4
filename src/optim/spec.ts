// Optimisers as plain JSON.

import { z } from "zod";

const rate = z.number().positive();
const fraction = z.number().min(0).lt(1);
const epsilon = z.number().positive();
const penalty = z.number().min(0);

// Penalties that every optimiser takes: `weightDecay` adds weightDecay * p to the gradient (L2; in adamw it is
// decoupled), `l1` adds l1 * sign(p).
const common = { rate: rate.optional(), weightDecay: penalty.optional(), l1: penalty.optional() };

const adamOptions = {
  ...common,
  beta1: fraction.optional(),
  beta2: fraction.optional(),
  epsilon: epsilon.optional(),
  amsgrad: z.boolean().optional(),
  initialSecondMoment: penalty.optional(),
};

/**
 * Schema of an optimiser. `rate` is the learning rate, default 1e-3 (sgd: 1e-2). `initialSecondMoment` (default 0): the running mean
 * of squared gradients starts there and fades by beta2, so that steps begin small and grow where gradients are small.
 */
export const optimiserSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("sgd"),
    ...common,
    momentum: fraction.optional(),
    nesterov: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal("rmsprop"),
    ...common,
    decay: fraction.optional(),
    epsilon: epsilon.optional(),
    momentum: fraction.optional(),
    centred: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal("adam"), ...adamOptions }),
  z.strictObject({ kind: z.literal("adamw"), ...adamOptions }),
  z.strictObject({
    kind: z.literal("adamax"),
    ...common,
    beta1: fraction.optional(),
    beta2: fraction.optional(),
    epsilon: epsilon.optional(),
  }),
  z.strictObject({
    kind: z.literal("adagrad"),
    ...common,
    epsilon: epsilon.optional(),
    initialAccumulator: penalty.optional(),
  }),
]);

/** An optimiser with its options. */
export type OptimiserSpec = z.infer<typeof optimiserSchema>;

/** The learning rate of a spec, with the default of its kind. */
export function learningRate(spec: OptimiserSpec): number {
  return spec.rate ?? (spec.kind === "sgd" ? 1e-2 : 1e-3);
}
