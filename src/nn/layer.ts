// Layer lists: architectures as plain JSON, and their meaning as functions of tensors.

import { z } from "zod";
import { ConfigError, didYouMean, ShapeError } from "../errors.ts";
import type { Scope, Tensor } from "../graph/index.ts";
import {
  type EluLayer,
  elu,
  type LeakyReluLayer,
  leakyRelu,
  type PlainActivationLayer,
  plainActivations,
} from "./layers/activations.ts";
import { type BatchNormLayer, batchNorm } from "./layers/batch-norm.ts";
import { type ConvLayer, conv } from "./layers/conv.ts";
import { type ConvTransposeLayer, convTranspose } from "./layers/conv-transpose.ts";
import { type CropLayer, crop } from "./layers/crop.ts";
import { type DenseLayer, dense } from "./layers/dense.ts";
import { type DropoutLayer, dropout } from "./layers/dropout.ts";
import { type EmbeddingLayer, embedding } from "./layers/embedding.ts";
import { type GroupNormLayer, groupNorm } from "./layers/group-norm.ts";
import { type LayerNormLayer, layerNorm } from "./layers/layer-norm.ts";
import { type AveragePoolLayer, averagePool, type MaxPoolLayer, maxPool } from "./layers/pooling.ts";
import type { LayerRecord } from "./layers/record.ts";
import { type FlattenLayer, flatten, type ReshapeLayer, reshape } from "./layers/reshape.ts";
import { type ResidualLayer, residualRecord } from "./layers/residual.ts";
import { type UpsampleLayer, upsample } from "./layers/upsample.ts";

/** One layer of an architecture as plain JSON, told apart by `kind`. */
export type Layer =
  | DenseLayer
  | ConvLayer
  | ConvTransposeLayer
  | MaxPoolLayer
  | AveragePoolLayer
  | UpsampleLayer
  | CropLayer
  | BatchNormLayer
  | LayerNormLayer
  | GroupNormLayer
  | DropoutLayer
  | ResidualLayer<Layer>
  | FlattenLayer
  | ReshapeLayer
  | EmbeddingLayer
  | LeakyReluLayer
  | EluLayer
  | PlainActivationLayer;

/** The name of a kind of layer. */
export type LayerKind = Layer["kind"];

/** The layer of one kind. */
export type LayerOf<K extends LayerKind> = Extract<Layer, { kind: K }>;

/** What each kind of layer means. */
export const layerRecords: { readonly [K in LayerKind]: LayerRecord<LayerOf<K>> } = {
  dense,
  conv,
  convTranspose,
  maxPool,
  averagePool,
  upsample,
  crop,
  batchNorm,
  layerNorm,
  groupNorm,
  dropout,
  residual: residualRecord(
    z.lazy((): z.ZodType<Layer> => layerSchema),
    (layers, x, scope) => applyLayers(layers, x, scope, ""),
  ),
  flatten,
  reshape,
  embedding,
  leakyRelu,
  elu,
  ...plainActivations,
};

/** The kinds of layers. */
export const layerKinds = Object.keys(layerRecords) as readonly LayerKind[];

/** Checks one layer; unknown kinds and options are errors. `parseLayers` gives clearer messages. */
export const layerSchema: z.ZodType<Layer> = z.discriminatedUnion(
  "kind",
  layerKinds.map((kind) => layerRecords[kind].schema) as [z.ZodObject],
) as unknown as z.ZodType<Layer>;

/**
 * The output of `layers` one after the other on x [N, ...]. Layer i declares its parameters under `scope.child(i)`.
 * @param label what errors call the list, for example `encoder`
 * @throws ConfigError naming the layer, the shape it got and what it needs
 */
export function applyLayers(layers: readonly Layer[], x: Tensor, scope: Scope, label = scope.path): Tensor {
  return layers.reduce((input, layer, index) => applyLayer(layer, index, input, scope, label), x);
}

/** The output of layer `index` of a list; see `applyLayers`. */
export function applyLayer<K extends LayerKind>(
  layer: LayerOf<K>,
  index: number,
  x: Tensor,
  scope: Scope,
  label: string,
): Tensor {
  const where = layerPlace(label, index, layer.kind);
  const record = layerRecords[layer.kind as K] as LayerRecord<LayerOf<K>> | undefined;
  if (record === undefined) {
    throw new ConfigError(
      `${where}: kind must be one that is known, got "${layer.kind}"${didYouMean(layer.kind, layerKinds)}`,
    );
  }
  try {
    return record.apply(layer, x, scope.child(index));
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ShapeError) {
      throw new ConfigError(`${where}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** `encoder layer 3 (dense)`: how messages name a layer; the index is the one in parameter names. */
export function layerPlace(label: string, index: number, kind: string): string {
  return `${label}${label === "" ? "" : " "}layer ${index} (${kind})`;
}
