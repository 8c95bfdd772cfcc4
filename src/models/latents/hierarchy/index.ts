// The hierarchies by kind.

import { z } from "zod";
import { type Initialiser, type Layer, outputShapeOf } from "../../../nn/index.ts";
import type { Latents } from "../latents.ts";
import { hierarchicalLatents } from "./hierarchy.ts";
import { ladder, ladderSchema } from "./ladder.ts";
import { topDown, topDownSchema } from "./top-down.ts";
import { twoLayer, twoLayerSchema } from "./two-layer.ts";

/** Schema of a hierarchy: latents in several layers, instead of one vector with a posterior and a prior. */
export const hierarchySchema = z.discriminatedUnion("kind", [twoLayerSchema, ladderSchema, topDownSchema]);

/** A hierarchy's choices. */
export type HierarchySpec = z.infer<typeof hierarchySchema>;

/** What a hierarchy is built into. */
export interface HierarchyOptions {
  /** The model's `latent`: width of the layer next to the data, or channels of the maps. */
  readonly latent: number;
  readonly encoder: readonly Layer[];
  /** Shape of an item. */
  readonly item: readonly number[];
  readonly init?: Initialiser | undefined;
}

/** The latents of a spec. @throws ConfigError when it does not fit the encoder */
export function makeHierarchy(spec: HierarchySpec, { latent, encoder, item, init }: HierarchyOptions): Latents {
  switch (spec.kind) {
    case "two-layer":
      return hierarchicalLatents(twoLayer(spec, latent, init));
    case "ladder":
      return hierarchicalLatents(ladder(spec, init));
    case "top-down": {
      const maps = outputShapeOf(encoder, item, "encoder");
      return hierarchicalLatents(topDown(spec, { latent, maps, init }));
    }
  }
}
