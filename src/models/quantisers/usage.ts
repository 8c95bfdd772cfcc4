// How often codes are used, and how evenly.

import { cast, exp, log, maximum, mul, neg, reshape, scatterAdd, slice, sum, type Tensor } from "../../graph/index.ts";

/** Share of each of `size` codes [size], from indices (int64) and shares [n]. */
export function codeShares(indices: Tensor, shares: Tensor, size: number): Tensor {
  return scatterAdd(indices, shares, 0, size);
}

/** exp(-sum p log p) of shares p that sum to one: the number of codes in use, were they used equally. */
export function perplexity(shares: Tensor): Tensor {
  return exp(neg(sum(mul(shares, log(maximum(shares, 1e-10))))));
}

/** Codes of one level, of codes [n, levels], as int64 [n]. */
export function codesAt(codes: Tensor, level: number): Tensor {
  const one = slice(codes, { axis: 1, start: level, end: level + 1 });
  return cast(reshape(one, [codes.shape[0]!]), "int64");
}
