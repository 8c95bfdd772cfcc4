// A normal posterior bent by a normalising flow (Rezende & Mohamed 2015; Kingma et al. 2016), whose parameters depend on the
// item through the encoder's features.

import { z } from "zod";
import { sizeOf } from "../../array/index.ts";
import { type Flow, type FlowSpec, flowSchema, makeFlow, Normal } from "../../distributions/index.ts";
import { add, clip, exp, mul, randn, reshape, type Scope, sub, sum, type Tensor } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { column, repeated } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import { LOG_VARIANCE } from "./normal.ts";
import type { Posterior } from "./posterior.ts";

/** Schema of the kind `flow`. */
export const flowPosteriorSchema = z.strictObject({ kind: z.literal("flow"), flow: flowSchema });

// Inverses in one pass, which give the density of any latents.
const INVERTED: readonly FlowSpec["kind"][] = ["radial", "householder", "realnvp", "maf"];

/**
 * z = f(z0; context), z0 ~ N(baseMean, exp(baseLogVariance)), log q(z|x) = log N(z0) - log |det df/dz0|. `mean` is f of the
 * base's mean: a typical latent, not the expectation. Densities of latents that are not its own draws are known for flows
 * with an inverse in one pass.
 */
export function flowPosterior(options: HeadOptions, { flow: spec }: z.infer<typeof flowPosteriorSchema>): Posterior {
  const { size } = options;
  const flowOf = ({ context }: Encoded, scope: Scope): Flow =>
    makeFlow(spec, size, scope.child("posterior.flow"), { context });
  const base = ({ baseMean, baseLogVariance }: Encoded) => new Normal(baseMean!, exp(mul(baseLogVariance!, 0.5)));
  const total = (logProb: Tensor) => sum(logProb, { axes: 1 });
  return {
    space: { kind: "real" },
    heads(features, scope) {
      const [batch, ...rest] = features.shape as [number, ...number[]];
      const context = reshape(features, [batch, sizeOf(rest)]);
      const baseMean = head("posterior.mean", features, options, scope);
      const baseLogVariance = clip(head("posterior.logVariance", features, options, scope), ...LOG_VARIANCE);
      const { value: mean } = makeFlow(spec, size, scope.child("posterior.flow"), { context }).forward(baseMean);
      return { mean, baseMean, baseLogVariance, context };
    },
    draw(encoded, { key, samples = 1, scope }) {
      const each = repeated(encoded, samples);
      const normal = base(each);
      const z0 = add(normal.loc, mul(normal.scale, randn(key, normal.shape)));
      const { value, logDeterminant } = flowOf(each, scope).forward(z0);
      return { z: value, logDensity: column(sub(total(normal.logProb(z0)), logDeterminant)) };
    },
    ...(INVERTED.includes(spec.kind) && {
      logDensity(encoded: Encoded, latents: Tensor, scope: Scope) {
        const each = repeated(encoded, latents.shape[0]! / encoded.mean.shape[0]!);
        const { value, logDeterminant } = flowOf(each, scope).inverse(latents);
        return column(add(total(base(each).logProb(value)), logDeterminant));
      },
    }),
  };
}
