// The opponent of an adversarial game: a network that tells two kinds of inputs apart by one score, high for the first kind
// (Goodfellow et al. 2014). It is trained on a loss of its own, see `LossOwner`; what it judges is trained to be mistaken.

import { z } from "zod";
import { add, mean, mul, neg, reshape, type Scope, softplus, type Tensor } from "../../graph/index.ts";
import { applyLayers, type Layer } from "../../nn/index.ts";
import { weightedMean } from "../../objectives/index.ts";

/** Schema of the widths of an opponent's hidden layers. */
export const hiddenSchema = z.array(z.int().positive()).min(1);

/** Where the opponent `name` of a model declares its parameters. */
export function opponentScope(scope: Scope, name: string): Scope {
  return scope.child("opponent").child(name);
}

/** Beginning of the names of the parameters of the opponent `name`. */
export function opponentPrefix(name: string): string {
  return `opponent.${name}.`;
}

/** Which opponent, and its hidden layers. */
export interface DenseOpponentOptions {
  readonly name: string;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly scope: Scope;
}

/** Scores [n], in logits, of vectors x [n, width]: dense layers with leaky ReLU, and one unit. */
export function denseOpponent(x: Tensor, { name, hidden, scope }: DenseOpponentOptions): Tensor {
  const layers: Layer[] = hidden.flatMap((units): Layer[] => [
    { kind: "dense", units },
    { kind: "leakyRelu", slope: 0.2 },
  ]);
  const scores = applyLayers([...layers, { kind: "dense", units: 1 }], x, opponentScope(scope, name), name);
  return reshape(scores, [x.shape[0]!]);
}

/** Scores of a batch, with the weights of its rows where they do not all count alike. */
export interface Judged {
  /** [n]. */
  readonly scores: Tensor;
  /** [n], summing to one; default 1 / n each. */
  readonly weights?: Tensor;
}

/** How surprised an opponent is that these inputs are of the first kind, in nats: the mean of -log sigmoid(score). */
export function mistaken({ scores, weights }: Judged): Tensor {
  const each = softplus(neg(scores));
  return weights === undefined ? mean(each) : weightedMean(each, weights);
}

/** The opponent's loss: its cross-entropy in nats when both kinds are equally frequent; log 2 where it cannot tell them apart. */
export function opponentLoss(first: Judged, second: Judged): Tensor {
  return mul(add(mistaken(first), mistaken({ ...second, scores: neg(second.scores) })), 0.5);
}
