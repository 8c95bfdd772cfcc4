// One codebook of vectors: nearest code, and how the codes follow the vectors that they stand for - as moving averages
// (van den Oord et al. 2017, appendix A.1) or by gradient.

import { z } from "zod";
import {
  add,
  argmax,
  cast,
  div,
  type Fill,
  floor,
  gather,
  type Key,
  less,
  matmul,
  maximum,
  minimum,
  mul,
  reshape,
  type Scope,
  scatterAdd,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  uniform,
  where,
} from "../../graph/index.ts";
import { codeShares } from "./usage.ts";

/** Choices of a codebook. */
export const codebookOptions = {
  /** Vectors in the codebook. */
  size: z.int().min(2),
  /** How codes learn: `ema`, moving averages of the vectors that they stand for (default), or `gradient`, by the loss. */
  codebook: z.enum(["ema", "gradient"]).optional(),
  /** `ema`: share of the past in each average; default 0.99. */
  decay: z.number().min(0).lt(1).optional(),
  /** Weight of the encoder's squared distance to its codes; default 0.25. */
  commitment: z.number().min(0).optional(),
  /**
   * `ema`: a code whose moving average of use falls below this part of an equal share becomes a random vector of the batch, with
   * as much use to its credit; 0 for never. Default 0.05.
   */
  revive: z.number().min(0).lt(1).optional(),
};

const schema = z.strictObject(codebookOptions);

/** Choices of a codebook. */
export type CodebookSpec = z.infer<typeof schema>;

/** What a codebook learns from. */
export interface CodebookBatch {
  readonly key: Key;
  /** Share of each vector in the batch [n]; they sum to one. */
  readonly shares: Tensor;
}

/** A codebook declared in a scope. */
export interface Codebook {
  /** Index of the nearest code of vectors z [n, width], int64 [n]. */
  nearest(z: Tensor): Tensor;
  /** Codes of int64 indices [n] as [n, width]. */
  look(indices: Tensor): Tensor;
  /**
   * Updates the state from vectors z [n, width] and their codes; gives the loss of a vector, averaged by shares, and the share of
   * each code in the batch [size].
   */
  learn(z: Tensor, indices: Tensor, batch: CodebookBatch): { readonly loss: Tensor; readonly used: Tensor };
}

// Smaller shares are no use at all.
const TINY = 1e-12;

/** The codebook [size, width] of `scope`, whose names are `codebook` and, for moving averages, `usage`. */
export function makeCodebook(spec: CodebookSpec, width: number, scope: Scope): Codebook {
  const { size, codebook: kind = "ema", commitment = 0.25 } = spec;
  const fill: Fill = (out, _shape, generator) => {
    generator.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = (2 * out[i]! - 1) / size;
  };
  const shape = [size, width];
  const codes = kind === "ema" ? scope.state("codebook", shape, fill) : scope.parameter("codebook", shape, fill);
  const fixed = stopGradient(codes);
  const look = (indices: Tensor) => gather(codes, indices);
  return {
    look,
    nearest(z) {
      // argmin |z - e|^2 = argmax 2 z.e - |e|^2
      const products = matmul(stopGradient(z), fixed, { transposeB: true });
      return argmax(sub(mul(products, 2), sum(square(fixed), { axes: 1 })), 1);
    },
    learn(z, indices, { key, shares }) {
      const used = codeShares(indices, shares, size);
      const distance = (a: Tensor, b: Tensor) => sum(mul(sum(square(sub(a, b)), { axes: 1 }), shares));
      const chosen = look(indices);
      const pull = mul(distance(z, stopGradient(chosen)), commitment);
      if (kind === "gradient") return { loss: add(distance(stopGradient(z), chosen), pull), used };
      averages(spec, { codes, scope, key }, { z: stopGradient(z), indices, shares, used });
      return { loss: pull, used };
    },
  };
}

interface Averaged {
  readonly codes: Tensor;
  readonly scope: Scope;
  readonly key: Key;
}

interface Seen {
  readonly z: Tensor;
  readonly indices: Tensor;
  readonly shares: Tensor;
  /** Share of each code in the batch. */
  readonly used: Tensor;
}

// N <- decay N + (1 - decay) n;  m <- decay m + (1 - decay) sum z;  e = m / N, with n and the sum as shares of the batch. m is
// N e, so that only N (`usage`) and e are kept; N begins at zero.
function averages({ size, decay = 0.99, revive = 0.05 }: CodebookSpec, kept: Averaged, seen: Seen): void {
  const { codes, scope, key } = kept;
  const { z, indices, shares, used } = seen;
  const column = (x: Tensor) => reshape(x, [x.shape[0]!, 1]);
  const usage = scope.state("usage", [size], (out) => out.fill(0));
  const sums = scatterAdd(indices, mul(z, column(shares)), 0, size);
  const nextUsage = add(mul(usage, decay), mul(used, 1 - decay));
  const step = div(mul(sub(sums, mul(codes, column(used))), 1 - decay), column(maximum(nextUsage, TINY)));
  const nextCodes = add(codes, step);
  const least = revive / size;
  if (revive === 0) {
    scope.update("codebook", nextCodes);
    scope.update("usage", nextUsage);
    return;
  }
  // Noise [size] in [0, 1) to rows of z; rounding may give one too many.
  const rows = z.shape[0]!;
  const picked = cast(minimum(floor(mul(uniform(key.fold("revive"), [size]), rows)), rows - 1), "int64");
  const idle = less(nextUsage, least);
  scope.update("codebook", where(column(idle), gather(z, picked), nextCodes));
  scope.update("usage", maximum(nextUsage, least));
}
