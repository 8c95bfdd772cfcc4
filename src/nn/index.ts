export { fansOf, type Initialiser, initialiser, initialiserSchema } from "./initialisers.ts";
export { applyLayer, applyLayers, type Layer, type LayerKind, type LayerOf, layerKinds, layerSchema } from "./layer.ts";
export { type MirrorOptions, mirrorLayers } from "./mirror.ts";
export { parseLayers } from "./parse.ts";
export { countParameters, describeLayers, type LayerDescription, outputShapeOf } from "./shapes.ts";
