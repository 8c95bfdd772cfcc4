// Mirrors an encoder: the layer list that leads from its output back to the shape of its input, for any sizes.

import { type Shape, sameShape, sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { type Layer, type LayerKind, type LayerOf, layerPlace } from "./layer.ts";
import { mirrorRules, type Place, targetBefore } from "./mirror-rules.ts";
import { describeLayers, outputShapeOf } from "./shapes.ts";

// Kinds whose mirror has weights.
const WEIGHTED: readonly LayerKind[] = ["dense", "conv", "convTranspose"];

/** How the mirror begins and ends. */
export interface MirrorOptions {
  /** Shape of one item that the decoder gives; the encoder's spatial sizes, any channels or units; default its input's. */
  readonly outputs?: Shape;
  /**
   * Begins with the dense layer (and reshape) that leads from a flat code to the encoder's output shape, the mirror of
   * the layer that a posterior puts on the encoder; default true. Without it the caller supplies that layer.
   */
  readonly head?: boolean;
}

// A layer that changes shape, and the norms, activations and dropout that follow it.
interface Block {
  readonly layer: Layer;
  readonly index: number;
  readonly before: Shape;
  readonly after: Shape;
  readonly tail: Layer[];
}

interface Stack {
  /** What comes before the first block. */
  readonly prelude: readonly Layer[];
  readonly blocks: readonly Block[];
}

/**
 * The decoder that undoes an encoder on items of `inputShape` (without the batch axis): its layers reversed, each
 * giving back exactly the size that came in, with norms and activations in the mirrored places and none after the last.
 * @throws ConfigError for layers without a mirror (embedding), and for `outputs` that it cannot reach
 */
export function mirrorLayers(encoder: readonly Layer[], inputShape: Shape, options: MirrorOptions = {}): Layer[] {
  const { outputs = inputShape, head = true } = options;
  const stack = split(encoder, inputShape, "encoder");
  const targets = targetsOf(stack, inputShape, outputs);
  const last = stack.blocks.at(-1);
  const decoder = [
    ...(head ? headLayers(stack, targets.at(-1)!) : []),
    ...(encoder.some(isWeighted) ? last!.tail : []),
    ...reversed(stack, targets, true),
  ];
  const code = head ? [1] : (last?.after ?? inputShape);
  const given = outputShapeOf(decoder, code, "mirrored decoder");
  if (!sameShape(given, outputs)) {
    throw new ConfigError(
      `mirror: outputs must be reachable, got [${outputs.join(", ")}] where the encoder's input [${inputShape.join(", ")}] mirrors to [${given.join(", ")}]; write the decoder's layers`,
    );
  }
  return decoder;
}

function split(layers: readonly Layer[], inputShape: Shape, label: string): Stack {
  const prelude: Layer[] = [];
  const blocks: Block[] = [];
  let tail = prelude;
  let before = inputShape;
  describeLayers(layers, inputShape, label).forEach(({ outputShape: after }, index) => {
    const layer = layers[index]!;
    if (stays(layer)) tail.push(layer);
    else {
      tail = [];
      blocks.push({ layer, index, before, after, tail });
    }
    before = after;
  });
  return { prelude, blocks };
}

// Whether a layer keeps the shape and follows the one before it: norms, activations, dropout, residuals of such.
function stays(layer: Layer): boolean {
  return layer.kind === "residual" ? layer.layers.every(stays) : mirrorRules[layer.kind] === "stays";
}

// The shape that the mirrored decoder has at each place: before block 0, 1, ... and after the last one.
function targetsOf({ blocks }: Stack, inputShape: Shape, outputs: Shape): Shape[] {
  if (outputs.length !== inputShape.length || outputs.slice(1).some((n, i) => n !== inputShape[i + 1])) {
    throw new ConfigError(
      `mirror: outputs may differ from the encoder's input [${inputShape.join(", ")}] in the first size only, got [${outputs.join(", ")}]`,
    );
  }
  const targets: Shape[] = [outputs];
  for (const { layer, before, after } of blocks) {
    const target = targets.at(-1)!;
    targets.push(sameShape(target, before) ? after : targetBefore(layer, { before, after, target }));
  }
  return targets;
}

function headLayers({ blocks }: Stack, shape: Shape): Layer[] {
  const units: Layer = { kind: "dense", units: sizeOf(shape), ...biasOf(blocks) };
  return shape.length === 1 ? [units] : [units, { kind: "reshape", shape }];
}

// Mirrored blocks from the last to the first, each followed by the tail of the block whose place it takes. Where the
// list `ends` a decoder, nothing follows the last layer with weights but changes of shape.
function reversed({ blocks }: Stack, targets: readonly Shape[], ends: boolean): Layer[] {
  const last = ends ? blocks.findIndex(({ layer }) => isWeighted(layer)) : -1;
  return blocks
    .map(({ layer, index, before, after }, i) => {
      const below = blocks.slice(0, i);
      const bias = biasOf(ends || below.some(({ layer }) => isWeighted(layer)) ? below : blocks);
      const place = { before, after, target: targets[i]!, final: i === last, bias };
      return [...mirrorOne(layer, place, index), ...(i > last ? (blocks[i - 1]?.tail ?? []) : [])];
    })
    .reverse()
    .flat();
}

function isWeighted(layer: Layer): boolean {
  return layer.kind === "residual" ? layer.layers.some(isWeighted) : WEIGHTED.includes(layer.kind);
}

// A bias belongs to its place as norms do: absent where the encoder's last layer there goes without.
function biasOf(blocks: readonly Block[]): { bias?: false } {
  const layer = blocks.findLast(({ layer }) => isWeighted(layer))?.layer;
  return layer !== undefined && "bias" in layer && layer.bias === false ? { bias: false } : {};
}

function mirrorOne(layer: Layer, place: Place, index: number): Layer[] {
  try {
    if (layer.kind === "residual") return mirrorResidual(layer, place);
    return (mirrorRules[layer.kind] as (layer: Layer, place: Place) => Layer[])(layer, place);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`mirror of ${layerPlace("encoder", index, layer.kind)}: ${error.message}`, { cause: error });
  }
}

// What a residual begins and ends with keeps its side, so a pre-activation block stays one.
function mirrorResidual(layer: LayerOf<"residual">, { before, target, final }: Place): Layer[] {
  const stack = split(layer.layers, before, "residual");
  const targets = targetsOf(stack, before, target);
  const tail = final ? [] : (stack.blocks.at(-1)?.tail ?? []);
  const layers = [...stack.prelude, ...reversed(stack, targets, final), ...tail];
  return layers.length === 0 ? [] : [{ kind: "residual", layers }];
}
