// The registry of presets.

import { ConfigError, didYouMean } from "../../errors.ts";
import { ciwae, dreg, iwae, miwae, piwae, renyi } from "./bounds.ts";
import { cyclical, deltaVae, freeBits, laggingVae, skipVae } from "./collapse.ts";
import { conditionalPrior, conditionalVae, semiSupervised } from "./conditional.ts";
import { conv, convAutoencoder, convLarge, convPool } from "./conv.ts";
import { dense2d, mnist, mnistSplit, vector } from "./dense.ts";
import { fsqVae, residualVqVae, vqVae } from "./discrete.ts";
import { annealedVae, betaTcVae, betaVae, dipVae1, dipVae2, factorVae } from "./disentangle.ts";
import { ladder, twoLayer, veryDeep } from "./hierarchies.ts";
import { infoVae, wae } from "./matching.ts";
import {
  bernoulliVae,
  categoricalVae,
  flowPrior,
  fullCovariance,
  hamiltonianVae,
  householderVae,
  iafVae,
  laplaceVae,
  mixturePrior,
  planarVae,
  poincareVae,
  radialVae,
  sparseVae,
  sVae,
  vampPrior,
} from "./posteriors.ts";
import type { Preset } from "./preset.ts";
import { aae, msSsimVae, raeGp, raeL2, sigmaVae, vaeGan } from "./regularised.ts";
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
  vqVae,
  residualVqVae,
  fsqVae,
  betaVae,
  annealedVae,
  betaTcVae,
  factorVae,
  dipVae1,
  dipVae2,
  infoVae,
  wae,
  aae,
  raeL2,
  raeGp,
  vaeGan,
  msSsimVae,
  sigmaVae,
  freeBits,
  deltaVae,
  laggingVae,
  skipVae,
  cyclical,
  iwae,
  dreg,
  miwae,
  piwae,
  ciwae,
  renyi,
  fullCovariance,
  planarVae,
  radialVae,
  iafVae,
  householderVae,
  hamiltonianVae,
  sVae,
  poincareVae,
  bernoulliVae,
  categoricalVae,
  sparseVae,
  laplaceVae,
  mixturePrior,
  vampPrior,
  flowPrior,
  twoLayer,
  ladder,
  veryDeep,
  conditionalVae,
  conditionalPrior,
  semiSupervised,
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
