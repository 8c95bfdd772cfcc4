// Multi-scale structural similarity of pictures in [0, 1] (Wang et al. 2003): contrast and structure at every scale,
// luminance at the coarsest. Windows lie wholly inside the picture. The training loss is objectives/ms-ssim.ts.

import type { Shape } from "../array/index.ts";
import { gaussianWindow, MS_SSIM, msSsimWeights } from "../objectives/ms-ssim.ts";

interface Plane {
  readonly data: Float64Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Multi-scale structural similarity of two pictures [channels, height, width] in [0, 1]; 1 where equal, the mean over
 * channels. Of the five scales those are used whose shorter side holds the window of 11 pixels (all from 176 pixels on),
 * their published weights divided by their sum; a picture below 11 pixels has one scale with a window of its own size.
 * A mean contrast term below zero counts as zero; an odd last row or column is left out of the next scale.
 */
export function msSsim(a: Float32Array, b: Float32Array, [channels, height, width]: Shape): number {
  const weights = msSsimWeights(height!, width!);
  const size = height! * width!;
  let total = 0;
  for (let c = 0; c < channels!; c++) {
    const plane = (of: Float32Array): Plane => ({
      data: Float64Array.from(of.subarray(c * size, (c + 1) * size)),
      height: height!,
      width: width!,
    });
    let [x, y] = [plane(a), plane(b)];
    let value = 1;
    weights.forEach((weight, scale) => {
      const last = scale === weights.length - 1;
      value *= Math.max(similarity(x, y, last), 0) ** weight;
      if (!last) [x, y] = [halved(x), halved(y)];
    });
    total += value;
  }
  return total / channels!;
}

// Mean of the contrast-structure map, with luminance in it where asked for.
function similarity(x: Plane, y: Plane, luminance: boolean): number {
  const { c1, c2 } = MS_SSIM;
  const blurred = (f: (i: number) => number) => blur({ ...x, data: x.data.map((_, i) => f(i)) });
  const [mx, my] = [blurred((i) => x.data[i]!), blurred((i) => y.data[i]!)];
  const squares = blurred((i) => x.data[i]! ** 2 + y.data[i]! ** 2);
  const products = blurred((i) => x.data[i]! * y.data[i]!);
  let total = 0;
  for (let i = 0; i < mx.length; i++) {
    const product = mx[i]! * my[i]!;
    const energy = mx[i]! ** 2 + my[i]! ** 2;
    const contrast = (2 * (products[i]! - product) + c2) / (squares[i]! - energy + c2);
    total += luminance ? (contrast * (2 * product + c1)) / (energy + c1) : contrast;
  }
  return total / mx.length;
}

// Windows wholly inside: [height - n + 1, width - m + 1].
function blur({ data, height, width }: Plane): Float64Array {
  const { size } = MS_SSIM;
  const [down, across] = [gaussianWindow(Math.min(size, height)), gaussianWindow(Math.min(size, width))];
  const [h, w] = [height - down.length + 1, width - across.length + 1];
  const rows = new Float64Array(height * w);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < w; x++)
      for (let k = 0; k < across.length; k++) rows[y * w + x]! += across[k]! * data[y * width + x + k]!;
  const out = new Float64Array(h * w);
  for (let y = 0; y < h; y++)
    for (let k = 0; k < down.length; k++)
      for (let x = 0; x < w; x++) out[y * w + x]! += down[k]! * rows[(y + k) * w + x]!;
  return out;
}

// Means of squares of two by two pixels.
function halved({ data, height, width }: Plane): Plane {
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const at = (y: number, x: number) => data[y * width + x]!;
  const out = Float64Array.from({ length: h * w }, (_, i) => {
    const [y, x] = [2 * Math.floor(i / w), 2 * (i % w)];
    return (at(y, x) + at(y, x + 1) + at(y + 1, x) + at(y + 1, x + 1)) / 4;
  });
  return { data: out, height: h, width: w };
}
