// Mixtures of normals with full covariances, by expectation and maximisation (Dempster et al. 1977; Bishop 2006, 9.2.2),
// started from k-means++ centres (Arthur & Vassilvitskii 2007). For host-side fits of a few thousand points.

import { Generator } from "../array/index.ts";
import { cholesky, covariance } from "./symmetric.ts";

/** A mixture over points of `size` numbers. */
export interface GaussianMixture {
  readonly size: number;
  /** [components]. */
  readonly weights: Float64Array;
  /** [components, size]. */
  readonly means: Float64Array;
  /** Lower Cholesky factors of the covariances [components, size, size]. */
  readonly factors: Float64Array;
}

/** How to fit. */
export interface MixtureOptions {
  readonly components: number;
  /** Key of the start. Default 0. */
  readonly seed?: number;
  /** Most rounds; default 50. */
  readonly rounds?: number;
  /** Stops when the mean log density grows by less, in nats; default 1e-4. */
  readonly tolerance?: number;
  /** Added to the covariances' diagonals, as a share of the data's mean variance; default 1e-3. */
  readonly regularisation?: number;
}

/** Fits points [count, size]. Components that lose all points are dropped. */
export function fitGaussianMixture(points: ArrayLike<number>, size: number, options: MixtureOptions): GaussianMixture {
  const { components, seed = 0, rounds = 50, tolerance = 1e-4, regularisation = 1e-3 } = options;
  const count = points.length / size;
  const whole = covariance(points, size);
  let variance = 0;
  for (let d = 0; d < size; d++) variance += whole.covariance[d * size + d]! / size;
  const ridge = regularisation * Math.max(variance, 1e-12);
  const nearest = centres(points, size, Math.min(components, count), new Generator(seed, "mixture"));
  let mixture = maximise(points, size, nearest.responsibility, nearest.components, ridge);
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const { responsibility, meanLogDensity } = expect(points, mixture);
    mixture = maximise(points, size, responsibility, mixture.weights.length, ridge);
    if (meanLogDensity - last < tolerance) break;
    last = meanLogDensity;
  }
  return mixture;
}

/** log density of each point [count], in nats. */
export function mixtureLogDensity(mixture: GaussianMixture, points: ArrayLike<number>): Float64Array {
  const count = points.length / mixture.size;
  const terms = new Float64Array(mixture.weights.length);
  const out = new Float64Array(count);
  const densities = componentDensities(mixture);
  for (let i = 0; i < count; i++) out[i] = logDensityAt(densities, points, i * mixture.size, terms);
  return out;
}

/** Draws points [count, size]. */
export function sampleMixture(mixture: GaussianMixture, count: number, generator: Generator): Float32Array {
  const { size, weights, means, factors } = mixture;
  const out = new Float32Array(count * size);
  const noise = new Float32Array(size);
  for (let i = 0; i < count; i++) {
    let k = 0;
    for (let u = generator.uniform(); k < weights.length - 1 && u >= weights[k]!; k++) u -= weights[k]!;
    generator.fillNormal(noise);
    for (let r = 0; r < size; r++) {
      let value = means[k * size + r]!;
      for (let c = 0; c <= r; c++) value += factors[(k * size + r) * size + c]! * noise[c]!;
      out[i * size + r] = value;
    }
  }
  return out;
}

// Per component: log weight + log normaliser, mean, and the inverse of the Cholesky factor.
interface Densities {
  readonly size: number;
  readonly constants: Float64Array;
  readonly means: Float64Array;
  readonly inverses: Float64Array;
}

function componentDensities({ size, weights, means, factors }: GaussianMixture): Densities {
  const constants = new Float64Array(weights.length);
  const inverses = new Float64Array(factors.length);
  weights.forEach((weight, k) => {
    const factor = factors.subarray(k * size * size, (k + 1) * size * size);
    const inverse = inverses.subarray(k * size * size, (k + 1) * size * size);
    let logDiagonal = 0;
    for (let r = 0; r < size; r++) {
      logDiagonal += Math.log(factor[r * size + r]!);
      inverse[r * size + r] = 1 / factor[r * size + r]!;
      for (let c = 0; c < r; c++) {
        let total = 0;
        for (let m = c; m < r; m++) total += factor[r * size + m]! * inverse[m * size + c]!;
        inverse[r * size + c] = -total / factor[r * size + r]!;
      }
    }
    constants[k] = Math.log(weight) - logDiagonal - (size / 2) * Math.log(2 * Math.PI);
  });
  return { size, constants, means, inverses };
}

// log sum over components; `terms` receives each component's log weight + log density.
function logDensityAt(densities: Densities, points: ArrayLike<number>, at: number, terms: Float64Array): number {
  const { size, constants, means, inverses } = densities;
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < constants.length; k++) {
    let square = 0;
    for (let r = 0, row = k * size * size; r < size; r++, row += size) {
      let y = 0;
      for (let c = 0; c <= r; c++) y += inverses[row + c]! * (points[at + c]! - means[k * size + c]!);
      square += y * y;
    }
    const term = constants[k]! - square / 2;
    terms[k] = term;
    if (term > top) top = term;
  }
  let total = 0;
  for (let k = 0; k < terms.length; k++) total += Math.exp(terms[k]! - top);
  return top + Math.log(total);
}

function expect(points: ArrayLike<number>, mixture: GaussianMixture) {
  const { size, weights } = mixture;
  const count = points.length / size;
  const components = weights.length;
  const responsibility = new Float64Array(count * components);
  const terms = new Float64Array(components);
  const densities = componentDensities(mixture);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const log = logDensityAt(densities, points, i * size, terms);
    total += log;
    for (let k = 0; k < components; k++) responsibility[i * components + k] = Math.exp(terms[k]! - log);
  }
  return { responsibility, meanLogDensity: total / count };
}

function maximise(
  points: ArrayLike<number>,
  size: number,
  responsibility: Float64Array,
  components: number,
  ridge: number,
): GaussianMixture {
  const count = points.length / size;
  const kept: { weight: number; mean: Float64Array; factor: Float64Array }[] = [];
  for (let k = 0; k < components; k++) {
    let weight = 0;
    const mean = new Float64Array(size);
    for (let i = 0; i < count; i++) {
      const r = responsibility[i * components + k]!;
      if (r < 1e-12) continue;
      weight += r;
      for (let d = 0; d < size; d++) mean[d]! += r * points[i * size + d]!;
    }
    if (weight < 1) continue;
    for (let d = 0; d < size; d++) mean[d]! /= weight;
    const matrix = new Float64Array(size * size);
    const centred = new Float64Array(size);
    for (let i = 0; i < count; i++) {
      const r = responsibility[i * components + k]!;
      if (r < 1e-6) continue;
      for (let d = 0; d < size; d++) centred[d] = points[i * size + d]! - mean[d]!;
      for (let a = 0; a < size; a++) {
        const scaled = r * centred[a]!;
        for (let b = 0; b <= a; b++) matrix[a * size + b]! += scaled * centred[b]!;
      }
    }
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        const value = matrix[a * size + b]! / weight + (a === b ? ridge : 0);
        matrix[a * size + b] = value;
        matrix[b * size + a] = value;
      }
    }
    kept.push({ weight, mean, factor: cholesky(matrix, size) });
  }
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  const means = new Float64Array(kept.length * size);
  const factors = new Float64Array(kept.length * size * size);
  kept.forEach(({ mean, factor }, k) => {
    means.set(mean, k * size);
    factors.set(factor, k * size * size);
  });
  return { size, weights: Float64Array.from(kept, ({ weight }) => weight / total), means, factors };
}

// k-means++ centres, and each point given to the nearest.
function centres(points: ArrayLike<number>, size: number, components: number, generator: Generator) {
  const count = points.length / size;
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const owner = new Uint32Array(count);
  let chosen = generator.integer(count);
  for (let k = 0; k < components; k++) {
    let total = 0;
    for (let i = 0; i < count; i++) {
      let distance = 0;
      for (let d = 0; d < size; d++) distance += (points[i * size + d]! - points[chosen * size + d]!) ** 2;
      if (distance < nearest[i]!) {
        nearest[i] = distance;
        owner[i] = k;
      }
      total += nearest[i]!;
    }
    chosen = count - 1;
    for (let i = 0, u = generator.uniform() * total; i < count; i++) {
      u -= nearest[i]!;
      if (u >= 0) continue;
      chosen = i;
      break;
    }
  }
  const responsibility = new Float64Array(count * components);
  owner.forEach((k, i) => {
    responsibility[i * components + k] = 1;
  });
  return { responsibility, components };
}
