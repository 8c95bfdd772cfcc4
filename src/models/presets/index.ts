// The registry of presets.

import { ConfigError, didYouMean } from "../../errors.ts";
import { ciwae, dreg, iwae, miwae, piwae, renyi } from "./bounds.ts";
import { conv, convAutoencoder, convLarge, convPool } from "./conv.ts";
import { dense2d, mnist, mnistSplit, vector } from "./dense.ts";
import type { Preset } from "./preset.ts";
import { series } from "./series.ts";
import { anomaly, imputation, table } from "./table.ts";

export type { Json, Preset } from "./preset.ts";

/** Every preset, in the order of listings. */
export const presets: readonly Preset[] = [
  mnist,
  mnistSplit,
  dense2d,
  conv,
  convLarge,
  convPool,
  convAutoencoder,
  iwae,
  dreg,
  miwae,
  piwae,
  ciwae,
  renyi,
  vector,
  table,
  anomaly,
  imputation,
  series,
];

/** The preset of a name. @throws ConfigError with the nearest known name */
export function findPreset(name: string): Preset {
  const found = presets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const known = presets.map((preset) => preset.name);
  throw new ConfigError(`--preset: unknown preset "${name}"${didYouMean(name, known)}`);
}
