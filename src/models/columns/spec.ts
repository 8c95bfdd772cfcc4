// The likelihood of a table's columns as plain JSON.

import { z } from "zod";

/**
 * Schema of `columns`: each column has the distribution that its encoding asks for, a categorical over its codes and, for
 * codes with a value, a uniform or `numbers` on it. `columns: "independent"` given the latent, or `"autoregressive"`: given the latent
 * and the columns before (Germain et al. 2015, MADE; as PixelVAE of Gulrajani et al. 2017 for pictures).
 */
export const columnsLikelihoodSchema = z.strictObject({
  kind: z.literal("columns"),
  /** Distribution of values that are located by the decoder; default normal. */
  numbers: z.enum(["normal", "student-t", "laplace"]).optional(),
  /** One trained scale per column (default), one predicted per cell, or `value` for all. */
  scale: z.enum(["per-dimension", "predicted", "fixed"]).optional(),
  /** The fixed scale, in units of the value; default 1. */
  value: z.number().positive().optional(),
  /** What a scale stays above, in units of the value; default 0.01. */
  minimum: z.number().positive().optional(),
  /** Degrees of freedom of student-t; default 5. */
  df: z.number().positive().optional(),
  /** Default independent. */
  columns: z.enum(["independent", "autoregressive"]).optional(),
  /** Autoregressive: hidden units of each column; default 32. */
  units: z.int().positive().optional(),
  /** Autoregressive: share of the columns before that are hidden in training, so that the latent stays in use; default 0.1. */
  dropout: z.number().min(0).max(0.95).optional(),
  /** Whether missing cells are an event that the model explains (default), or ignored. */
  missing: z.enum(["modelled", "ignored"]).optional(),
});

/** Likelihood of a table. */
export type ColumnsLikelihood = z.infer<typeof columnsLikelihoodSchema>;
