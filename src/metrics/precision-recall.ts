// Quality and variety of generated items apart from one another, by nearest neighbours of features: improved precision
// and recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020).

import { nearestNeighbours } from "../statistics/index.ts";

/** Neighbours that decide how far an item's region reaches. */
export interface PrecisionRecallOptions {
  /** For precision and recall; default 3. */
  readonly k?: number;
  /** For density and coverage, as their paper has it; default 5. */
  readonly densityK?: number;
}

/** Shares of items, and a density. */
export interface PrecisionRecall {
  /** Share of generated items within the region of a real one: how many look real. */
  readonly precision: number;
  /** Share of real items within the region of a generated one: how much of the real variety is made. */
  readonly recall: number;
  /** Real regions that hold a generated item, on average and per `densityK`; 1 where both sets are alike, may exceed it. */
  readonly density: number;
  /** Share of real items whose region holds a generated one. */
  readonly coverage: number;
}

/**
 * Measures of rows of `width` features. An item's region reaches to its k-th neighbour in its own set. Compare sets of equal
 * size only: regions shrink with more items.
 * @throws ConfigError for no more rows than neighbours, ShapeError for torn rows
 */
export function precisionRecall(
  real: Float32Array,
  generated: Float32Array,
  width: number,
  { k = 3, densityK = 5 }: PrecisionRecallOptions = {},
): PrecisionRecall {
  const most = Math.max(k, densityK);
  const radii = (rows: Float32Array) => {
    const { distances } = nearestNeighbours(rows, rows, width, { k: most, excludeSelf: true });
    // A hair wider, so that a distance equal to the radius lies inside whatever its rounding.
    const reach = (i: number, n: number) => distances[i * most + n - 1]! ** 2 * (1 + 1e-12);
    return (n: number) => Float64Array.from({ length: rows.length / width }, (_, i) => reach(i, n));
  };
  const [ofReal, ofGenerated] = [radii(real), radii(generated)];
  const [reach, reachOfGenerated, reachOfDensity] = [ofReal(k), ofGenerated(k), ofReal(densityK)];
  const [n, m] = [real.length / width, generated.length / width];
  const [precise, recalled, covered] = [new Uint8Array(m), new Uint8Array(n), new Uint8Array(n)];
  let inside = 0;
  forEachSquaredDistance(real, generated, width, (i, j, distance) => {
    if (distance <= reach[i]!) precise[j] = 1;
    if (distance <= reachOfGenerated[j]!) recalled[i] = 1;
    if (distance > reachOfDensity[i]!) return;
    covered[i] = 1;
    inside++;
  });
  const share = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
  return {
    precision: share(precise),
    recall: share(recalled),
    density: inside / (densityK * m),
    coverage: share(covered),
  };
}

// Rows of b in blocks that stay in the cache.
function forEachSquaredDistance(
  a: Float32Array,
  b: Float32Array,
  width: number,
  visit: (i: number, j: number, distance: number) => void,
): void {
  const [n, m] = [a.length / width, b.length / width];
  const block = 128;
  for (let start = 0; start < m; start += block) {
    for (let i = 0; i < n; i++) {
      for (let j = start; j < Math.min(start + block, m); j++)
        visit(i, j, squaredDistance(a, i * width, b, j * width, width));
    }
  }
}

// Four sums at a time, since one would wait for each addition.
function squaredDistance(a: Float32Array, fromA: number, b: Float32Array, fromB: number, width: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < width; k += 4) {
    s0 += (a[fromA + k]! - b[fromB + k]!) ** 2;
    s1 += (a[fromA + k + 1]! - b[fromB + k + 1]!) ** 2;
    s2 += (a[fromA + k + 2]! - b[fromB + k + 2]!) ** 2;
    s3 += (a[fromA + k + 3]! - b[fromB + k + 3]!) ** 2;
  }
  for (; k < width; k++) s0 += (a[fromA + k]! - b[fromB + k]!) ** 2;
  return s0 + s1 + s2 + s3;
}
