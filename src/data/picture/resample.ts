// Pictures at another size by separable resampling: Lanczos (three lobes) to shrink, cubic convolution to enlarge. Edges are
// continued. Every machine gives the same pixels.

/** Where the resampled picture lies in its source along one axis. */
export interface Axis {
  /** Pixels of the source and of the result. */
  readonly from: number;
  readonly to: number;
  /** Source pixels per pixel of the result. */
  readonly step: number;
  /** Place in the source, in pixels, where the first pixel of the result begins. */
  readonly start: number;
}

/** What one pixel of the result is made of: neighbours in the source from `first` on, with weights that sum to 1. */
export interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Values [height, width, channels] resampled to [rows.length, columns.length, channels]. */
export function resample(
  values: Float32Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  columns: readonly Taps[],
  rows: readonly Taps[],
): Float32Array {
  const to = columns.length * channels;
  const pitch = width * channels;
  const across = new Float32Array(height * to);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < columns.length; i++) {
      const { first, weights } = columns[i]!;
      for (let c = 0; c < channels; c++) {
        let at = row * pitch + first * channels + c;
        let sum = 0;
        for (let k = 0; k < weights.length; k++, at += channels) sum += weights[k]! * values[at]!;
        across[row * to + i * channels + c] = sum;
      }
    }
  }
  const out = new Float32Array(rows.length * to);
  for (let i = 0; i < rows.length; i++) {
    const { first, weights } = rows[i]!;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const start = (first + k) * to;
      for (let j = 0; j < to; j++) out[i * to + j]! += weight * across[start + j]!;
    }
  }
  return out;
}

/** The taps of an axis; weights beyond an edge fall on the edge's pixel. */
export function tapsOf({ from, to, step, start }: Axis): Taps[] {
  const stretch = Math.max(1, step);
  const kernel = step >= 1 ? lanczos3 : cubic;
  const reach = (step >= 1 ? 3 : 2) * stretch;
  return Array.from({ length: to }, (_, i) => {
    // An enlarged picture lies up to half a pixel aside, as libvips lays it.
    const centre = start + (i + (step >= 1 ? 0.5 : 0)) * step - 0.5;
    const low = Math.ceil(centre - reach);
    const high = Math.floor(centre + reach);
    const first = clamp(low, from);
    const weights = new Float64Array(clamp(high, from) - first + 1);
    let total = 0;
    for (let at = low; at <= high; at++) {
      const weight = kernel((at - centre) / stretch);
      weights[clamp(at, from) - first]! += weight;
      total += weight;
    }
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

function clamp(at: number, size: number): number {
  return Math.min(size - 1, Math.max(0, at));
}

function lanczos3(t: number): number {
  const a = Math.abs(t);
  if (a < 1e-9) return 1;
  if (a >= 3) return 0;
  const p = Math.PI * a;
  return (3 * Math.sin(p) * Math.sin(p / 3)) / (p * p);
}

// Keys 1981 with a = -1/2 (Catmull-Rom).
function cubic(t: number): number {
  const a = Math.abs(t);
  if (a < 1) return 1.5 * a ** 3 - 2.5 * a * a + 1;
  return a < 2 ? -0.5 * a ** 3 + 2.5 * a * a - 4 * a + 2 : 0;
}
