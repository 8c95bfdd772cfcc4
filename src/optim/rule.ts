// What an optimiser is: a rule over one parameter and its slots, written in graph operations. The same rule is emitted
// into the training graph or compiled to a fused loop. Numbers that change per step are scalars computed on the host.

import type { Tensor } from "../graph/index.ts";

/** Tensors by slot or scalar name. */
export type Named = Readonly<Record<string, Tensor>>;

/** What a rule made of one parameter. */
export interface Updated {
  readonly parameter: Tensor;
  readonly slots: Named;
}

/** An update rule; every operation in it is element-wise, so it applies to a tensor of any shape. */
export interface UpdateRule {
  /** Values kept per parameter element, with what they start as. */
  readonly slots: Readonly<Record<string, number | "parameter">>;
  /** Names of the scalars that `update` reads. */
  readonly scalars: readonly string[];
  /** Values of the scalars at a step (from 1) and learning rate. */
  scalarsAt(step: number, rate: number): Readonly<Record<string, number>>;
  /** New parameter and slots from the parameter, its gradient, its slots and the scalars. */
  update(parameter: Tensor, gradient: Tensor, slots: Named, scalars: Named): Updated;
}
