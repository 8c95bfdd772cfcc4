// Mixture of normals as prior: clusters that are learned with the model (Dilokthanakul et al. 2016; Tomczak & Welling 2018, MoG).

import { z } from "zod";
import { MixtureOfNormals } from "../../distributions/index.ts";
import { clip, exp, type Fill, type Scope } from "../../graph/index.ts";
import { column } from "../posteriors/from-distribution.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `mixture`. */
export const mixtureSchema = z.strictObject({
  kind: z.literal("mixture"),
  /** Number of normals. */
  components: z.int().min(1).max(10_000),
});

// exp(-7) to exp(4): narrower components would let the likelihood of single items grow without bound.
const LOG_SCALE = [-7, 4] as const;

/** `components` diagonal normals with learned weights, means, from N(0, I) at first, and scales, 1 at first. */
export function mixturePrior({ size }: PriorContext, { components }: z.infer<typeof mixtureSchema>): Prior {
  const of = (scope: Scope, count: number) => {
    const own = scope.child("prior");
    const logits = own.parameter("logits", [components], zeros);
    const locs = own.parameter("mean", [components, size], normal);
    const logScales = own.parameter("logScale", [components, size], zeros);
    return new MixtureOfNormals(logits, locs, exp(clip(logScales, ...LOG_SCALE)), { count });
  };
  return {
    logDensity: (z, { scope }) => column(of(scope, 1).logProb(z)),
    draw: (count, { scope, key }) => of(scope, count).sample(key),
    tempered: true,
  };
}

const zeros: Fill = (out) => {
  out.fill(0);
};

const normal: Fill = (out, _shape, generator) => {
  generator.fillNormal(out);
};
