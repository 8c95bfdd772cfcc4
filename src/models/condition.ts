// What a model is conditioned on: labels or factors of the items as one-hot rows (Sohn et al. 2015).

import { z } from "zod";
import { sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { add, concat, reshape, type Scope, type Tensor } from "../graph/index.ts";
import { applyLayer, type Initialiser, type Layer } from "../nn/index.ts";

/** Schema of a condition. */
export const conditionSchema = z.strictObject({
  /** `label`, or names of factors of the data; several stand side by side. */
  of: z.array(z.string().min(1)).min(1),
  /** The values that each takes; filled in from the training data. */
  attributes: z
    .array(z.strictObject({ name: z.string(), levels: z.array(z.string()).min(1) }))
    .min(1)
    .optional(),
  /**
   * How often combinations of values occur in the training data, rows [...levels, count], at most the 1000 most frequent; samples
   * without a condition are drawn from them. Filled in from the data; absent in private training, where all values count alike.
   */
  frequencies: z.array(z.array(z.int().min(0))).optional(),
});

/** What a model is conditioned on. */
export type ConditionSpec = z.infer<typeof conditionSchema>;

/** Width of the one-hot rows; 0 without a condition. @throws ConfigError for a condition whose values are not known */
export function widthOf(condition: ConditionSpec | undefined): number {
  if (condition === undefined) return 0;
  const { of, attributes } = condition;
  if (attributes === undefined || attributes.map(({ name }) => name).join() !== of.join()) {
    throw new ConfigError(
      `model.condition.attributes: must list the values of ${of.join(", ")}, got ${JSON.stringify(attributes?.map(({ name }) => name) ?? null)}; resolveConfig fills them in from the data`,
    );
  }
  return attributes.reduce((width, { levels }) => width + levels.length, 0);
}

/** Features [batch, ...], flattened, beside what they are conditioned on [batch, width]; unchanged without a condition. */
export function conditioned(features: Tensor, condition: Tensor | undefined): Tensor {
  if (condition === undefined) return features;
  const [batch, ...rest] = features.shape as [number, ...number[]];
  return concat([reshape(features, [batch, sizeOf(rest)]), condition], 1);
}

/** Number of an encoder's layers up to the first one with weights for every unit or filter: a condition is added to its output. */
export function layersBeforeCondition(encoder: readonly Layer[]): number {
  return 1 + encoder.findIndex(({ kind }) => kind === "dense" || kind === "conv");
}

/** Output of a layer [batch, units, ...] plus a weighted sum of the condition [batch, width]: what the layer would say had it read both. */
export function withCondition(
  output: Tensor,
  condition: Tensor,
  { scope, init }: { readonly scope: Scope; readonly init: Initialiser | undefined },
): Tensor {
  const [batch, units, ...rest] = output.shape as [number, number, ...number[]];
  const dense: Layer = { kind: "dense", units, bias: false, ...(init !== undefined && { init }) };
  const own = applyLayer(dense, 0, condition, scope.child("condition"), "encoder condition");
  return add(output, reshape(own, [batch, units, ...rest.map(() => 1)]));
}
