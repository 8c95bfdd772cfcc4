// The worker's part of the latent panel: codes of items in a plane, decoding under the pointer, paths and differences.

import { transfer } from "comlink";
import type { PathKind } from "vaekit/tasks";
import type { Items } from "./api.ts";
import type { DecodeWish } from "./latent-decode.ts";
import type {
  CodeUsage,
  Condition,
  Decoded,
  DecodedGrid,
  DecodedPath,
  GridRequest,
  LatentFacts,
  LatentItem,
  LatentMap,
  MapRequest,
  UmapFrame,
} from "./latent-types.ts";

const maps = () => import("./latent-map.ts");
const decodes = () => import("./latent-decode.ts");
const items = () => import("./latent-items.ts");
const umaps = () => import("./latent-umap.ts");

/** Functions for the page. */
export const latentApi = {
  latentFacts: async (): Promise<LatentFacts> => (await maps()).latentFacts(),
  async latentMap(request: MapRequest, onProgress?: (share: number) => void): Promise<LatentMap | undefined> {
    const map = await (await maps()).mapPart(request, onProgress);
    return map && transfer(map, [map.points.buffer]);
  },
  cancelLatentMap: async (): Promise<void> => (await maps()).cancelMap(),
  latentUmap: async (onFrame: (frame: UmapFrame) => void): Promise<UmapFrame | undefined> =>
    (await umaps()).layOutUmap(onFrame),
  cancelUmap: async (): Promise<void> => (await umaps()).cancelUmap(),
  latentDecode: async (wish: DecodeWish, condition: Condition): Promise<Decoded> =>
    (await decodes()).decodeOne(wish, condition),
  latentPath: async (
    stops: readonly Float32Array[],
    options: { readonly steps: number; readonly kind: PathKind; readonly condition: Condition },
  ): Promise<DecodedPath> => (await decodes()).decodePath(stops, options),
  latentGrid: async (grid: GridRequest, condition: Condition): Promise<DecodedGrid> =>
    (await decodes()).decodeGrid(grid, condition),
  latentItem: async (index: number): Promise<LatentItem> => (await items()).itemAt(index),
  latentItems: async (indices: Uint32Array): Promise<Items> => (await items()).itemsAt(indices),
  latentMean: async (indices: Uint32Array): Promise<Float32Array> => (await items()).meanAt(indices),
  latentDimension: async (d: number): Promise<Float32Array> => (await items()).dimensionAt(d),
  latentScores: async (onProgress?: (share: number) => void): Promise<Float32Array | undefined> =>
    (await items()).scoresOfMap(onProgress),
  codeUsage: async (): Promise<CodeUsage> => (await import("./latent-codes.ts")).usageOfCodes(),
};
