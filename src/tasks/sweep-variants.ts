// Settings of a sweep that have names: each a part of a config, laid over what all runs have in common.

import { z } from "zod";
import { ConfigError, didYouMean } from "../errors.ts";
import type { Json } from "../models/index.ts";

/** What a run's values call the name of its variant. */
export const VARIANT = "variant";

/** The parts of a config that a sweep may set. */
export const ROOTS = ["preset", "encoding", "sampler", "model", "train"];

/** Schema of variants by name; each may be empty. */
export const variantsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What a variant asks for. */
export interface Variant {
  readonly preset?: string;
  /** Its fields, as `path=value`. */
  readonly set: readonly string[];
}

// A variant's name is its folder's.
const NAME = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,39}$/;

/** Checks variants. @throws ConfigError naming the variant and the remedy */
export function parseVariants(variants: z.infer<typeof variantsSchema>): Readonly<Record<string, Variant>> {
  const names = Object.keys(variants);
  if (names.length === 0) {
    throw new ConfigError('sweep: variants: must name at least one, got none; give for example {"plain": {}}');
  }
  return Object.fromEntries(names.map((name) => [name, parseVariant(name, variants[name]!, names)]));
}

function parseVariant(name: string, tree: Readonly<Record<string, unknown>>, names: readonly string[]): Variant {
  const where = `sweep: variants.${name}`;
  if (!NAME.test(name)) {
    throw new ConfigError(`${where}: must be letters, digits, ".", "+" and "-", at most 40, as it names a folder`);
  }
  const twin = names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
  if (twin !== undefined) {
    throw new ConfigError(`${where}: differs from "${twin}" by capitals alone, got both; rename one`);
  }
  const unknown = Object.keys(tree).find((key) => !ROOTS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigError(`${where}.${unknown}: no part of a config${didYouMean(unknown, ROOTS)}`);
  }
  const { preset, ...fields } = tree;
  if (preset !== undefined && typeof preset !== "string") {
    throw new ConfigError(`${where}.preset: must be a preset's name, got ${JSON.stringify(preset)}`);
  }
  return { ...(preset !== undefined && { preset }), set: assignments(fields as { [key: string]: Json }) };
}

/** The fields of a tree as `path=value`. What has a kind is a choice of its own and replaces another one whole. */
export function assignments(tree: { readonly [key: string]: Json }, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const inner = typeof value === "object" && value !== null && !Array.isArray(value) && !("kind" in value);
    return inner ? assignments(value as { readonly [key: string]: Json }, at) : [`${at}=${JSON.stringify(value)}`];
  });
}
