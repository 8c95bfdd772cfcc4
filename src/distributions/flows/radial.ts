// Radial step y = z + beta (z - z0) / (alpha + r), r = |z - z0|: stretches or shrinks space around a point (Rezende &
// Mohamed 2015, section 4.1).

import {
  add,
  div,
  log,
  mul,
  neg,
  reshape,
  type Scope,
  softplus,
  sqrt,
  square,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { constantFill, directionFill, dot, vector } from "./_parameters.ts";
import type { Flow } from "./flow.ts";

/**
 * One radial step; the map is one-to-one where beta > -alpha, so alpha = softplus(a) and beta = softplus(b) - alpha
 * (appendix A.2), the identity for a = b. With s = alpha + beta: |y - z0| = r (s + r) / (alpha + r), a quadratic in r, so
 * unlike the paper's this step also has an inverse in closed form.
 */
export function radialStep(size: number, scope: Scope, context?: Tensor): Flow {
  const centre = vector("centre", size, directionFill(size), scope, context);
  const alpha = softplus(vector("alpha", 1, constantFill(Math.log(Math.E - 1)), scope, context));
  const s = softplus(vector("beta", 1, constantFill(Math.log(Math.E - 1)), scope, context));
  // |det| = ((s + r) / (alpha + r))^(size - 1) (r^2 + 2 alpha r + alpha s) / (alpha + r)^2
  const logDeterminant = (r: Tensor) => {
    const radius = log(add(alpha, r));
    const last = log(add(mul(r, add(r, mul(alpha, 2))), mul(alpha, s)));
    const value = add(mul(sub(log(add(s, r)), radius), size - 1), sub(last, mul(radius, 2)));
    return reshape(value, [r.shape[0]!]);
  };
  return {
    forward(z) {
      const arrow = sub(z, centre);
      const r = lengthOf(arrow);
      const value = add(centre, mul(arrow, div(add(s, r), add(alpha, r))));
      return { value, logDeterminant: logDeterminant(r) };
    },
    // r^2 + (s - rho) r - alpha rho = 0 for rho = |y - z0|
    inverse(y) {
      const arrow = sub(y, centre);
      const rho = lengthOf(arrow);
      const gap = sub(rho, s);
      const r = mul(add(gap, sqrt(add(square(gap), mul(mul(alpha, rho), 4)))), 0.5);
      const value = add(centre, mul(arrow, div(add(alpha, r), add(s, r))));
      return { value, logDeterminant: neg(logDeterminant(r)) };
    },
  };
}

// The gradient of a bare root is infinite at the centre.
const lengthOf = (x: Tensor) => sqrt(add(dot(x, x), 1e-12));
