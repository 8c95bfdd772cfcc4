// What a run feeds: batches of its training items, and what those are conditioned on.

import {
  BatchSource,
  type Conditions,
  conditionsOf,
  type Dataset,
  labelledItems,
  parseCorruption,
} from "../data/index.ts";
import type { ModelConfig } from "../models/index.ts";
import type { TrainConfig } from "./config.ts";

/**
 * The batches of a run. Semi-supervised: the first rows of every batch are labelled items, as many as `classifier.share` says.
 * @throws ConfigError for binarisation, corruption or a classifier that does not fit the data
 */
export function batchSource(
  train: Dataset,
  { batch, seed, binarise, corrupt, hide }: TrainConfig,
  { classifier }: Pick<ModelConfig, "classifier"> = {},
): BatchSource {
  const noise = corrupt === undefined ? {} : { corrupt: parseCorruption(corrupt) };
  const recurring = classifier && {
    items: labelledItems(train, classifier, seed),
    share: classifier.share ?? LABELLED_SHARE,
  };
  return new BatchSource(train, { batchSize: batch, seed, binarise, hide, ...noise, recurring });
}

/** Share of a batch that labelled items take by default. */
const LABELLED_SHARE = 0.1;

/**
 * What the training items of a conditional model are conditioned on; semi-supervised, nothing for items that do not keep their label.
 * @throws DataError where the data does not have it
 */
export function trainingConditions(
  train: Dataset,
  { seed }: TrainConfig,
  { condition, classifier }: Pick<ModelConfig, "condition" | "classifier">,
): Conditions | undefined {
  if (condition?.attributes === undefined) return undefined;
  if (classifier === undefined) return conditionsOf(train, condition.attributes);
  const known = new Uint8Array(train.count);
  for (const item of labelledItems(train, classifier, seed)) known[item] = 1;
  return conditionsOf(train, condition.attributes, known);
}
