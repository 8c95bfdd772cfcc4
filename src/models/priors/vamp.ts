// VampPrior (Tomczak & Welling 2018): the mixture of the posteriors of pseudo-items, which are learned with the model.

import { z } from "zod";
import { Categorical, MixtureOfNormals } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  asTensor,
  broadcastTo,
  clip,
  exp,
  type Fill,
  gather,
  type Key,
  logSumExp,
  mul,
  reshape,
  type Scope,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { column } from "../posteriors/from-distribution.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `vamp`. */
export const vampSchema = z.strictObject({
  kind: z.literal("vamp"),
  /** Number of pseudo-items. */
  pseudoItems: z.int().min(1).max(10_000),
  /** Mean of their first elements; default 0.05 for pictures, 0 otherwise. */
  mean: z.number().optional(),
  /** Standard deviation of their first elements; default 0.01 for pictures, 1 otherwise. */
  deviation: z.number().positive().optional(),
});

// From here on training computes distances of latents to components as a matrix product; scoring keeps all digits.
const MANY = 4096;

/**
 * p(z) = 1/K sum_k q(z|u_k) for K pseudo-items u_k (eq. 10), elements of pictures clipped to [0, 1] as in the paper's code.
 * @throws ConfigError for a posterior whose density is known for its own draws only
 */
export function vampPrior(
  { item, encode, posterior, size }: PriorContext,
  { pseudoItems: count, ...first }: z.infer<typeof vampSchema>,
): Prior {
  const { logDensity } = posterior;
  if (logDensity === undefined) {
    throw new ConfigError(
      "model.prior: vamp needs the density of the posterior at any latents, which this one has for its own draws only; use for example the posterior normal",
    );
  }
  const picture = item.kind === "image";
  const { mean = picture ? 0.05 : 0, deviation = picture ? 0.01 : 1 } = first;
  // One encoding per graph.
  const known = new WeakMap<Tensor, Encoded>();
  const components = (scope: Scope): Encoded => {
    const free = scope.child("prior").parameter("pseudoItems", [count, ...item.shape], normal(mean, deviation));
    const encoded = known.get(free) ?? encode(picture ? clip(free, 0, 1) : free, scope);
    known.set(free, encoded);
    return encoded;
  };
  return {
    logDensity(z, { scope }) {
      const encoded = components(scope);
      const n = z.shape[0]!;
      const { logVariance } = encoded;
      if (logVariance) {
        const distances = scope.training && count * size >= MANY ? "product" : "differences";
        const equal = broadcastTo(asTensor(0), [count]);
        const scales = exp(mul(logVariance, 0.5));
        return column(new MixtureOfNormals(equal, encoded.mean, scales, { distances }).logProb(z));
      }
      const each = reshape(broadcastTo(reshape(z, [n, 1, size]), [n, count, size]), [n * count, size]);
      const joint = reshape(sum(logDensity(encoded, each, scope), { axes: 1 }), [n, count]);
      return column(sub(logSumExp(joint, { axes: 1 }), Math.log(count)));
    },
    draw(n, { scope, key }) {
      const chosen = chosenOf(count, n, key.fold("component"));
      const encoded = Object.entries(components(scope)).map(([name, x]) => [name, x && gather(x, chosen)]);
      return posterior.draw(Object.fromEntries(encoded) as unknown as Encoded, { scope, key: key.fold("draw") }).z;
    },
    tempered: true,
  };
}

// One of `count` components for each of n draws, int64 [n].
function chosenOf(count: number, n: number, key: Key): Tensor {
  return new Categorical(broadcastTo(asTensor(0), [n, count])).sample(key);
}

const normal =
  (mean: number, deviation: number): Fill =>
  (out, _shape, generator) => {
    generator.fillNormal(out);
    for (let i = 0; i < out.length; i++) out[i] = mean + deviation * out[i]!;
  };
