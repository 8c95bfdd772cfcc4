// What every penalty is: something added to the loss of a batch beside the bound or the error.

import type { Key, Scope, Tensor } from "../../graph/index.ts";
import type { LossOwner } from "../../objectives/index.ts";
import type { ItemShape } from "../item.ts";
import type { Draw, Encoded } from "../latents/latents.ts";

/** What a penalty may read of a batch and its model. */
export interface PenaltyContext {
  readonly item: ItemShape;
  /** True for a vae. */
  readonly variational: boolean;
  readonly scope: Scope;
  /** Stream of a penalty's own noise. */
  readonly key: Key;
  readonly encoded: Encoded;
  /** Latents of the batch, one draw per item: `z` [batch, latent]. */
  readonly draw: Draw;
  /** What the items are scored on [batch, ...event]. */
  readonly target: Tensor;
  /** Weight of each item [batch]; they sum to one. */
  readonly weights: Tensor;
  /** Items in the training set. */
  readonly items: number;
  /** Numbers of the schedule, as scalars. */
  readonly scheduled: Readonly<Record<string, Tensor>>;
  /** Expected item [n, ...event] and raw output of the decoder for latents [n, latent]. */
  readonly decode: (z: Tensor) => { readonly mean: Tensor; readonly output: Tensor };
  /** Latents drawn from the prior, or from N(0, I) where the model has none [count, latent]. */
  readonly drawPrior: (count: number, key: Key) => Tensor;
}

/** What a penalty makes of a batch. */
export interface Penalty {
  /** Added to the loss, its weight included; a scalar. */
  readonly loss: Tensor;
  /** Values for the log. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** What only the parameters whose names begin with one of `prefixes` minimise, beside the whole loss. */
  readonly beside?: readonly LossOwner[];
  /** Losses of networks of its own, such as an opponent's, declared under `scope.child("opponent")`. */
  readonly owners?: readonly LossOwner[];
}
