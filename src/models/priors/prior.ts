// What every prior provides: densities and draws of latent vectors.

import type { Distribution } from "../../distributions/index.ts";
import type { Scope, Tensor } from "../../graph/index.ts";
import type { Encoded, PriorDrawOptions } from "../latents/latents.ts";

/** What a prior may ask of its model. */
export interface PriorContext {
  /** Width of the latent. */
  readonly size: number;
  /** Shape of an item. */
  readonly item: readonly number[];
  /** The model's encoder, for pseudo-items [n, ...item]. */
  readonly encode: (items: Tensor, scope: Scope) => Encoded;
}

/** A distribution of latent vectors. */
export interface Prior {
  /** log p(z) in nats [n, size] where the dimensions are independent, otherwise [n, 1]. */
  logDensity(z: Tensor, options: Omit<PriorDrawOptions, "key">): Tensor;
  /** Latents [count, size]. */
  draw(count: number, options: PriorDrawOptions): Tensor;
  /** The distribution of latents of a shape, where closed forms of the KL are known. */
  distribution?(shape: readonly number[]): Distribution;
}
