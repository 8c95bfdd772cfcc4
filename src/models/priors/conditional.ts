// A prior that knows the condition: one normal per label, or per value of what items are conditioned on (Sohn et al. 2015).

import { z } from "zod";
import { Normal } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import { add, clip, exp, mul, randn, type Scope, type Tensor } from "../../graph/index.ts";
import { applyLayers, type Layer } from "../../nn/index.ts";
import { LOG_VARIANCE } from "../posteriors/normal.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `conditional`. */
export const conditionalSchema = z.strictObject({
  kind: z.literal("conditional"),
  /** Units of the hidden layers between condition and heads; default none, which is one normal per label. */
  hidden: z.array(z.int().positive()).optional(),
});

/** N(mean(c), exp(logVariance(c))) for a condition c [n, width], N(0, I) at first. @throws ConfigError when drawn without a condition */
export function conditionalPrior({ size }: PriorContext, { hidden = [] }: z.infer<typeof conditionalSchema>): Prior {
  const layers = hidden.flatMap((units): Layer[] => [{ kind: "dense", units }, { kind: "relu" }]);
  const of = (scope: Scope, condition: Tensor | undefined) => {
    if (condition === undefined) {
      throw new ConfigError(
        'model.prior: conditional needs what items are conditioned on, got no condition; set model.condition or use {"kind": "standard"}',
      );
    }
    const seen = applyLayers(layers, condition, scope.child("prior.hidden"), "prior.hidden");
    const head = (name: string) =>
      applyLayers([{ kind: "dense", units: size, init: "zeros" }], seen, scope.child(name), name);
    const logVariance = clip(head("prior.logVariance"), ...LOG_VARIANCE);
    return new Normal(head("prior.mean"), exp(mul(logVariance, 0.5)));
  };
  return {
    logDensity: (z, { scope, condition }) => of(scope, condition).logProb(z),
    draw(count, { scope, key, condition }) {
      const { loc, scale } = of(scope, condition);
      return add(loc, mul(scale, randn(key, [count, size])));
    },
    distribution: (_shape, { scope, condition }) => of(scope, condition),
    tempered: true,
  };
}
