// What the layers of an architecture give and hold, found by tracing them without running anything.

import { type Shape, sizeOf } from "../array/index.ts";
import { input, Scope, type Tensor } from "../graph/index.ts";
import { applyLayer, type Layer, type LayerKind } from "./layer.ts";

/** One line of an architecture's description. */
export interface LayerDescription {
  readonly kind: LayerKind;
  /** Shape of one item of the output, without the batch axis. */
  readonly outputShape: Shape;
  /** Number of trained values. */
  readonly parameters: number;
}

/**
 * Output shape and parameter count of each layer on items of `inputShape` (without the batch axis).
 * @param label what errors call the list, for example `encoder`
 * @throws ConfigError naming the layer that does not fit
 */
export function describeLayers(layers: readonly Layer[], inputShape: Shape, label = ""): LayerDescription[] {
  const scope = new Scope({ training: false });
  let x: Tensor = input("x", [1, ...inputShape], takesClasses(layers) ? "int64" : "float32");
  let before = 0;
  return layers.map((layer, index) => {
    x = applyLayer(layer, index, x, scope, label);
    const total = countTrained(scope);
    const parameters = total - before;
    before = total;
    return { kind: layer.kind, outputShape: x.shape.slice(1), parameters };
  });
}

/** Shape of one item after the last layer. @throws ConfigError naming the layer that does not fit */
export function outputShapeOf(layers: readonly Layer[], inputShape: Shape, label = ""): Shape {
  return describeLayers(layers, inputShape, label).at(-1)?.outputShape ?? inputShape;
}

/** Number of trained values of all layers. @throws ConfigError naming the layer that does not fit */
export function countParameters(layers: readonly Layer[], inputShape: Shape, label = ""): number {
  return describeLayers(layers, inputShape, label).reduce((total, { parameters }) => total + parameters, 0);
}

function countTrained(scope: Scope): number {
  return scope.variables().reduce((total, { trained, tensor }) => total + (trained ? sizeOf(tensor.shape) : 0), 0);
}

// Whether the list starts from int64 classes.
function takesClasses(layers: readonly Layer[]): boolean {
  const first = layers.find(({ kind }) => kind !== "flatten" && kind !== "reshape");
  return first?.kind === "embedding";
}
