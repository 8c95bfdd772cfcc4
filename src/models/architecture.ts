// The decoder's layers: as given, or the encoder undone.

import { sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { describeLayers, type Layer, mirrorLayers } from "../nn/index.ts";
import type { ItemShape, ModelConfig } from "./config.ts";

const ACTIVATIONS = new Set(["relu", "leakyRelu", "elu", "selu", "gelu", "silu", "softplus", "tanh", "sigmoid", "mish", "softsign", "hardSwish"]);

/** Layers from a latent [latent] to `outputs` values per element of the item. @throws ConfigError when they do not fit */
export function decoderLayers({ encoder, decoder, latent }: ModelConfig, item: ItemShape, outputs: number): readonly Layer[] {
  const target = [item.shape[0]! * outputs, ...item.shape.slice(1)];
  const layers = decoder === "mirror" ? mirrored(encoder, item, target) : decoder;
  const got = describeLayers(layers, [latent], "decoder").at(-1)!.outputShape;
  if (sizeOf(got) !== sizeOf(target)) {
    throw new ConfigError(
      `decoder: must end in [${target.join(", ")}], the item's shape${outputs > 1 ? ` with ${outputs} outputs per element` : ""}, got [${got.join(", ")}]`,
    );
  }
  return got.join() === target.join() ? layers : [...layers, { kind: "reshape", shape: target }];
}

function mirrored(encoder: readonly Layer[], item: ItemShape, target: readonly number[]): readonly Layer[] {
  const features = describeLayers(encoder, item.shape, "encoder").at(-1)!.outputShape;
  const last = encoder.at(-1)!;
  const width = sizeOf(features);
  const bridge: Layer[] = [{ kind: "dense", units: width }];
  const activation = encoder.findLast((layer) => ACTIVATIONS.has(layer.kind));
  if (activation !== undefined) bridge.push(activation);
  if (features.length > 1 && last.kind !== "flatten") bridge.push({ kind: "reshape", shape: [...features] });
  return [...bridge, ...mirrorLayers(encoder, item.shape, { outputs: target })];
}
