// Nearest neighbours of dense rows by brute force: four rows against two at a time, so that each number read is used often.
// No index: in tens of dimensions a tree looks at nearly everything anyway.

import { ConfigError, ShapeError } from "../errors.ts";

/** Options of `nearestNeighbours`. */
export interface NeighbourOptions {
  /** How many neighbours, nearest first. Default 1. */
  readonly k?: number;
  /** The queries are the points themselves, and a row is not its own neighbour. Default false. */
  readonly excludeSelf?: boolean;
}

/** Neighbours of each query, nearest first: [queries, k]. */
export interface Neighbours {
  readonly k: number;
  /** Euclidean distances. */
  readonly distances: Float64Array;
  /** Rows of the points. */
  readonly indices: Uint32Array;
}

const POINTS_PER_BLOCK = 256;

/**
 * The `k` points nearest to each query by Euclidean distance; both are rows of `width` numbers. Points whose
 * distances differ by rounding only may come in either order.
 * @throws ShapeError for torn rows, ConfigError for fewer points than neighbours
 */
export function nearestNeighbours(
  points: Float32Array,
  queries: Float32Array,
  width: number,
  { k = 1, excludeSelf = false }: NeighbourOptions = {},
): Neighbours {
  if (points.length % width !== 0 || queries.length % width !== 0) {
    const got = `${points.length} and ${queries.length}`;
    throw new ShapeError(`nearestNeighbours: points and queries must be rows of ${width} numbers, got ${got}`);
  }
  const [count, asked] = [points.length / width, queries.length / width];
  if (!(k >= 1) || count - (excludeSelf ? 1 : 0) < k) {
    throw new ConfigError(`nearestNeighbours: ${k} neighbours need as many points, got ${count}; give more rows`);
  }
  const p = padded(points, width, POINTS_PER_BLOCK);
  const q = padded(queries, width, 4);
  const half = halfSquares(p, width, count);
  const distances = new Float64Array(asked * k).fill(Infinity);
  const indices = new Uint32Array(asked * k);
  const products = new Float64Array(4 * POINTS_PER_BLOCK);
  for (let block = 0; block < count; block += POINTS_PER_BLOCK) {
    const size = Math.min(POINTS_PER_BLOCK, count - block);
    for (let query = 0; query < asked; query += 4) {
      multiply(q, query * width, p, block * width, width, products);
      for (let r = 0; r < 4 && query + r < asked; r++) {
        const at = (query + r) * k;
        // |p|^2 / 2 - q.p orders as the distance does: |q|^2 is the same for all.
        let worst = distances[at + k - 1]!;
        for (let j = 0; j < size; j++) {
          const key = half[block + j]! - products[r * POINTS_PER_BLOCK + j]!;
          if (key >= worst || (excludeSelf && block + j === query + r)) continue;
          insert(distances, indices, at, k, key, block + j);
          worst = distances[at + k - 1]!;
        }
      }
    }
  }
  for (let i = 0; i < distances.length; i++) {
    distances[i] = distanceOf(p, indices[i]! * width, q, Math.floor(i / k) * width, width);
  }
  return { k, distances, indices };
}

function insert(keys: Float64Array, indices: Uint32Array, at: number, k: number, key: number, index: number): void {
  let i = at + k - 1;
  for (; i > at && keys[i - 1]! > key; i--) {
    keys[i] = keys[i - 1]!;
    indices[i] = indices[i - 1]!;
  }
  keys[i] = key;
  indices[i] = index;
}

// out[r, j] = q_r . p_j for four queries and a block of points.
function multiply(q: Float64Array, fromQ: number, p: Float64Array, fromP: number, width: number, out: Float64Array) {
  const [q0, q1, q2, q3] = [fromQ, fromQ + width, fromQ + 2 * width, fromQ + 3 * width];
  for (let j = 0, p0 = fromP; j < POINTS_PER_BLOCK; j += 2, p0 += 2 * width) {
    const p1 = p0 + width;
    let [a0, a1, b0, b1] = [0, 0, 0, 0];
    let [c0, c1, d0, d1] = [0, 0, 0, 0];
    for (let i = 0; i < width; i++) {
      const x = p[p0 + i]!;
      const y = p[p1 + i]!;
      const a = q[q0 + i]!;
      const b = q[q1 + i]!;
      const c = q[q2 + i]!;
      const d = q[q3 + i]!;
      a0 += a * x;
      a1 += a * y;
      b0 += b * x;
      b1 += b * y;
      c0 += c * x;
      c1 += c * y;
      d0 += d * x;
      d1 += d * y;
    }
    out[j] = a0;
    out[j + 1] = a1;
    out[POINTS_PER_BLOCK + j] = b0;
    out[POINTS_PER_BLOCK + j + 1] = b1;
    out[2 * POINTS_PER_BLOCK + j] = c0;
    out[2 * POINTS_PER_BLOCK + j + 1] = c1;
    out[3 * POINTS_PER_BLOCK + j] = d0;
    out[3 * POINTS_PER_BLOCK + j + 1] = d1;
  }
}

function distanceOf(p: Float64Array, fromP: number, q: Float64Array, fromQ: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (p[fromP + i]! - q[fromQ + i]!) ** 2;
  return Math.sqrt(sum);
}

function halfSquares(rows: Float64Array, width: number, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = i * width; j < (i + 1) * width; j++) sum += rows[j]! ** 2;
    out[i] = sum / 2;
  }
  return out;
}

// As doubles, with rows of zeros up to a multiple of `step` rows.
function padded(rows: Float32Array, width: number, step: number): Float64Array {
  const out = new Float64Array(Math.ceil(rows.length / width / step) * step * width);
  out.set(rows);
  return out;
}
