// What scored items are conditioned on: the labels or factors that come with them.

import { float32, type HostArray } from "../array/index.ts";
import { type Conditions, conditionsOf, type Dataset } from "../data/index.ts";
import { input, type Tensor } from "../graph/index.ts";
import type { Model } from "../models/index.ts";

/** The input `condition` [batch, width] of a model that is scored on what its items are conditioned on, otherwise undefined. */
export function conditionInput(model: Model, batch: number): Tensor | undefined {
  const { conditionWidth, config } = model;
  return conditionWidth > 0 && !config.classifier ? input("condition", [batch, conditionWidth]) : undefined;
}

/**
 * What the items of a data set are conditioned on; undefined for a model without a condition, and for one with a classifier, which
 * needs none.
 * @throws DataError where the data does not have it
 */
export function scoredConditions({ config }: Model, dataset: Dataset): Conditions | undefined {
  const attributes = config.condition?.attributes;
  return attributes && !config.classifier ? conditionsOf(dataset, attributes) : undefined;
}

/** The feed of `conditionInput`. */
export function conditionFeed(
  conditions: Conditions | undefined,
  indices: Uint32Array,
): Readonly<Record<string, HostArray>> {
  if (conditions === undefined) return {};
  return { condition: float32(conditions.rows(indices), [indices.length, conditions.width]) };
}

/** 1 for each labelled item whose most probable class of q(y|x) [count, classes] is its own, otherwise 0 [labelled items]. */
export function correctOf({ config }: Model, dataset: Dataset, probabilities: Float32Array): Float32Array {
  const { levels, width } = conditionsOf(dataset, config.condition!.attributes!);
  const correct: number[] = [];
  levels.forEach((level, i) => {
    const own = probabilities.subarray(i * width, (i + 1) * width);
    if (level >= 0) correct.push(Number(own.indexOf(Math.max(...own)) === level));
  });
  return Float32Array.from(correct);
}
