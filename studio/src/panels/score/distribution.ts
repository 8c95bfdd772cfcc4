// Scores on an axis: bins by label, the score above which a share lies, and how many lie above a score.

/** Bins of equal width; the last holds what lies above it, too. */
export interface Bins {
  readonly low: number;
  readonly high: number;
  /** Counts [groups][bins]. */
  readonly counts: readonly (readonly number[])[];
  /** Most items in one bin, all groups together. */
  readonly most: number;
}

/** Counts scores in bins, by group where `groups` says which (others in a last group). The axis leaves out the last 0.2 %. */
export function binScores(
  score: Float64Array,
  order: Uint32Array,
  { bins, groups, size }: { readonly bins: number; readonly groups: Int32Array | undefined; readonly size: number },
): Bins {
  const low = score[order[0]!] ?? 0;
  const top = score[order.at(-1)!] ?? 1;
  const tail = quantileOf(score, order, 0.998);
  // A short tail is shown whole.
  const high = top <= tail + 0.25 * (tail - low) ? top : tail + 0.05 * (tail - low);
  const end = high > low ? high : low + 1;
  const counts = Array.from({ length: size + 1 }, () => new Array<number>(bins).fill(0));
  const total = new Array<number>(bins).fill(0);
  for (const i of order) {
    const bin = Math.min(bins - 1, Math.floor(((score[i]! - low) / (end - low)) * bins));
    const group = groups?.[i] ?? -1;
    counts[group >= 0 && group < size ? group : size]![bin]!++;
    total[bin]!++;
  }
  return { low, high: end, counts, most: Math.max(1, ...total) };
}

/** The q-quantile of the scores, linear between neighbours. */
export function quantileOf(score: ArrayLike<number>, order: ArrayLike<number>, q: number): number {
  if (order.length === 0) return 0;
  const at = Math.min(1, Math.max(0, q)) * (order.length - 1);
  const [below, above] = [score[order[Math.floor(at)]!]!, score[order[Math.ceil(at)]!]!];
  return below + (at - Math.floor(at)) * (above - below);
}

/** How many scores lie above a threshold. */
export function countAbove(score: Float64Array, order: Uint32Array, threshold: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (score[order[middle]!]! <= threshold) low = middle + 1;
    else high = middle;
  }
  return order.length - low;
}

/** Of the items with a label: the share of those above the threshold that are anomalous, and of the anomalous ones above it. */
export function ratesAt(
  score: Float64Array,
  labels: Int32Array,
  anomalous: number,
  threshold: number,
): { readonly precision: number; readonly recall: number } {
  let [caught, called, all] = [0, 0, 0];
  for (let i = 0; i < score.length; i++) {
    if (labels[i]! < 0 || Number.isNaN(score[i]!)) continue;
    const positive = labels[i] === anomalous;
    if (positive) all++;
    if (score[i]! <= threshold) continue;
    called++;
    if (positive) caught++;
  }
  return { precision: caught / called, recall: caught / all };
}
