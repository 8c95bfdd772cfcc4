// The schema of a likelihood in a config; what its numbers mean is said at `Likelihood`.

import { z } from "zod";

const kinds = ["fixed", "shared", "per-dimension", "predicted"] as const;
const scale = {
  scale: z.enum(kinds),
  value: z.number().positive().optional(),
  minimum: z.number().positive().optional(),
};

/** Schema of `Likelihood`. */
export const likelihoodSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bernoulli") }),
  z.strictObject({ kind: z.literal("continuous-bernoulli") }),
  z.strictObject({ kind: z.literal("normal"), ...scale, scale: z.enum([...kinds, "optimal"]) }),
  z.strictObject({ kind: z.literal("laplace"), ...scale }),
  z.strictObject({
    kind: z.literal("student-t"),
    df: z.union([z.number().positive(), z.literal("learned")]).optional(),
    ...scale,
  }),
  z.strictObject({ kind: z.literal("categorical"), classes: z.int().min(2) }),
  z.strictObject({ kind: z.literal("discretised-logistic"), levels: z.int().min(2).optional(), ...scale }),
]);
