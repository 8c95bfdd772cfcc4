// Geometry of the Poincare ball of curvature -c, the open ball of radius 1 / sqrt(c) (Ganea, Becigneul & Hofmann 2018, section
// 2; Mathieu et al. 2019, appendix B). Written in 1 - c|x|^2 and x - y, so that float32 holds near origin and boundary.

import {
  add,
  asTensor,
  div,
  exp,
  less,
  log,
  maximum,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  where,
} from "../graph/index.ts";

// Points stay within this share of the radius: distances from the origin up to 12.2 / sqrt(c).
const EDGE = 1 - 1e-5;
// Where `margin` would vanish for a point on or beyond the boundary.
const LEAST_MARGIN = 1e-6;
// Lengths below the root of this count as its root; the functions of them are constant there to 1e-10.
const TINY = 1e-10;

const squaredLength = (x: Tensor) => sum(square(x), { axes: -1, keepDims: true });

/** 1 - c |x|^2, [..., 1], for points [..., m]. */
export const margin = (x: Tensor, c: number) => maximum(sub(1, mul(squaredLength(x), c)), LEAST_MARGIN);

/** `x` [..., m] itself, or moved along its ray to 0.99999 of the radius where it lies beyond. */
export function projectToBall(x: Tensor, c = 1): Tensor {
  const length = sqrt(maximum(squaredLength(x), TINY));
  return mul(x, minimum(div(EDGE / Math.sqrt(c), length), 1));
}

/** Conformal factor 2 / (1 - c |x|^2) of points [..., m], as [..., 1]. */
export function conformalFactor(x: Tensor, c = 1): Tensor {
  return div(2, margin(x, c));
}

/** Mobius addition of points [..., m] of the ball: the translation of y that takes the origin to x. */
export function mobiusAdd(x: Tensor, y: Tensor, c = 1): Tensor {
  return translate(x, y, margin(y, c), c);
}

// With a = 1 - c|x|^2, b = 1 - c|y|^2, e = c|x + y|^2: (a (x + y) + e x) / (e + a b), the usual formula without its differences.
function translate(x: Tensor, y: Tensor, b: Tensor, c: number): Tensor {
  const { numerator, denominator } = translation(x, add(x, y), margin(x, c), b, c);
  return div(numerator, denominator);
}

function translation(x: Tensor, total: Tensor, a: Tensor, b: Tensor, c: number) {
  const e = mul(squaredLength(total), c);
  return { numerator: add(mul(a, total), mul(e, x)), denominator: add(e, mul(a, b)), e };
}

/** Geodesic distance of points [..., m], as [..., 1]; its gradient is zero where they coincide. */
export function poincareDistance(x: Tensor, y: Tensor, c = 1): Tensor {
  const stretch = squaredSinh(x, y, c);
  return mul(mul(sqrt(maximum(stretch, TINY)), arsinhOverX(stretch)), 2 / Math.sqrt(c));
}

/** sinh(sqrt(c) d / 2)^2 for the distance d of points [..., m], as [..., 1]: c |x - y|^2 / ((1 - c|x|^2) (1 - c|y|^2)). */
export function squaredSinh(x: Tensor, y: Tensor, c: number): Tensor {
  return div(mul(squaredLength(sub(x, y)), c), mul(margin(x, c), margin(y, c)));
}

/** Exponential map at `x` of tangent vectors `u` [..., m], kept in the ball by `projectToBall`. */
export function expMap(x: Tensor, u: Tensor, c = 1): Tensor {
  return expMapUnit(x, mul(u, conformalFactor(x, c)), c);
}

/** Exponential map at the origin: takes any vectors [..., m] into the ball. */
export function expMapOrigin(u: Tensor, c = 1): Tensor {
  return projectToBall(fromOrigin(mul(u, 2), c).y, c);
}

/** Exponential map at `x` of `v` = conformal factor * tangent vector, whose Euclidean length is the distance to go. */
export function expMapUnit(x: Tensor, v: Tensor, c = 1): Tensor {
  const { y, b } = fromOrigin(v, c);
  return projectToBall(translate(x, y, b, c), c);
}

// y = tanh(r) / r v / 2 with r = sqrt(c) |v| / 2, and b = 1 - c |y|^2 = 1 / cosh(r)^2.
function fromOrigin(v: Tensor, c: number): { y: Tensor; b: Tensor } {
  const r = sqrt(maximum(mul(squaredLength(v), c / 4), TINY));
  const decay = exp(mul(r, -2));
  return { y: mul(v, mul(div(tanh(r), r), 0.5)), b: div(mul(decay, 4), square(add(decay, 1))) };
}

/** Logarithmic map: the tangent vector at `x` whose exponential is `y`, both [..., m]. */
export function logMap(x: Tensor, y: Tensor, c = 1): Tensor {
  return div(logMapUnit(x, y, c), conformalFactor(x, c));
}

/** Logarithmic map at the origin, [..., m]. */
export function logMapOrigin(y: Tensor, c = 1): Tensor {
  return mul(logMapUnit(mul(y, 0), y, c), 0.5);
}

/** Conformal factor * logarithmic map of `y` at `x`, [..., m]: its Euclidean length is the distance of x and y. */
export function logMapUnit(x: Tensor, y: Tensor, c = 1): Tensor {
  const [a, b] = [margin(x, c), margin(y, c)];
  const back = mul(x, -1);
  const { numerator, denominator, e } = translation(back, sub(y, x), a, b, c);
  const ab = mul(a, b);
  return mul(numerator, div(mul(arsinhOverX(div(e, ab)), 2), sqrt(mul(denominator, ab))));
}

// arsinh(x) / x = 1 - x^2 / 6 + 3 x^4 / 40 - ..., coefficients in s = x^2.
const ARSINH = [1, -1 / 6, 3 / 40, -15 / 336, 105 / 3456, -945 / 42240];
const SMALL = 1 / 16;

/** arsinh(x) / x for s = x^2 >= 0, smooth at 0. */
export function arsinhOverX(s: Tensor): Tensor {
  const near = minimum(s, SMALL);
  const series = ARSINH.reduceRight<Tensor>((total, coefficient) => add(mul(total, near), coefficient), asTensor(0));
  const far = maximum(s, SMALL);
  const x = sqrt(far);
  return where(less(s, SMALL), series, div(log(add(x, sqrt(add(far, 1)))), x));
}
