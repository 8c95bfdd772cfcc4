// The angle between a von Mises-Fisher sample and its mean direction, with density proportional to
// sin(t)^(m-2) exp(kappa cos t) on [0, pi]: drawn by rejection, differentiable by implicit reparameterisation.

import { float32, type Shape } from "../array/index.ts";
import {
  add,
  argmax,
  asTensor,
  cast,
  constant,
  cos,
  div,
  exp,
  type Key,
  less,
  log,
  maximum,
  minimum,
  mul,
  oneHot,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  uniform,
  where,
  withDerivative,
} from "../graph/index.ts";
import { openUniform } from "./_parameters.ts";

/** Proposals per sample. Ulrich's scheme accepts each with probability >= 0.657, so all fail in at most 4e-8 of cases. */
export const PROPOSALS = 16;

// Just below pi, so that sin stays positive after rounding to float32.
const ALMOST_PI = 3.1415925;

/**
 * Angles [batch..., 1] on the sphere of R^m for kappa > 0 ([batch..., 1] or a scalar), the first accepted of `PROPOSALS`
 * (the first of all where none is). Differentiable in kappa.
 */
export function sampleAngle(key: Key, m: number, kappa: Tensor, batch: Shape): Tensor {
  const k = stopGradient(kappa);
  const { gap, accepted } = propose(key, m, k, [...batch, PROPOSALS]);
  const first = oneHot(argmax(cast(accepted, "float32")), PROPOSALS);
  const chosen = sum(mul(first, gap), { axes: -1, keepDims: true });
  const angle = minimum(maximum(arccosOfGap(chosen), 1e-12), ALMOST_PI);
  return withDerivative(kappa, angle, stopGradient(angleRate(m, k, angle)));
}

/**
 * Proposals of Ulrich 1984 as corrected by Wood 1994, written in 1 - cos(angle), which keeps its digits for large kappa:
 * a symmetric beta variate e, b = (m - 1) / (2 kappa + sqrt(4 kappa^2 + (m - 1)^2)), 1 - w = 2 b e / (1 - (1 - b) e).
 */
export function propose(key: Key, m: number, kappa: Tensor, shape: Shape): { gap: Tensor; accepted: Tensor } {
  const { e, rest } = symmetricBeta(key, m, shape);
  const b = div(m - 1, add(mul(kappa, 2), sqrt(add(square(mul(kappa, 2)), (m - 1) ** 2))));
  const d = add(rest, mul(b, e));
  const gap = div(mul(mul(b, 2), e), d);
  const centre = div(mul(b, 2), add(b, 1));
  // log accept = kappa (w - w0) + (m - 1) log((1 - w0 w) / (1 - w0^2)), w0 = (1 - b) / (1 + b)
  const tilt = mul(log(div(add(b, 1), mul(d, 2))), m - 1);
  const logAccept = add(mul(kappa, sub(centre, gap)), tilt);
  return { gap, accepted: less(log(openUniform(key.fold("accept"), shape)), logAccept) };
}

// e ~ Beta((m - 1) / 2, (m - 1) / 2) and 1 - e: e is (1 + t) / 2 for the first coordinate t of a uniform point of the
// sphere, whose first two have the radius sqrt(1 - u^(2 / (m - 2))) and a uniform angle (the circle has radius 1).
function symmetricBeta(key: Key, m: number, shape: Shape): { e: Tensor; rest: Tensor } {
  const half = mul(uniform(key.fold("angle"), shape), Math.PI);
  if (m === 2) return { e: square(cos(half)), rest: square(sin(half)) };
  const lost = exp(mul(log(openUniform(key.fold("radius"), shape)), 2 / (m - 2)));
  const radius = sqrt(sub(1, lost));
  const margin = div(lost, mul(add(radius, 1), 2));
  return { e: add(mul(radius, square(cos(half))), margin), rest: add(mul(radius, square(sin(half))), margin) };
}

// arccos(1 - gap) to 2e-8, relative for small gaps (Abramowitz & Stegun 4.4.46).
const ARCCOS = [
  1.570796305, -0.2145988016, 0.0889789874, -0.0501743046, 0.030891881, -0.0170881256, 0.0066700901, -0.0012624911,
];

function arccosOfGap(gap: Tensor): Tensor {
  const near = minimum(gap, maximum(sub(2, gap), 0));
  const w = sub(1, near);
  const series = ARCCOS.reduceRight<Tensor>((total, c) => add(mul(total, w), c), asTensor(0));
  const angle = mul(sqrt(near), series);
  return where(less(gap, 1), angle, sub(Math.PI, angle));
}

const NODES = 24;
const WIDTH = 7;

/**
 * d angle / d kappa at a fixed value of the distribution function: -(dF / dkappa) / p (Figurnov, Mohamed & Mnih 2018). With
 * the integrals of p and of p |cos t - cos angle| below (X, M) and above (Y, N) the angle it is -(Y M + X N) / (X + Y),
 * in which nothing cancels; each side is a Gauss-Legendre rule over at most 7 widths of the density beyond angle and mode.
 */
export function angleRate(m: number, kappa: Tensor, angle: Tensor): Tensor {
  const n = m - 2;
  const root = sqrt(add(square(mul(kappa, 2)), n * n));
  // cos(mode) = kappa / curvature; -d^2 log p / dt^2 there is at least the curvature.
  const curvature = mul(add(root, n), 0.5);
  const modeGap = div(mul(add(div(n * n, add(root, mul(kappa, 2))), n), 0.5), curvature);
  const mode = arccosOfGap(modeGap);
  const width = div(WIDTH, sqrt(curvature));
  const below = maximum(sub(minimum(mode, angle), width), 0);
  const above = minimum(add(maximum(mode, angle), width), ALMOST_PI);
  const [x, mBelow] = integrals(n, kappa, angle, below);
  const [y, mAbove] = integrals(n, kappa, angle, above);
  return mul(div(add(mul(y, mBelow), mul(x, mAbove)), add(x, y)), -1);
}

const RULE = gaussLegendre(NODES);

// Integrals between `angle` and `end` of p(t) / p(angle), and of that times |cos t - cos angle|.
function integrals(n: number, kappa: Tensor, angle: Tensor, end: Tensor): [mass: Tensor, moment: Tensor] {
  const span = sub(end, angle);
  const t = add(angle, mul(span, RULE.nodes));
  const drop = mul(mul(sin(mul(add(t, angle), 0.5)), sin(mul(sub(t, angle), 0.5))), 2);
  const tilt = mul(mul(kappa, drop), -1);
  const relative = n === 0 ? tilt : add(tilt, mul(log(div(sin(t), sin(angle))), n));
  // The bound only matters for angles of probability below exp(-40).
  const weighted = mul(exp(minimum(relative, 40)), RULE.weights);
  const length = sub(maximum(span, 0), minimum(span, 0));
  const total = (values: Tensor) => mul(sum(values, { axes: -1, keepDims: true }), length);
  const moment = total(mul(weighted, drop));
  return [total(weighted), maximum(moment, mul(moment, -1))];
}

// Nodes and weights of the Gauss-Legendre rule on [0, 1], by Newton's method on the Legendre polynomial.
function gaussLegendre(count: number): { nodes: Tensor; weights: Tensor } {
  const [nodes, weights] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [p, before] = [1, 0];
      for (let k = 1; k <= count; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p];
      slope = (count * (x * p - before)) / (x * x - 1);
      x -= p / slope;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes: constant(float32(nodes)), weights: constant(float32(weights)) };
}
