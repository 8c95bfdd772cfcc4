// Semi-supervised learning: a classifier q(y|x) beside the encoder q(z|x, y), and the bound of items whose class is not known
// (model M2 of Kingma et al. 2014).

import { float32, sizeOf } from "../array/index.ts";
import { internalError } from "../errors.ts";
import {
  add,
  concat,
  constant,
  div,
  exp,
  type Key,
  logSoftmax,
  maximum,
  mul,
  neg,
  reshape,
  type Scope,
  sub,
  sum,
  type Tensor,
  transpose,
} from "../graph/index.ts";
import { applyLayers } from "../nn/index.ts";
import { elbo, type Objective, weightedMean } from "../objectives/index.ts";
import type { ClassifierSpec } from "./classifier-schema.ts";
import type { ModelConfig } from "./config.ts";
import { withInit } from "./init.ts";
import type { DrawOptions, Encoded } from "./latents/latents.ts";
import type { ObjectiveModel, TrainingInputs } from "./objective.ts";
import { head } from "./posteriors/head.ts";
import { tiled } from "./posteriors/tiled.ts";

/** What `overClasses` needs of a model. */
export interface ClassifyingModel extends Pick<ObjectiveModel, "config" | "draw" | "decode" | "klKind"> {
  /** Width of the condition: the number of classes. */
  readonly conditionWidth: number;
  stem(x: Tensor, scope: Scope): Tensor;
  encodeStem(stem: Tensor, scope: Scope, condition?: Tensor): Encoded;
  classify(x: Tensor, scope: Scope): Tensor;
}

/** Class scores [batch, classes] of items; `features` are the encoder's. */
export function classScores(
  { classifier, init }: ModelConfig,
  { x, features, classes }: { readonly x: Tensor; readonly features: () => Tensor; readonly classes: number },
  scope: Scope,
): Tensor {
  const own = scope.child("classifier");
  const layers = classifier!.layers;
  const seen = layers ? applyLayers(withInit(layers, init), x, own, "classifier") : features();
  const [batch, ...rest] = seen.shape as [number, ...number[]];
  return head("scores", reshape(seen, [batch, sizeOf(rest)]), { size: classes, init }, own);
}

/** Parts of a bound that is averaged over classes. */
export interface ClassBound {
  /** log p(x|y, z) per item, averaged over classes [batch]. */
  readonly logLikelihood: Tensor;
  /** KL of the latents per group, averaged over classes, and that of the classes from even ones [batch, groups + 1]. */
  readonly kl: Tensor;
  /** Posterior mean, averaged over classes [batch, latent]. */
  readonly mean: Tensor;
  /** log q(y|x) [batch, classes]. */
  readonly logProbabilities: Tensor;
}

/** What `overClasses` is asked about. */
export interface ClassBoundOptions extends Pick<DrawOptions, "key" | "scheduled"> {
  /** What the model sees [batch, ...event]. */
  readonly input: Tensor;
  /** What it is scored on [batch, ...event]. */
  readonly target: Tensor;
  readonly scope: Scope;
  readonly key: Key;
  /** Known classes as one-hot rows [batch, classes], zeros where the class is not known; default none is known. */
  readonly labels?: Tensor | undefined;
}

/**
 * The bound of items over all classes at once, each class a copy of the batch. With pi = the known class, or else q(y|x):
 * sum_y pi_y (log p(x|y, z_y) - KL(q(z|x, y) || p(z))) - KL(pi || even classes), which is -L(x, y) of equation 6 of the paper for a
 * known class and -U(x) of equation 7 for the others.
 */
export function overClasses(model: ClassifyingModel, options: ClassBoundOptions): ClassBound {
  const { input, target, scope, key, labels, scheduled } = options;
  const classes = model.conditionWidth;
  const batch = input.shape[0]!;
  const condition = everyClass(classes, batch);
  const logProbabilities = logSoftmax(model.classify(input, scope));
  const encoded = model.encodeStem(tiled(model.stem(input, scope), classes), scope, condition);
  const tiledTarget = tiled(target, classes);
  const draw = { scope, key, kl: model.klKind, condition, target: tiledTarget, ...(scheduled && { scheduled }) };
  const { z, cost, decoderInput } = model.draw(encoded, draw);
  const logLikelihood = model.decode(z, scope, condition, decoderInput).logLikelihood(tiledTarget);
  const probabilities = exp(logProbabilities);
  const unknown = labels && sub(1, sum(labels, { axes: 1, keepDims: true }));
  const shares = labels ? add(labels, mul(unknown!, probabilities)) : probabilities;
  const negEntropy = sum(mul(probabilities, logProbabilities), { axes: 1, keepDims: true });
  const classKl = add(unknown ? mul(unknown, negEntropy) : negEntropy, Math.log(classes));
  const averaged = (values: Tensor): Tensor => {
    const width = sizeOf(values.shape) / (classes * batch);
    const weights = reshape(transpose(shares, [1, 0]), [classes, batch, 1]);
    return sum(mul(reshape(values, [classes, batch, width]), weights), { axes: 0 });
  };
  return {
    logLikelihood: reshape(averaged(logLikelihood), [batch]),
    kl: concat([averaged(cost!.kl), classKl], 1),
    mean: averaged(encoded.mean),
    logProbabilities,
  };
}

/**
 * The loss of a batch of labelled and other items, which estimates J^alpha / N of the paper (equation 9): both kinds count as often
 * as they occur among the training items, however many of a batch they are; the cross-entropy is the mean over labelled ones.
 */
export function semiSupervised(model: ClassifyingModel, inputs: TrainingInputs, scope: Scope): Objective {
  const { classifier, objective } = model.config;
  const { input, target, weights, condition, scheduled, items } = inputs;
  const labels = condition!;
  const key = scope.key("posterior").fold("classes");
  const bound = overClasses(model, { input, target, scope, key, labels, scheduled });
  const known = sum(labels, { axes: 1 });
  const [labelled, others] = [mul(weights, known), mul(weights, sub(1, known))];
  const normalised = (part: Tensor) => div(part, maximum(sum(part), 1e-12));
  const share = labelledShare(classifier!, items);
  const perItem = share === 1 ? weights : add(mul(normalised(labelled), share), mul(normalised(others), 1 - share));
  const { beta, capacity } = scheduled;
  const { logLikelihood, kl } = bound;
  if (objective.kind !== "elbo") throw internalError("a classifier needs an ELBO");
  const plain = elbo({ logLikelihood, kl, weights: perItem, beta: beta!, capacity }, objective);
  const crossEntropy = neg(sum(mul(labels, bound.logProbabilities), { axes: 1 }));
  const classification = weightedMean(crossEntropy, normalised(labelled));
  const { weight = 0.1 } = classifier!;
  return { loss: add(plain.loss, mul(classification, weight)), terms: { ...plain.terms, classification } };
}

// Labelled items among all; of an unknown number, as many as a batch holds.
function labelledShare({ labelled, fraction, share = 0.1 }: ClassifierSpec, items: number | undefined): number {
  if (labelled === undefined) return fraction ?? 1;
  return items === undefined ? share : Math.min(1, labelled / items);
}

// One-hot rows of every class for every item of a batch [classes * batch, classes], the class varying slowest.
function everyClass(classes: number, batch: number): Tensor {
  const rows = new Float32Array(classes * batch * classes);
  for (let i = 0; i < classes * batch; i++) rows[i * classes + Math.floor(i / batch)] = 1;
  return constant(float32(rows, [classes * batch, classes]));
}
