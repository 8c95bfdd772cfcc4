// Ways from one point of a latent space to another: lines, great circles, geodesics of the Poincare ball.

import { ConfigError } from "../errors.ts";
import type { LatentSpace } from "../models/index.ts";

/** `linear` is the straightest way that stays in the space; `spherical` goes along the great circle (White 2016). */
export type PathKind = "linear" | "spherical";

type Vector = Float32Array;

/**
 * The point at share t of the way from a to b in a space; undefined stands for the codes of a quantiser. On a sphere the way is
 * its great circle, in a ball its geodesic. @throws ConfigError for a kind of way that leaves the space
 */
export function pathIn(space: LatentSpace | undefined, kind?: PathKind): (a: Vector, b: Vector, t: number) => Vector {
  switch (space?.kind) {
    case "sphere":
      if (kind === "linear") {
        throw new ConfigError(
          "path: a straight line leaves the sphere of this model's latents, got linear; use spherical",
        );
      }
      return spherical;
    case "ball":
      if (kind === "spherical") {
        throw new ConfigError(
          "path: the latents of this model lie in a ball, got spherical; use linear, which is its geodesic",
        );
      }
      return (a, b, t) => geodesic(a, b, t, space.c);
    default:
      return kind === "spherical" ? spherical : linear;
  }
}

const dot = (a: Vector, b: Vector): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

const combined = (a: Vector, b: Vector, wa: number, wb: number): Vector => a.map((v, i) => wa * v + wb * b[i]!);

const linear = (a: Vector, b: Vector, t: number): Vector => combined(a, b, 1 - t, t);

function spherical(a: Vector, b: Vector, t: number): Vector {
  const norms = Math.hypot(...a) * Math.hypot(...b);
  const angle = norms > 0 ? Math.acos(Math.min(1, Math.max(-1, dot(a, b) / norms))) : 0;
  const sine = Math.sin(angle);
  if (!(sine > 1e-6)) return linear(a, b, t);
  return combined(a, b, Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine);
}

// a + (t * (-a + b)) in the sense of Mobius (Ganea et al. 2018, section 2.3).
function geodesic(a: Vector, b: Vector, t: number, c: number): Vector {
  const towards = mobiusSum(
    a.map((v) => -v),
    b,
    c,
  );
  const length = Math.sqrt(c) * Math.hypot(...towards);
  if (length < 1e-9) return linear(a, b, t);
  const share = Math.tanh(t * Math.atanh(Math.min(length, 1 - 1e-7))) / length;
  return mobiusSum(
    a,
    towards.map((v) => share * v),
    c,
  );
}

function mobiusSum(x: Vector, y: Vector, c: number): Vector {
  const [xy, xx, yy] = [dot(x, y), dot(x, x), dot(y, y)];
  const below = 1 + 2 * c * xy + c * c * xx * yy;
  return combined(x, y, (1 + 2 * c * xy + c * yy) / below, (1 - c * xx) / below);
}

/** The vector of the tangent space at a ball's origin, in geodesic distance, that leads to a point. */
export function ballLogarithm(z: Vector, c: number): Vector {
  const length = Math.sqrt(c) * Math.hypot(...z);
  const factor = length < 1e-9 ? 2 : (2 * Math.atanh(Math.min(length, 1 - 1e-7))) / length;
  return z.map((v) => factor * v);
}

/** The point of a ball that such a vector leads to. */
export function ballExponential(v: Vector, c: number): Vector {
  const half = (Math.sqrt(c) * Math.hypot(...v)) / 2;
  const factor = half < 1e-9 ? 0.5 : Math.tanh(half) / half / 2;
  return v.map((x) => factor * x);
}
