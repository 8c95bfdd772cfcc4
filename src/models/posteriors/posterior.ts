// What every posterior provides: heads on the encoder's features, and draws with their log density.

import type { Distribution } from "../../distributions/index.ts";
import type { Scope, Tensor } from "../../graph/index.ts";
import type { DrawOptions, Encoded } from "../latents/latents.ts";

/**
 * Where latents live, which decides what prior is the standard one: vectors of numbers, unit vectors, the Poincare ball of
 * curvature -c, zeros and ones, groups of one-hot vectors, vectors that are exactly zero in all but a share `active` of places.
 */
export type LatentSpace =
  | { readonly kind: "real" }
  | { readonly kind: "sphere" }
  | { readonly kind: "ball"; readonly c: number }
  | { readonly kind: "binary" }
  | { readonly kind: "one-hot"; readonly classes: number }
  | { readonly kind: "sparse"; readonly active: number };

/** Draws of a posterior. */
export interface PosteriorDraw {
  /** [samples * batch, size], the draw varying slowest. */
  readonly z: Tensor;
  /** log q(z|x) in nats [samples * batch, size] where the dimensions are independent, otherwise [samples * batch, 1]. */
  readonly logDensity: Tensor;
}

/** A family of posteriors over vectors of one size. */
export interface Posterior {
  readonly space: LatentSpace;
  /** Its parameters, from linear heads on features [batch, width]. */
  heads(features: Tensor, scope: Scope): Encoded;
  draw(encoded: Encoded, options: DrawOptions): PosteriorDraw;
  /** log q(z|x) of any latents [samples * batch, size], shaped as a draw's; absent where only a draw's own is known. */
  logDensity?(encoded: Encoded, z: Tensor, scope: Scope): Tensor;
  /** The distribution [batch, size], where closed forms of the KL are known. */
  distribution?(encoded: Encoded): Distribution;
  /** Width of what the decoder's layers read; default the size. */
  readonly decoderWidth?: number;
  /** What the decoder's layers read of latents [n, size]; default the latents. */
  decoderInput?(z: Tensor, scope: Scope): Tensor;
}
