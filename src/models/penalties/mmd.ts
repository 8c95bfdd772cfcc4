// Maximum mean discrepancy (Gretton et al. 2012) between the latents of a batch and draws from the prior: what makes an
// autoencoder a Wasserstein one (Tolstikhin et al. 2018, WAE-MMD) and a vae an InfoVAE (Zhao et al. 2019).

import { z } from "zod";
import { add, div, exp, matmul, maximum, mul, reshape, square, sub, sum, type Tensor } from "../../graph/index.ts";
import { identity } from "./identity.ts";
import { oneDraw } from "./one-draw.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `mmd`. */
export const mmdSchema = z.strictObject({
  kind: z.literal("mmd"),
  /** Factor on the discrepancy. */
  weight: z.number().positive(),
  /**
   * Of the squared distance r, with C = 2 d times a scale for d latents: inverse multiquadratic C / (C + r) (`imq`, default),
   * whose tails reach far codes too, or exp(-r / C) (`rbf`).
   */
  kernel: z.enum(["imq", "rbf"]).optional(),
  /** Kernels of these scales are added up; default 0.1, 0.2, 0.5, 1, 2, 5 and 10. */
  scales: z.array(z.number().positive()).min(1).optional(),
});

/** Choices of the kind `mmd`. */
export type MmdSpec = z.infer<typeof mmdSchema>;

const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/** weight * MMD^2 without bias, as a U-statistic, with the term `mmd`: the discrepancy itself, which may fall below zero. */
export function mmd({ weight, kernel = "imq", scales = SCALES }: MmdSpec, context: PenaltyContext): Penalty {
  const { draw, weights, drawPrior, key } = context;
  const latents = oneDraw(draw.z, context);
  const [batch, size] = latents.shape as [number, number];
  const prior = drawPrior(batch, key);
  const similarity = (r: Tensor) =>
    scales
      .map((scale) => 2 * size * scale)
      .map((c) => (kernel === "imq" ? div(c, add(r, c)) : exp(mul(r, -1 / c))))
      .reduce(add);
  const rows = reshape(weights, [batch, 1]);
  // Pairs of different real rows, which weigh one together.
  const pairs = mul(mul(rows, reshape(weights, [1, batch])), sub(1, identity(batch)));
  const amongLatents = div(
    sum(mul(similarity(squaredDistances(latents, latents)), pairs)),
    maximum(sub(1, sum(square(weights))), 1e-6),
  );
  const others = sub(1, identity(batch));
  const amongPrior = mul(
    sum(mul(similarity(squaredDistances(prior, prior)), others)),
    1 / Math.max(batch * (batch - 1), 1),
  );
  const across = mul(sum(mul(similarity(squaredDistances(latents, prior)), rows)), 2 / batch);
  const discrepancy = sub(add(amongLatents, amongPrior), across);
  return { loss: mul(discrepancy, weight), terms: { mmd: discrepancy } };
}

// |x_i - y_j|^2 [n, m] of rows [n, size] and [m, size].
function squaredDistances(x: Tensor, y: Tensor): Tensor {
  const squares = (rows: Tensor) => sum(square(rows), { axes: 1, keepDims: true });
  const inner = matmul(x, y, { transposeB: true });
  return maximum(add(squares(x), sub(reshape(squares(y), [1, y.shape[0]!]), mul(inner, 2))), 0);
}
