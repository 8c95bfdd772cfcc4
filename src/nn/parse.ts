// Reads layer lists from unchecked JSON with messages that name the layer, the option and the remedy.

import type { z } from "zod";
import { ConfigError, didYouMean } from "../errors.ts";
import { type Layer, type LayerKind, layerKinds, layerPlace, layerRecords } from "./layer.ts";

/**
 * A checked layer list.
 * @param label what errors call the list, for example `encoder`
 * @throws ConfigError at the first layer or option that is not known or not valid
 */
export function parseLayers(value: unknown, label = ""): Layer[] {
  if (!Array.isArray(value)) {
    throw new ConfigError(`${label || "layers"}: must be a list of layers, got ${show(value)}`);
  }
  return value.map((item: unknown, index) => parseLayer(item, index, label));
}

function parseLayer(item: unknown, index: number, label: string): Layer {
  const kind: unknown = typeof item === "object" && item !== null && "kind" in item ? item.kind : undefined;
  if (typeof kind !== "string") {
    const where = layerPlace(label, index, "?");
    throw new ConfigError(
      `${where}: must be an object with a kind, got ${show(item)}; known: ${layerKinds.join(", ")}`,
    );
  }
  const where = layerPlace(label, index, kind);
  if (!Object.hasOwn(layerRecords, kind)) {
    throw new ConfigError(`${where}: kind must be one that is known, got "${kind}"${didYouMean(kind, layerKinds)}`);
  }
  const { schema } = layerRecords[kind as LayerKind];
  if (kind === "residual" && "layers" in (item as object)) {
    parseLayers((item as { layers: unknown }).layers, `${where}:`);
  }
  const result = schema.safeParse(item);
  if (result.success) return result.data as unknown as Layer;
  throw new ConfigError(`${where}: ${explain(result.error.issues, item, Object.keys(schema.shape))}`);
}

// An unknown option is named first: it is often a known one misspelt, which then is missing as well.
function explain(issues: readonly z.core.$ZodIssue[], item: unknown, options: readonly string[]): string {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) {
    const key = unknown.keys[0]!;
    return `options must be known, got "${key}"${didYouMean(key, options)}`;
  }
  const { path, message } = issues[0]!;
  const got = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], item);
  return `${path.join(".")}: ${got === undefined ? "must be given" : message}, got ${show(got)}`;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
