// First values of weights that a model sets for all its layers.

import type { Initialiser, Layer } from "../nn/index.ts";

/** The layers with `init` for the weights of those that name none. */
export function withInit(layers: readonly Layer[], init: Initialiser | undefined): readonly Layer[] {
  if (init === undefined) return layers;
  return layers.map((layer) => {
    if (layer.kind === "residual") return { ...layer, layers: [...withInit(layer.layers, init)] };
    const weighted = layer.kind === "dense" || layer.kind === "conv" || layer.kind === "convTranspose";
    return weighted && layer.init === undefined ? { ...layer, init } : layer;
  });
}
