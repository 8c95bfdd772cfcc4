// The principal plane of codes, by orthogonal iteration on their covariance.

import type { HostArray } from "../array/index.ts";

/** The plane of largest variance of rows [n, d]. */
export interface PrincipalPlane {
  /** Projection of the rows [n, 2]. */
  readonly points: Float32Array;
  /** Each direction's share of the whole variance. */
  readonly explained: [number, number];
  /** Mean of the rows [d]. */
  readonly means: Float64Array;
  /** Both directions, of length 1 [d]. */
  readonly axes: [Float64Array, Float64Array];
}

/** Projection of rows [n, d] on the two directions of largest variance, with each one's share of the whole. */
export function principalPlane({ data, shape }: HostArray<"float32">): PrincipalPlane {
  const [n, d] = shape as [number, number];
  const means = Float64Array.from({ length: d }, (_, k) => {
    let total = 0;
    for (let i = 0; i < n; i++) total += data[i * d + k]!;
    return total / n;
  });
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const a = data[i * d + j]! - means[j]!;
      for (let k = 0; k <= j; k++) covariance[j * d + k]! += (a * (data[i * d + k]! - means[k]!)) / n;
    }
  }
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) covariance[k * d + j] = covariance[j * d + k]!;
  const trace = Array.from({ length: d }, (_, k) => covariance[k * d + k]!).reduce((a, b) => a + b, 0);
  const axes: Float64Array[] = [];
  const explained: number[] = [];
  for (let axis = 0; axis < 2; axis++) {
    let v: Float64Array = Float64Array.from({ length: d }, (_, k) => (k === axis % d ? 1 : 0.01 * (k + 1)));
    let length = 0;
    for (let round = 0; round < 200; round++) {
      v = orthogonal(multiply(covariance, v), axes);
      length = Math.hypot(...v);
      if (length < 1e-12) break;
      v = v.map((x) => x / length);
    }
    axes.push(v);
    explained.push(trace > 0 ? length / trace : 0);
  }
  const points = new Float32Array(n * 2);
  for (let i = 0; i < n; i++) {
    axes.forEach((v, axis) => {
      for (let k = 0; k < d; k++) points[i * 2 + axis]! += (data[i * d + k]! - means[k]!) * v[k]!;
    });
  }
  return { points, explained: explained as [number, number], means, axes: axes as [Float64Array, Float64Array] };
}

function multiply(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, j) => v.reduce((total, x, k) => total + matrix[j * v.length + k]! * x, 0));
}

function orthogonal(v: Float64Array, to: readonly Float64Array[]): Float64Array {
  return to.reduce((rest, axis) => {
    const along = rest.reduce((total, x, k) => total + x * axis[k]!, 0);
    return rest.map((x, k) => x - along * axis[k]!);
  }, v);
}
