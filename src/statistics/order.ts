// Order statistics: sorting, quantiles, ranks and the empirical tail.

/** `values` in ascending order, without NaN, copied. */
export function sorted(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) kept[count++] = values[i]!;
  return kept.slice(0, count).sort();
}

/** The q-quantile, q in [0, 1], of `ascending` values, linear between neighbours (Hyndman & Fan 1996, type 7); NaN of none. */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  if (ascending.length === 0) return Number.NaN;
  const at = Math.min(1, Math.max(0, q)) * (ascending.length - 1);
  const low = Math.floor(at);
  const below = ascending[low]!;
  return at === low ? below : below + (at - low) * (ascending[low + 1]! - below);
}

/** Indices that put `values` in ascending order; equal values keep their order. */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Ranks from 1, equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(values);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) out[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return out;
}

/** Number of `ascending` values below `value`. */
export function countBelow(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Share of a sample at least as large as `value`, the value itself counted in: (1 + #{x >= value}) / (1 + n). Never zero,
 * so that it holds as a p-value (Phipson & Smyth 2010).
 */
export function tailProbability(ascending: ArrayLike<number>, value: number): number {
  return (1 + ascending.length - countBelow(ascending, value)) / (1 + ascending.length);
}
