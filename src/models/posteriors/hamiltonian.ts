// Hamiltonian posterior (Caterini, Doucet & Sejdinovic 2018, HVAE): draws of a normal are moved along the gradient of
// log p(x, z) by leapfrog steps, with tempered momenta. Wants smooth activations in the decoder (softplus, tanh).

import { z } from "zod";
import { standardNormal } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  add,
  asTensor,
  broadcastTo,
  div,
  type Fill,
  mul,
  randn,
  type Scope,
  sigmoid,
  sqrt,
  sub,
  sum,
  type Tensor,
  vjp,
} from "../../graph/index.ts";
import type { DrawOptions } from "../latents/latents.ts";
import { column } from "./from-distribution.ts";
import type { HeadOptions } from "./head.ts";
import { normalPosterior } from "./normal.ts";
import type { Posterior } from "./posterior.ts";

/** Schema of the kind `hamiltonian`. */
export const hamiltonianSchema = z.strictObject({
  kind: z.literal("hamiltonian"),
  /** Leapfrog steps; each takes the gradient of the decoder once. Default 3. */
  steps: z.int().min(1).max(64).optional(),
  /** Length of a step; default 0.05. */
  stepSize: z.number().positive().optional(),
  /** Lengths are learned, one per dimension, below twice `stepSize`, from which they start. Default false. */
  learnStepSize: z.boolean().optional(),
  /** Whether the first inverse temperature stays as it is or is learned; default fixed. */
  tempering: z.enum(["fixed", "learned"]).optional(),
  /** First inverse temperature of the momenta, above 0 and up to 1, which it reaches with the last step. Default 0.3. */
  beta: z.number().gt(0).max(1).optional(),
});

/** Choices of the kind `hamiltonian`. */
export type HamiltonianSpec = z.infer<typeof hamiltonianSchema>;

/**
 * z_K of K leapfrog steps from z_0 ~ N(baseMean, exp(baseLogVariance)), rho_0 = gamma / sqrt(beta), gamma ~ N(0, I). The density of a draw is
 * q(z_0|x) N(gamma) / N(rho_K): with it p(x, z_K) / density is the importance weight over (z, rho) (eq. 9; the steps keep
 * volumes and the tempering's determinant cancels against that of rho_0). `mean` is the base's, before the steps.
 */
export function hamiltonianPosterior(options: HeadOptions, spec: HamiltonianSpec): Posterior {
  const { steps = 3 } = spec;
  const normal = normalPosterior(options);
  const total = (logProb: Tensor) => sum(logProb, { axes: 1 });
  return {
    space: { kind: "real" },
    heads(features, scope) {
      const { mean, logVariance } = normal.heads(features, scope);
      return { mean, baseLogVariance: logVariance };
    },
    draw({ mean, baseLogVariance }, draw) {
      const { key, scope } = draw;
      const force = forceOf(draw);
      const start = normal.draw({ mean, logVariance: baseLogVariance! }, { ...draw, key: key.fold("position") });
      const gamma = randn(key.fold("momentum"), start.z.shape);
      const { epsilon, cooling, root } = integrator(options.size, spec, scope);
      const half = mul(epsilon, 0.5);
      let [at, momentum] = [start.z, div(gamma, root)];
      let pull = force(at);
      for (let k = 1; k <= steps; k++) {
        const middle = add(momentum, mul(pull, half));
        at = add(at, mul(middle, epsilon));
        pull = force(at);
        momentum = mul(add(middle, mul(pull, half)), cooling(k));
      }
      const momenta = sub(standardNormal(gamma.shape).logProb(gamma), standardNormal(gamma.shape).logProb(momentum));
      return { z: at, logDensity: column(total(add(start.logDensity, momenta))) };
    },
  };
}

// The gradient of log p(x, z) for z.
function forceOf({ logJoint }: DrawOptions): (z: Tensor) => Tensor {
  if (logJoint === undefined) {
    throw new ConfigError(
      "model.posterior: draws of the kind hamiltonian follow the gradient of log p(x, z), got no items to explain; pass the target",
    );
  }
  return (z) => {
    const value = logJoint(z);
    return vjp([value], [broadcastTo(asTensor(1), value.shape)], [z])[0]!;
  };
}

// Step lengths, the factor on the momenta after step k, and the root of the first inverse temperature: quadratic tempering
// 1 / sqrt(beta_k) = 1 / sqrt(beta) + (1 - 1 / sqrt(beta)) k^2 / K^2 (section 3.3), the factor is sqrt(beta_(k-1) / beta_k).
function integrator(size: number, spec: HamiltonianSpec, scope: Scope) {
  const { steps = 3, stepSize = 0.05, learnStepSize = false, tempering = "fixed", beta = 0.3 } = spec;
  const own = scope.child("posterior.leapfrog");
  const epsilon = learnStepSize
    ? mul(sigmoid(own.parameter("step", [size], filled(0))), 2 * stepSize)
    : asTensor(stepSize);
  const logit = Math.log(Math.min(beta, 0.999)) - Math.log(1 - Math.min(beta, 0.999));
  const root =
    tempering === "learned" ? sqrt(sigmoid(own.parameter("beta", [], filled(logit)))) : asTensor(Math.sqrt(beta));
  const hot = div(1, root);
  const inverseRoot = (k: number) => add(hot, mul(sub(1, hot), (k / steps) ** 2));
  return { epsilon, root, cooling: (k: number) => div(inverseRoot(k), inverseRoot(k - 1)) };
}

const filled =
  (value: number): Fill =>
  (out) => {
    out.fill(value);
  };
