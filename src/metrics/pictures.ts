// Fidelity of pictures in [0, 1]: mean squared error, PSNR and SSIM (Wang et al. 2004, 11x11 Gaussian window, sigma 1.5,
// over the whole picture with the window renormalised at the borders).

import type { Shape } from "../array/index.ts";

/** Peak signal-to-noise ratio in dB of a mean squared error, for a peak of 1. */
export function psnr(meanSquaredError: number): number {
  return -10 * Math.log10(Math.max(meanSquaredError, 1e-12));
}

/** Mean squared difference. */
export function meanSquaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return total / a.length;
}

const RADIUS = 5;
const WINDOW = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * 1.5 ** 2)));
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** Structural similarity of two pictures [channels, height, width] in [0, 1]; 1 where equal. */
export function ssim(a: Float32Array, b: Float32Array, [channels, height, width]: Shape): number {
  const size = height! * width!;
  let total = 0;
  for (let c = 0; c < channels!; c++) {
    const [x, y] = [a.subarray(c * size, (c + 1) * size), b.subarray(c * size, (c + 1) * size)];
    const blurred = (f: (i: number) => number) =>
      blur(
        Float64Array.from({ length: size }, (_, i) => f(i)),
        height!,
        width!,
      );
    const [mx, my] = [blurred((i) => x[i]!), blurred((i) => y[i]!)];
    const [xx, yy, xy] = [blurred((i) => x[i]! ** 2), blurred((i) => y[i]! ** 2), blurred((i) => x[i]! * y[i]!)];
    for (let i = 0; i < size; i++) {
      const covariance = xy[i]! - mx[i]! * my[i]!;
      const variances = xx[i]! - mx[i]! ** 2 + yy[i]! - my[i]! ** 2;
      const luminance = (2 * mx[i]! * my[i]! + C1) / (mx[i]! ** 2 + my[i]! ** 2 + C1);
      total += luminance * ((2 * covariance + C2) / (variances + C2));
    }
  }
  return total / (channels! * size);
}

function blur(image: Float64Array, height: number, width: number): Float64Array {
  const rows = new Float64Array(image.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * width + x] = line(image, y * width, 1, x, width);
  const out = new Float64Array(image.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] = line(rows, x, width, y, height);
  return out;
}

function line(image: Float64Array, base: number, stride: number, at: number, length: number): number {
  let [total, weight] = [0, 0];
  for (let k = Math.max(-RADIUS, -at); k <= Math.min(RADIUS, length - 1 - at); k++) {
    total += WINDOW[k + RADIUS]! * image[base + (at + k) * stride]!;
    weight += WINDOW[k + RADIUS]!;
  }
  return total / weight;
}
