// Skip connections from the latents into the decoder (Dieng et al. 2019, Skip-VAE): every dense layer reads z again, so that
// no layer can forget it.

import { ConfigError } from "../errors.ts";
import { concat, type Scope, type Tensor } from "../graph/index.ts";
import { applyLayer, type Layer } from "../nn/index.ts";

// What the first layer has already read, later dense ones are given.
const reads = (layers: readonly Layer[], index: number) =>
  layers[index]!.kind === "dense" && layers.slice(0, index).some(({ kind }) => kind === "dense");

/** @throws ConfigError for a decoder without a dense layer after its first one */
export function checkSkip(decoder: readonly Layer[]): void {
  if (decoder.some((_, index) => reads(decoder, index))) return;
  throw new ConfigError(
    `model.skip: the decoder needs two dense layers or more, got ${decoder.map(({ kind }) => kind).join(", ")}; leave it out`,
  );
}

/** The decoder's output for latents z [batch, width], which each dense layer after the first gets beside its input. */
export function applySkipping(decoder: readonly Layer[], z: Tensor, scope: Scope): Tensor {
  return decoder.reduce((x, layer, index) => {
    const input = reads(decoder, index) ? concat([x, z], 1) : x;
    return applyLayer(layer, index, input, scope, "decoder");
  }, z);
}
