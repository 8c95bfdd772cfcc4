// Planar step y = z + u tanh(w'z + b): bends space along one direction (Rezende & Mohamed 2015, section 4.1).

import { ConfigError } from "../../errors.ts";
import {
  add,
  div,
  log,
  maximum,
  mul,
  reshape,
  type Scope,
  softplus,
  square,
  sub,
  type Tensor,
  tanh,
} from "../../graph/index.ts";
import { exactly } from "../_parameters.ts";
import { constantFill, directionFill, dot, vector } from "./_parameters.ts";
import type { Flow } from "./flow.ts";

// softplus(x + log(e - 1)) is 1 at x = 0.
const SHIFT = Math.log(Math.E - 1);

/**
 * One planar step; the map is one-to-one where w'u > -1, so u is replaced by u + (m(w'u) - w'u) w / |w|^2 (appendix A.1).
 * The paper's m(x) = softplus(x) - 1 is shifted to m(x) = softplus(x + log(e - 1)) - 1: then m(0) = 0, so u = 0 is the
 * identity, and the correction stays bounded where w vanishes.
 */
export function planarStep(size: number, scope: Scope, context?: Tensor): Flow {
  const w = vector("w", size, directionFill(size), scope, context);
  const u = vector("u", size, constantFill(0), scope, context);
  const b = vector("b", 1, constantFill(0), scope, context);
  const wu = dot(w, u);
  const stretch = softplus(add(wu, exactly(SHIFT))); // 1 + w' uHat
  const uHat = add(u, mul(sub(sub(stretch, 1), wu), div(w, maximum(dot(w, w), 1e-8))));
  return {
    // |det| = 1 + w' uHat (1 - h^2) = h^2 + (1 + w' uHat) (1 - h^2), a sum of positive terms
    forward(z) {
      const h = tanh(add(dot(w, z), b));
      const h2 = square(h);
      const determinant = add(h2, mul(stretch, sub(1, h2)));
      return { value: add(z, mul(uHat, h)), logDeterminant: reshape(log(determinant), [z.shape[0]!]) };
    },
    inverse() {
      throw new ConfigError(
        "flow planar: has no inverse in closed form, so it can serve a posterior only; " +
          'take "realnvp" or "maf" where a density is needed',
      );
    },
  };
}
