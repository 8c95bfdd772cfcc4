// A model laid open: what its layers give and hold, and what else is trained, found by tracing its loss without running
// anything. For sketches and summaries.

import type { Shape } from "../array/index.ts";
import { sizeOf } from "../array/index.ts";
import { input, Scope } from "../graph/index.ts";
import { describeLayers, type Layer, type LayerDescription } from "../nn/index.ts";
import type { LatentLayer } from "./latents/latents.ts";
import type { Model } from "./model.ts";

/** A layer with its options, the shape [channels, ...] of one item that leaves it, and its trained values. */
export interface NetworkLayer extends LayerDescription {
  readonly layer: Layer;
}

/** A model part by part. */
export interface Network {
  /** What the encoder reads of one item; of a table the features of its cells. */
  readonly input: Shape;
  readonly encoder: readonly NetworkLayer[];
  /** Width of z. */
  readonly latent: number;
  /** Of a hierarchy: its layers from the top, which is drawn first, downwards. */
  readonly layers: readonly LatentLayer[];
  /** Of discrete latents: the places of the grid, and the classes of each code of a place. */
  readonly codes: { readonly space: Shape; readonly classes: readonly number[] } | undefined;
  /** What the decoder reads of one item. */
  readonly decoderInput: Shape;
  readonly decoder: readonly NetworkLayer[];
  /** Copies of all of it side by side that share nothing: one for each of `scales`. */
  readonly members: number;
  /** Trained values beside the layers by the first word of their names: posterior, prior, likelihood (a table's columns), ... */
  readonly others: Readonly<Record<string, number>>;
  /** All trained values. */
  readonly parameters: number;
}

/** The parts of a model. @throws ConfigError where its objective does not fit */
export function describeNetwork(model: Model): Network {
  const { config, item, codes, layout, decoderShape, latent, layers = [] } = model;
  const read = layout ? [layout.featureColumns.length] : item.shape;
  const counts = countByPart(model);
  const described = (name: "encoder" | "decoder", list: readonly Layer[], from: Shape): NetworkLayer[] =>
    describeLayers(list, from, name).map((found, i) => ({
      ...found,
      layer: list[i]!,
      parameters: counts.get(`${name}.${i}`) ?? 0,
    }));
  const all = [...counts];
  return {
    input: read,
    encoder: described("encoder", model.encoder, read),
    latent,
    layers,
    codes: codes && { space: codes.space, classes: codes.classes },
    decoderInput: decoderShape,
    decoder: described("decoder", model.decoder, decoderShape),
    members: config.scales?.length ?? 1,
    others: Object.fromEntries(all.filter(([name]) => !name.includes("."))),
    parameters: all.reduce((total, [, count]) => total + count, 0),
  };
}

// Trained values of `encoder.0`, `decoder.3`, ..., `posterior`, `prior`, ...; those of all members together.
function countByPart(model: Model): Map<string, number> {
  const scope = new Scope({ training: true });
  const { item, conditionWidth } = model;
  const x = input("x", [ROWS, ...item.shape]);
  const names = Object.keys(model.scheduled(0));
  model.objective(
    {
      input: x,
      target: x,
      weights: input("weights", [ROWS]),
      condition: conditionWidth > 0 ? input("condition", [ROWS, conditionWidth]) : undefined,
      scheduled: Object.fromEntries(names.map((name) => [name, input(`scheduled.${name}`, [])])),
    },
    scope,
  );
  const counts = new Map<string, number>();
  for (const { name, tensor, trained } of scope.variables()) {
    if (!trained) continue;
    const own = name.replace(/^member\d+\./, "");
    const part = /^(?:encoder|decoder)\.\d+/.exec(own)?.[0] ?? own.split(".").find((word) => word !== "encoder")!;
    counts.set(part, (counts.get(part) ?? 0) + sizeOf(tensor.shape));
  }
  return counts;
}

// Some objectives compare the rows of a batch, and semi-supervised ones need rows of both sorts.
const ROWS = 20;
