// How the codes of an item lie: on the grid of the encoder's feature map, or in a row where it ends in a vector.

import { sizeOf } from "../../array/index.ts";
import { outputShapeOf } from "../../nn/index.ts";
import type { ModelConfig } from "../config.ts";
import type { ItemShape } from "../item.ts";

/** The grid of a model's codes. */
export interface CodeGrid {
  /** Positions along each axis: [height, width], [length], or [codes] for an encoder that ends in a vector. */
  readonly space: readonly number[];
  /** Whether the encoder gives a feature map, [channels, ...space]. */
  readonly spatial: boolean;
  /** What the decoder's layers take: [latent, ...space], or [codes latent]. */
  readonly latents: readonly number[];
}

/** The grid of a model with a quantiser. @throws ConfigError when the encoder's layers do not fit the item */
export function codeGrid({ encoder, latent, quantiser }: ModelConfig, item: ItemShape): CodeGrid {
  const features = outputShapeOf(encoder, item.shape, "encoder");
  const spatial = features.length > 1;
  const space = spatial ? features.slice(1) : [quantiser?.codes ?? 1];
  return { space, spatial, latents: spatial ? [latent, ...space] : [latent * sizeOf(space)] };
}
