// Finite scalar quantisation (Mentzer et al. 2024): every channel is bounded and rounded to one of a few levels, so that the
// codebook is their product and nothing of it is learnt.

import { z } from "zod";
import { float32 } from "../../array/index.ts";
import {
  add,
  asTensor,
  broadcastTo,
  constant,
  div,
  floor,
  mul,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
} from "../../graph/index.ts";
import type { Learnt, Quantiser } from "./quantiser.ts";
import { codeShares, codesAt, perplexity } from "./usage.ts";
import { splitOption } from "./vq.ts";

/** Schema of the kind `fsq`. */
export const fsqSchema = z.strictObject({
  kind: z.literal("fsq"),
  /** Levels of each channel, for example [8, 5, 5, 5]; as many as `latent`. */
  levels: z.array(z.int().min(2).max(1024)).min(1),
  ...splitOption,
});

// Up to here a vector's code is one number of the product of all levels, beyond it a number for each channel.
const MOST_CLASSES = 1024;
const EPSILON = 1e-3;

/**
 * Codes vectors [levels.length]: one code of the product of all levels where that is at most 1024, otherwise one a channel.
 * The term `perplexity` is exp(entropy) of a batch's codes, the mean over channels where they have codes of their own.
 */
export function finiteScalarQuantiser(levels: readonly number[]): Quantiser {
  const width = levels.length;
  const rowOf = (value: (level: number) => number) => constant(float32(levels.map(value), [width]));
  const product = levels.reduce((total, level) => total * level, 1);
  const joint = product <= MOST_CLASSES;
  const basis = levels.map((_, i) => levels.slice(0, i).reduce((total, level) => total * level, 1));
  const half = (level: number) => ((level - 1) * (1 - EPSILON)) / 2;
  const offset = (level: number) => (level % 2 === 1 ? 0 : 0.5);
  const halfWidth = rowOf((level) => Math.floor(level / 2));
  // tanh(z + shift) half - offset
  const bound = (x: Tensor) => {
    const shifted = add(
      x,
      rowOf((level) => Math.tan(offset(level) / half(level))),
    );
    return sub(mul(tanh(shifted), rowOf(half)), rowOf(offset));
  };
  const bases = constant(float32(basis, [width]));
  const digitsOf = (codes: Tensor): Tensor => {
    if (!joint) return codes;
    // Halves keep quotients away from whole numbers, where rounding could go astray.
    const quotient = floor(div(add(codes, 0.5), bases));
    const sizes = rowOf((level) => level);
    return sub(quotient, mul(sizes, floor(div(add(quotient, 0.5), sizes))));
  };
  return {
    size: width,
    classes: joint ? [product] : [...levels],
    quantise(x, scope) {
      const bounded = bound(x);
      const rounded = floor(add(stopGradient(bounded), 0.5));
      const digits = add(rounded, halfWidth);
      const codes = joint ? sum(mul(digits, bases), { axes: 1, keepDims: true }) : digits;
      const through = scope.training ? add(bounded, stopGradient(sub(rounded, bounded))) : rounded;
      return { codes, vectors: div(through, halfWidth) };
    },
    learn(_z, codes, { shares }): Learnt {
      const counted = joint ? [product] : levels;
      const each = counted.map((size, i) => perplexity(codeShares(codesAt(codes, i), shares, size)));
      return { loss: asTensor(0), terms: { perplexity: div(each.reduce(add), counted.length) } };
    },
    vectorsOf(codes) {
      const digits = broadcastTo(digitsOf(codes), [codes.shape[0]!, width]);
      return div(sub(digits, halfWidth), halfWidth);
    },
  };
}
