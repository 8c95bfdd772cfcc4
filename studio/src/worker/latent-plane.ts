// A plane in a latent space: latents to places, places to latents.

/** mean + x * axes[0] + y * axes[1]; the axes have length 1 and a right angle between them. */
export interface Plane {
  readonly mean: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
  readonly explained?: readonly [number, number];
}

/** The plane of two dimensions, the others at `mean`. Of a single dimension the second axis is empty. */
export function planeOf(mean: ArrayLike<number>, x: number, y: number): Plane {
  const width = mean.length;
  const axis = (d: number) => Float64Array.from({ length: width }, (_, k) => Number(k === d));
  const middle = Float64Array.from(mean, (v, d) => (d === x || d === y ? 0 : v));
  return { mean: middle, axes: [axis(x), width === 1 ? new Float64Array(1) : axis(y)] };
}

/** Places [n, 2] of latents [n, width]. Latents of one dimension are spread along the second axis, so that one sees them. */
export function placesOf({ mean, axes: [a, b] }: Plane, latents: Float32Array): Float32Array {
  const width = mean.length;
  const count = latents.length / width;
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    let [x, y] = [0, 0];
    for (let d = 0, at = i * width; d < width; d++, at++) {
      const v = latents[at]! - mean[d]!;
      x += v * a[d]!;
      y += v * b[d]!;
    }
    points[2 * i] = x;
    points[2 * i + 1] = width === 1 && count > 1 ? ((i * 0.6180339887) % 1) - 0.5 : y;
  }
  return points;
}

/** The latent of a place. */
export function latentAt({ mean, axes: [a, b] }: Plane, x: number, y: number): Float32Array {
  return Float32Array.from(mean, (v, d) => v + x * a[d]! + y * b[d]!);
}

/** The same plane with its axes turned as near as possible to those of another, so that a map that changes does not jump. */
export function turnedTo(plane: Plane, before: Plane | undefined): Plane {
  if (before === undefined || before.mean.length !== plane.mean.length) return plane;
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
  const [a, b] = plane.axes;
  const [p, q] = before.axes;
  const swapped = Math.abs(dot(a, q)) + Math.abs(dot(b, p)) > Math.abs(dot(a, p)) + Math.abs(dot(b, q)) + 0.2;
  const [first, second] = swapped ? [b, a] : [a, b];
  const signed = (axis: Float64Array, to: Float64Array) => (dot(axis, to) < 0 ? axis.map((v) => -v) : axis);
  const axes = [signed(first, p), signed(second, q)] as const;
  const { mean, explained } = plane;
  return { mean, axes, ...(explained && { explained: swapped ? [explained[1], explained[0]] : explained }) };
}
