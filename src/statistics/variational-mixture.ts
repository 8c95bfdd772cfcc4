// A mixture of normals on the line, fitted by variational Bayes, so that modes the data do not need fade away (Bishop
// 2006, chapter 10.2). Overlapping ones fade too slowly: those are joined as long as Schwarz's criterion gains by it.

/** One normal of a mixture. */
export interface NormalMode {
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
}

/** How a mixture is fitted. */
export interface VariationalMixtureOptions {
  /** Most modes; default 10. */
  readonly modes?: number;
  /** Dirichlet prior of the weights: the smaller, the fewer modes; default 0.001. */
  readonly concentration?: number;
  /** Modes of less weight are dropped; default 0.005. */
  readonly minimumWeight?: number;
  /** Most rounds before modes are joined; default 100. */
  readonly iterations?: number;
  /** Values that are looked at, evenly spaced quantiles of all; default 2000. */
  readonly sample?: number;
}

/**
 * Modes in ascending order of their means, weights summing to 1. Deterministic: the values are cut into parts of equal
 * size to begin with. Values that are all equal give one mode of deviation 1e-9 times their size (at least 1e-9).
 */
export function fitVariationalMixture(
  values: ArrayLike<number>,
  options: VariationalMixtureOptions = {},
): NormalMode[] {
  const { modes = 10, concentration = 1e-3, minimumWeight = 0.005, iterations = 100, sample = 2000 } = options;
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return [];
  const n = Math.min(sample, sorted.length);
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) x[i] = sorted[n === 1 ? 0 : Math.round((i * (sorted.length - 1)) / (n - 1))]!;
  // Measured from the smallest value in units of the range, so that neither offsets nor sizes eat the digits.
  const [low, range] = [x[0]!, x[n - 1]! - x[0]!];
  if (range === 0) return [{ mean: low, deviation: Math.max(1e-9, 1e-9 * Math.abs(low)), weight: 1 }];
  let centre = 0;
  for (let i = 0; i < n; i++) {
    x[i] = (x[i]! - low) / range;
    centre += x[i]! / n;
  }
  let variance = 0;
  for (const value of x) variance += (value - centre) ** 2 / n;
  const scale = Math.sqrt(variance);
  for (let i = 0; i < n; i++) x[i] = (x[i]! - centre) / scale;
  const parts = Math.min(modes, n);
  const start = new Float64Array(n * parts);
  for (let i = 0; i < n; i++) start[i * parts + Math.floor((i * parts) / n)] = 1;
  const keep = (found: NormalMode[]) => found.filter(({ weight }) => weight >= minimumWeight);
  let now = keep(fitStandardised(x, start, concentration, iterations));
  let kept = now;
  let best = criterion(x, now);
  while (now.length > 1) {
    now = keep(fitStandardised(x, shares(x, joinPair(x, now)), concentration, 30));
    const value = criterion(x, now);
    if (value > best) [best, kept] = [value, now];
  }
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept
    .map(({ mean, deviation, weight }) => ({
      mean: low + range * (centre + scale * mean),
      deviation: range * scale * deviation,
      weight: weight / total,
    }))
    .sort((a, b) => a.mean - b.mean);
}

// Sorted x of mean 0 and variance 1. Priors: Dirichlet(a0), mean 0 with beta0 = 1, precision Wishart(nu0 = 1, W0 = 100).
function fitStandardised(x: Float64Array, start: Float64Array, a0: number, iterations: number): NormalMode[] {
  const n = x.length;
  const k = start.length / n;
  const responsibility = start;
  const [size, sum, squares] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  const [mean, beta, nu, inverse] = [
    new Float64Array(k),
    new Float64Array(k),
    new Float64Array(k),
    new Float64Array(k),
  ];
  const [offset, slope, spread] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  const logit = new Float64Array(k);
  let before = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < iterations; round++) {
    size.fill(0);
    sum.fill(0);
    squares.fill(0);
    for (let i = 0; i < n; i++) {
      const value = x[i]!;
      for (let j = 0; j < k; j++) {
        const r = responsibility[i * k + j]!;
        size[j]! += r;
        sum[j]! += r * value;
        squares[j]! += r * value * value;
      }
    }
    for (let j = 0; j < k; j++) {
      // (10.58) to (10.63), with N S + ... written as sums of squares.
      beta[j] = 1 + size[j]!;
      mean[j] = sum[j]! / beta[j]!;
      nu[j] = 1 + size[j]!;
      inverse[j] = Math.max(1e-12, 0.01 + squares[j]! - beta[j]! * mean[j]! ** 2);
      // ln rho = E[ln pi] + E[ln lambda] / 2 - E[lambda (x - mu)^2] / 2, (10.64) to (10.66).
      const lnPi = digamma(a0 + size[j]!) - digamma(k * a0 + n);
      const lnLambda = digamma(nu[j]! / 2) + Math.LN2 - Math.log(inverse[j]!);
      slope[j] = nu[j]! / inverse[j]! / 2;
      spread[j] = 1 / beta[j]! / 2;
      offset[j] = lnPi + lnLambda / 2 - spread[j]!;
    }
    let evidence = 0;
    for (let i = 0; i < n; i++) {
      const value = x[i]!;
      let most = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < k; j++) {
        const d = value - mean[j]!;
        const l = offset[j]! - slope[j]! * d * d;
        logit[j] = l;
        if (l > most) most = l;
      }
      let total = 0;
      for (let j = 0; j < k; j++) {
        const l = logit[j]! - most;
        const r = l < -40 ? 0 : Math.exp(l);
        responsibility[i * k + j] = r;
        total += r;
      }
      for (let j = 0; j < k; j++) responsibility[i * k + j]! /= total;
      evidence += most + Math.log(total);
    }
    if (Math.abs(evidence - before) < 1e-6 * n) break;
    before = evidence;
  }
  return Array.from({ length: k }, (_, j) => ({
    mean: mean[j]!,
    deviation: Math.sqrt(inverse[j]! / nu[j]!),
    weight: (a0 + size[j]!) / (k * a0 + n),
  }));
}

// Log-likelihood less 1.5 ln n for each mode (Schwarz 1978).
function criterion(x: Float64Array, modes: readonly NormalMode[]): number {
  return logLikelihood(x, modes) - 1.5 * modes.length * Math.log(x.length);
}

// Two neighbours become one of their common mean and deviation: the pair whose joining costs the least likelihood.
function joinPair(x: Float64Array, modes: readonly NormalMode[]): NormalMode[] {
  const now = [...modes].sort((a, b) => a.mean - b.mean);
  let best: NormalMode[] = now;
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j + 1 < now.length; j++) {
    const [a, b] = [now[j]!, now[j + 1]!];
    const weight = a.weight + b.weight;
    const mean = (a.weight * a.mean + b.weight * b.mean) / weight;
    const square =
      a.weight * (a.deviation ** 2 + (a.mean - mean) ** 2) + b.weight * (b.deviation ** 2 + (b.mean - mean) ** 2);
    const joined = { mean, deviation: Math.sqrt(square / weight), weight };
    const tried = [...now.slice(0, j), joined, ...now.slice(j + 2)];
    const value = logLikelihood(x, tried);
    if (value > most) [most, best] = [value, tried];
  }
  return best;
}

function logLikelihood(x: Float64Array, modes: readonly NormalMode[]): number {
  let sum = 0;
  for (const value of x) {
    let density = 0;
    for (const { mean, deviation, weight } of modes) {
      density += (weight / deviation) * Math.exp(-0.5 * ((value - mean) / deviation) ** 2);
    }
    sum += Math.log(Math.max(density, 1e-300));
  }
  return sum;
}

// Each value's share in every mode.
function shares(x: Float64Array, modes: readonly NormalMode[]): Float64Array {
  const out = new Float64Array(x.length * modes.length);
  for (let i = 0; i < x.length; i++) {
    const row = out.subarray(i * modes.length, (i + 1) * modes.length);
    modes.forEach(({ mean, deviation, weight }, j) => {
      row[j] = (weight / deviation) * Math.exp(-0.5 * ((x[i]! - mean) / deviation) ** 2) + 1e-300;
    });
    const total = row.reduce((sum, share) => sum + share, 0);
    for (let j = 0; j < row.length; j++) row[j]! /= total;
  }
  return out;
}

/** The digamma function for x > 0, by recurrence and asymptotic series (Abramowitz & Stegun 1964, 6.3.18). */
export function digamma(x: number): number {
  let result = 0;
  while (x < 6) result -= 1 / x++;
  const f = 1 / (x * x);
  return result + Math.log(x) - 0.5 / x - f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f * (1 / 240 - f / 132))));
}
