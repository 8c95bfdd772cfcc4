// What every prior provides: densities and draws of latent vectors.

import type { Distribution } from "../../distributions/index.ts";
import type { Scope, Tensor } from "../../graph/index.ts";
import type { ItemShape } from "../item.ts";
import type { Encoded, PriorDrawOptions } from "../latents/latents.ts";
import type { Posterior } from "../posteriors/posterior.ts";

/** What a prior may ask of its model. */
export interface PriorContext {
  /** Width of the latent. */
  readonly size: number;
  readonly item: ItemShape;
  /** The model's encoder, for pseudo-items [n, ...item.shape]. */
  readonly encode: (items: Tensor, scope: Scope) => Encoded;
  readonly posterior: Posterior;
}

/** A distribution of latent vectors. */
export interface Prior {
  /** log p(z) in nats [n, size] where the dimensions are independent, otherwise [n, 1]. */
  logDensity(z: Tensor, options: Omit<PriorDrawOptions, "key">): Tensor;
  /** Latents [count, size]. */
  draw(count: number, options: PriorDrawOptions): Tensor;
  /** The distribution of latents of a shape, where closed forms of the KL are known. */
  distribution?(shape: readonly number[], options: Omit<PriorDrawOptions, "key">): Distribution;
  /** True for N(0, I). */
  readonly standardNormal?: boolean;
  /** Whether draws can be narrowed or widened by a temperature: a factor on the normal noise that `draw` reads. */
  readonly tempered?: boolean;
}
