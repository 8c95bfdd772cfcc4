// Bagged classification trees on binned columns, which say how much each column decided. Not ml-cart: its classifier names
// no importances and takes minutes for forty classes.

import type { Generator } from "../../array/index.ts";
import { countBelow, quantile, sorted } from "../../statistics/index.ts";

/** Options of `fitForest`. */
export interface ForestOptions {
  /** Default 10. */
  readonly trees?: number;
  /** Default 10. */
  readonly maxDepth?: number;
  /** Rows on either side of a split at least. Default 5. */
  readonly leafRows?: number;
}

/** Trees that vote. */
export interface Forest {
  /** Share of each column in the decrease of the Gini impurity; sums to 1, all 0 where nothing could be split. */
  readonly importances: Float64Array;
  /** The class of each row of such columns. */
  predict(columns: readonly Float64Array[]): Int32Array;
}

interface Node {
  /** Class frequencies of a leaf. */
  readonly shares?: Float64Array;
  /** Rows with `column` in bin `bin` or below go left. */
  readonly column: number;
  readonly bin: number;
  readonly left?: Node;
  readonly right?: Node;
}

const BINS = 64;

/** Fits trees to classes 0 to `classes` - 1 (Breiman 1996): a bootstrap sample each, every column at every split. */
export function fitForest(
  columns: readonly Float64Array[],
  y: Int32Array,
  classes: number,
  generator: Generator,
  { trees = 10, maxDepth = 10, leafRows = 5 }: ForestOptions = {},
): Forest {
  const edges = columns.map(binEnds);
  const code = (others: readonly Float64Array[]) =>
    others.map((column, j) => Uint8Array.from(column, (value) => countBelow(edges[j]!, value)));
  const binned = code(columns);
  const decreases = new Float64Array(columns.length);
  // Of columns that split equally well the first one counts, in an order of its own for each tree.
  let order: Uint32Array = new Uint32Array(0);

  const grow = (rows: Uint32Array, depth: number): Node => {
    const counts = new Float64Array(classes);
    for (const row of rows) counts[y[row]!]!++;
    const leaf = { shares: counts.map((count) => count / rows.length), column: 0, bin: 0 };
    if (depth === maxDepth || rows.length < 2 * leafRows || counts.includes(rows.length)) return leaf;
    const best = bestSplit(rows, counts);
    if (best.gain <= 1e-9 * rows.length) return leaf;
    decreases[best.column]! += best.gain;
    const goesLeft = (row: number) => binned[best.column]![row]! <= best.bin;
    const left = grow(rows.filter(goesLeft), depth + 1);
    const right = grow(
      rows.filter((row) => !goesLeft(row)),
      depth + 1,
    );
    return { column: best.column, bin: best.bin, left, right };
  };

  // The gain is the decrease of the summed Gini impurity: sum of squares / rows, of both sides less that of the node.
  const table = new Float64Array(BINS * classes);
  const bestSplit = (rows: Uint32Array, counts: Float64Array) => {
    let best = { column: 0, bin: 0, gain: 0 };
    const whole = squares(counts) / rows.length;
    for (const column of order) {
      const bins = binned[column]!;
      table.fill(0, 0, (edges[column]!.length + 1) * classes);
      for (const row of rows) table[bins[row]! * classes + y[row]!]!++;
      const right = counts.slice();
      const left = new Float64Array(classes);
      let [size, leftSquares, rightSquares] = [0, 0, squares(counts)];
      for (let bin = 0; bin < edges[column]!.length; bin++) {
        for (let c = 0; c < classes; c++) {
          const moved = table[bin * classes + c]!;
          if (moved === 0) continue;
          leftSquares += moved * (2 * left[c]! + moved);
          rightSquares -= moved * (2 * right[c]! - moved);
          left[c]! += moved;
          right[c]! -= moved;
          size += moved;
        }
        if (size < leafRows || rows.length - size < leafRows) continue;
        const gain = leftSquares / size + rightSquares / (rows.length - size) - whole;
        if (gain > best.gain) best = { column, bin, gain };
      }
    }
    return best;
  };

  const roots = Array.from({ length: trees }, () => {
    order = generator.permutation(columns.length);
    return grow(
      Uint32Array.from(y, () => generator.integer(y.length)),
      0,
    );
  });
  const total = decreases.reduce((sum, value) => sum + value, 0);
  return {
    importances: decreases.map((value) => (total > 0 ? value / total : 0)),
    predict(others) {
      const codes = code(others);
      return Int32Array.from(others[0]!, (_, row) => {
        const votes = new Float64Array(classes);
        for (let node of roots) {
          while (!node.shares) node = codes[node.column]![row]! <= node.bin ? node.left! : node.right!;
          for (let c = 0; c < classes; c++) votes[c]! += node.shares[c]!;
        }
        return votes.indexOf(Math.max(...votes));
      });
    },
  };
}

// Upper ends of all bins but the last, each a value that occurs, so that `countBelow` names the bin.
function binEnds(values: Float64Array): number[] {
  const ascending = sorted(values);
  const distinct = [...new Set(ascending)];
  if (distinct.length <= BINS) return distinct.slice(0, -1);
  return [...new Set(Array.from({ length: BINS - 1 }, (_, i) => quantile(ascending, (i + 1) / BINS)))];
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
