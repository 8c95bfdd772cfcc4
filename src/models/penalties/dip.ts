// Disentangled inferred prior (Kumar et al. 2018, DIP-VAE): the covariance of the latents over items pulled to the identity.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { add, exp, matmul, mul, reshape, square, sub, sum, type Tensor } from "../../graph/index.ts";
import { identity } from "./identity.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `dip`. */
export const dipSchema = z.strictObject({
  kind: z.literal("dip"),
  /** Whose covariance: that of the posterior means (`I`), or that of the latents, which adds the posterior variances (`II`). */
  form: z.enum(["I", "II"]),
  /** Factor lambda_d on the squared distance of variances from one. */
  diagonal: z.number().min(0),
  /** Factor lambda_od on squared covariances, each pair counted twice. */
  offDiagonal: z.number().min(0),
});

/** Choices of the kind `dip`. */
export type DipSpec = z.infer<typeof dipSchema>;

/** lambda_od sum_{i != j} C_ij^2 + lambda_d sum_i (C_ii - 1)^2, with the term `dip`. @throws ConfigError for form II without posterior variances */
export function dip({ form, diagonal, offDiagonal }: DipSpec, { encoded, weights }: PenaltyContext): Penalty {
  const { mean, logVariance } = encoded;
  const [batch, size] = mean.shape as [number, number];
  const perRow = reshape(weights, [batch, 1]);
  const average = (values: Tensor) => sum(mul(values, perRow), { axes: 0, keepDims: true });
  const centred = sub(mean, average(mean));
  const ofMeans = matmul(mul(centred, perRow), centred, { transposeA: true });
  const one = identity(size);
  const covariance = form === "I" ? ofMeans : add(ofMeans, mul(one, average(exp(required(logVariance)))));
  const factors = add(mul(one, diagonal - offDiagonal), offDiagonal);
  const loss = sum(mul(square(sub(covariance, one)), factors));
  return { loss, terms: { dip: loss } };
}

function required(logVariance: Tensor | undefined): Tensor {
  if (logVariance !== undefined) return logVariance;
  throw new ConfigError(
    'model.penalties: dip of form "II" needs posterior variances, those of a vae with the posterior {"kind": "normal"}; use the form "I"',
  );
}
