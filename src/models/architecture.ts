// The decoder's layers: as given, or the encoder undone.

import { sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { describeLayers, type Layer, mirrorLayers, outputShapeOf } from "../nn/index.ts";
import type { ModelConfig } from "./config.ts";
import type { ItemShape } from "./item.ts";

/**
 * Layers from what the decoder reads, of shape `input`, to `outputs` values per element of the item; a mirror reads maps as the
 * encoder gives them. @throws ConfigError when they do not fit
 */
export function decoderLayers(
  { encoder, decoder, latent }: ModelConfig,
  item: ItemShape,
  outputs: number,
  input: readonly number[] = [latent],
): readonly Layer[] {
  const target = [item.shape[0]! * outputs, ...item.shape.slice(1)];
  const head = input.length === 1;
  const mirror = () => [
    ...(head ? [] : fittedChannels(input, outputShapeOf(encoder, item.shape, "encoder"))),
    ...mirrorLayers(encoder, item.shape, { outputs: target, head }),
  ];
  const layers = decoder === "mirror" ? mirror() : decoder;
  const got = describeLayers(layers, input, "decoder").at(-1)!.outputShape;
  if (sizeOf(got) !== sizeOf(target)) {
    throw new ConfigError(
      `decoder: must end in [${target.join(", ")}], the item's shape${outputs > 1 ? ` with ${outputs} outputs per element` : ""}, got [${got.join(", ")}]`,
    );
  }
  return got.join() === target.join() ? layers : [...layers, { kind: "reshape", shape: target }];
}

// From a map of other channels than the encoder gives.
function fittedChannels(input: readonly number[], features: readonly number[]): Layer[] {
  return input[0] === features[0] ? [] : [{ kind: "conv", filters: features[0]!, kernel: 1 }];
}

/** A table's decoder up to its heads: the layers given, or the hidden layers of an encoder on `features` in reverse. */
export function hiddenMirror({ encoder, decoder, latent }: ModelConfig, features: number): readonly Layer[] {
  const layers = decoder === "mirror" ? mirrorLayers(encoder, [features]).slice(0, -1) : decoder;
  const got = describeLayers(layers, [latent], "decoder").at(-1)!.outputShape;
  if (got.length !== 1) {
    throw new ConfigError(`decoder: a table's must end in [features], got [${got.join(", ")}]; add a flatten`);
  }
  return layers;
}
