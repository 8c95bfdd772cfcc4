// Items that an opponent cannot tell from real ones, and a similarity of items that it learns on the way (Larsen et al. 2016,
// VAE-GAN). Three losses: the encoder's is the model's own; the decoder's has in addition that the opponent is mistaken about what
// it makes of codes and of draws of the prior; the opponent's is to tell.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import {
  add,
  asTensor,
  concat,
  mul,
  reshape,
  type Scope,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import { applyLayer, applyLayers, type Layer, layerSchema } from "../../nn/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import { oneDraw } from "./one-draw.ts";
import { mistaken, opponentLoss, opponentPrefix, opponentScope } from "./opponent.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `item-adversary`. */
export const itemAdversarySchema = z.strictObject({
  kind: z.literal("item-adversary"),
  /** Factor on the decoder's adversarial loss: 1 / gamma of the paper. */
  weight: z.number().positive(),
  /** The opponent's layers from an item on; one dense unit follows. */
  layers: z.array(layerSchema).min(1),
  /**
   * Index of the layer in which an item and its reconstruction are compared: half the squared distance there is added to the loss
   * of encoder and decoder. With `reconstruction: 0` in an ELBO it takes the place of the likelihood. Default no comparison.
   */
  features: z.int().min(0).optional(),
});

/** Choices of the kind `item-adversary`. */
export type ItemAdversarySpec = z.infer<typeof itemAdversarySchema>;

const NAME = "items";

/**
 * mean |f(x) - f(x')|^2 / 2, and for the decoder beside it weight times the mean of -log D(x') and -log D(x''), of reconstructions x'
 * and of items x'' from the prior; non-saturating, where the paper takes the opponent's loss negated. Terms: `features`,
 * `itemAdversary`: the decoder's mean, and `itemOpponent`: the loss of D, log 2 once it cannot tell.
 * @throws ConfigError for a layer that is not there
 */
export function itemAdversary({ weight, layers, features }: ItemAdversarySpec, context: PenaltyContext): Penalty {
  const { draw, target, weights, scope, key, decode, drawPrior } = context;
  const batch = weights.shape[0]!;
  const rebuilt = decode(oneDraw(draw.z, context)).mean;
  const invented = decode(drawPrior(batch, key.fold("prior"))).mean;
  const seen = judged(concat([target, rebuilt, invented], 0), layers, opponentScope(scope, NAME));
  const rows = (x: Tensor, k: number) => slice(x, { axis: 0, start: k * batch, end: (k + 1) * batch });
  const real = { scores: rows(seen.scores, 0), weights };
  const restored = { scores: rows(seen.scores, 1), weights };
  const made = { scores: rows(seen.scores, 2) };
  const fooled = halved(mistaken(restored), mistaken(made));
  const opponent = halved(opponentLoss(real, restored), opponentLoss(real, made));
  const alike = features === undefined ? undefined : comparison(seen.activations, features, rows, weights);
  return {
    loss: alike ?? asTensor(0),
    terms: { ...(alike && { features: alike }), itemAdversary: fooled, itemOpponent: opponent },
    beside: [{ prefixes: ["decoder."], loss: mul(fooled, weight) }],
    owners: [{ prefixes: [opponentPrefix(NAME)], loss: opponent }],
  };
}

const halved = (a: Tensor, b: Tensor) => mul(add(a, b), 0.5);

// Scores [n] of items and what each layer makes of them.
function judged(items: Tensor, layers: readonly Layer[], scope: Scope): { scores: Tensor; activations: Tensor[] } {
  const activations: Tensor[] = [];
  layers.forEach((layer, index) => {
    activations.push(applyLayer(layer, index, activations.at(-1) ?? items, scope, NAME));
  });
  const head: Layer[] = [{ kind: "flatten" }, { kind: "dense", units: 1 }];
  const scores = applyLayers(head, activations.at(-1)!, scope.child("score"), `${NAME} score`);
  return { scores: reshape(scores, [items.shape[0]!]), activations };
}

// Half the squared distance of items and reconstructions in a layer, -log N(f(x); f(x'), I) up to a constant.
function comparison(
  activations: readonly Tensor[],
  index: number,
  rows: (x: Tensor, k: number) => Tensor,
  weights: Tensor,
): Tensor {
  const layer = activations[index];
  if (layer === undefined) {
    throw new ConfigError(
      `model.penalties: item-adversary.features must be the index of one of its ${activations.length} layers, got ${index}`,
    );
  }
  const distance = square(sub(rows(layer, 0), rows(layer, 1)));
  return mul(weightedMean(sum(distance, { axes: distance.shape.slice(1).map((_, i) => i + 1) }), weights), 0.5);
}
