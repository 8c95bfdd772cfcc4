// Vector quantisation (VQ-VAE, van den Oord et al. 2017) and residual vector quantisation (Zeghidour et al. 2021): each level
// codes what the levels before it left over. One level is plain vector quantisation.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import {
  add,
  asTensor,
  cast,
  concat,
  div,
  mul,
  reshape,
  type Scope,
  stopGradient,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { type Codebook, type CodebookSpec, codebookOptions, makeCodebook } from "./codebook.ts";
import type { LearnOptions, Learnt, Quantiser } from "./quantiser.ts";
import { codesAt, perplexity } from "./usage.ts";

/** Codes that an encoder's vector is split into. */
export const splitOption = {
  /** Encoders that end in a vector: codes of an item, each from features of its own; default 1. */
  codes: z.int().positive().optional(),
};

/** Schema of the kind `vq`. */
export const vqSchema = z.strictObject({ kind: z.literal("vq"), ...codebookOptions, ...splitOption });

/** Schema of the kind `residual-vq`. */
export const residualVqSchema = z.strictObject({
  kind: z.literal("residual-vq"),
  /** Codebooks, each for what the ones before it left over. */
  depth: z.int().positive(),
  ...codebookOptions,
  ...splitOption,
});

type Spec = CodebookSpec & { readonly depth?: number };

/**
 * Codes vectors [width] by `depth` codebooks in turn. The loss is |sg(r) - e|^2 (codebook "gradient") + commitment |r - sg(e)|^2
 * of each level's remainder r; the term `perplexity` is the mean over levels of exp(entropy) of a batch's codes.
 * @throws ConfigError for revival of codes that learn by gradient
 */
export function vectorQuantiser(spec: Spec, width: number): Quantiser {
  const { size, depth = 1, codebook, revive } = spec;
  if (codebook === "gradient" && revive !== undefined && revive > 0) {
    throw new ConfigError(
      `model.quantiser.revive: codes that learn by gradient are not revived, got ${revive}; use the codebook "ema"`,
    );
  }
  const levels = Array.from({ length: depth }, (_, level) => level);
  const books = (scope: Scope): Codebook[] => levels.map((level) => makeCodebook(spec, width, scope.child(level)));
  return {
    size: width,
    classes: levels.map(() => size),
    quantise(z, scope) {
      let [rest, total] = [stopGradient(z), undefined as Tensor | undefined];
      const indices: Tensor[] = [];
      for (const book of books(scope)) {
        const nearest = book.nearest(rest);
        const found = stopGradient(book.look(nearest));
        indices.push(nearest);
        total = total === undefined ? found : add(total, found);
        rest = sub(rest, found);
      }
      const codes = concat(indices.map(column), 1);
      return { codes, vectors: scope.training ? add(z, stopGradient(sub(total!, z))) : total! };
    },
    learn(z, codes, { scope, key, shares, positions }: LearnOptions): Learnt {
      let [rest, loss, entropy] = [z, undefined as Tensor | undefined, asTensor(0)];
      for (const [level, book] of books(scope).entries()) {
        const indices = codesAt(codes, level);
        const learnt = book.learn(rest, indices, { key: key.fold(level), shares });
        loss = loss === undefined ? learnt.loss : add(loss, learnt.loss);
        entropy = add(entropy, perplexity(learnt.used));
        rest = sub(rest, stopGradient(book.look(indices)));
      }
      const quantisation = mul(loss!, positions);
      return { loss: quantisation, terms: { quantisation, perplexity: div(entropy, depth) } };
    },
    vectorsOf: (codes, scope) =>
      books(scope)
        .map((book, level) => book.look(codesAt(codes, level)))
        .reduce(add),
  };
}

const column = (indices: Tensor) => cast(reshape(indices, [indices.shape[0]!, 1]), "float32");
