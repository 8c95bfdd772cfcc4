// disentanglement: how far each known factor of the data has a latent dimension of its own.

import { Generator } from "../array/index.ts";
import { type Dataset, type Factors, subset } from "../data/index.ts";
import { ConfigError, DataError, didYouMean } from "../errors.ts";
import {
  betaVaeScore,
  type DciScores,
  dciScores,
  explicitness,
  factorEntropies,
  factorVaeScore,
  labelCodes,
  modularity,
  mutualInformationGap,
  mutualInformationMatrix,
  sapScore,
} from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { encode } from "./restore.ts";
import type { TrainedModel } from "./run.ts";

/** How to measure. */
export interface DisentanglementOptions {
  /** Key of every draw. Default 0. */
  readonly seed?: number;
  /** Items used at most, drawn with `seed`. Default 10,000. */
  readonly items?: number;
  /** Names of the factors to measure. Default all. */
  readonly factors?: readonly string[] | undefined;
  /** Names of factors that are amounts: SAP takes their squared correlation. Default none, every factor is a class. */
  readonly ordered?: readonly string[] | undefined;
}

/** Scores of a model's codes, 0 to 1, higher is better; what chance gives differs, see the metrics. */
export interface DisentanglementScores {
  /** Accuracy (Higgins et al. 2017); chance is 1 / factors, as for the next. */
  readonly betaVae: number;
  /** Accuracy (Kim & Mnih 2018). */
  readonly factorVae: number;
  /** Mutual information gap (Chen et al. 2018). */
  readonly mig: number;
  /** Separated attribute predictability (Kumar et al. 2018). */
  readonly sap: number;
  /** DCI (Eastwood & Williams 2018), as are the two below. */
  readonly disentanglement: number;
  readonly completeness: number;
  readonly informativeness: number;
  /** Ridgeway & Mozer 2018, as is the one below; an area under ROC curves, of which chance is 0.5. */
  readonly modularity: number;
  readonly explicitness: number;
}

/** A factor and what its own scores are. */
export interface FactorScores {
  readonly name: string;
  /** Number of values. */
  readonly levels: number;
  /** Nats. */
  readonly entropy: number;
  readonly migGap: number;
  readonly sapGap: number;
  /** Accuracy of DCI's trees. */
  readonly informativeness: number;
  readonly explicitness: number;
}

/** Disentanglement of a model on a data set. */
export interface Disentanglement {
  /** Items measured. */
  readonly count: number;
  readonly seed: number;
  readonly scores: DisentanglementScores;
  readonly factors: readonly FactorScores[];
  /** Nats [latent][factors]. */
  readonly mutualInformation: readonly (readonly number[])[];
  /** Importance of each dimension for each factor in DCI's trees [latent][factors]. */
  readonly importances: DciScores["importances"];
  /** What to keep in mind, in plain sentences. */
  readonly notes: readonly string[];
}

const BINS = 20;
// Share of its entropy that a factor may seem to tell by chance before a note says so.
const BIAS = 0.05;

/**
 * Measures the posterior means of items (an autoencoder's codes) against the factors they were made from.
 * @throws DataError when the data has no factors, too few items or does not fit the model; ConfigError for an unknown factor
 */
export async function disentanglement(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { seed = 0, items = 10_000, factors: chosen, ordered = [] }: DisentanglementOptions = {},
): Promise<Disentanglement> {
  const known = factorsOf(data);
  for (const name of [...(chosen ?? []), ...ordered]) {
    if (known.names.includes(name)) continue;
    throw new ConfigError(`factors: must be factors of ${data.name}, got "${name}"${didYouMean(name, known.names)}`);
  }
  const drawn = new Generator(seed, "disentanglement").permutation(data.count).slice(0, items).sort();
  const part = subset(data, drawn);
  const { mean } = await encode(runtime, trained, part);
  const sample = labelCodes(mean, only(chosen, factorsOf(part)));
  const dci = dciScores(sample, { seed });
  const [gap, sap] = [mutualInformationGap(sample, { bins: BINS }), sapScore(sample, { seed, ordered })];
  const read = explicitness(sample, { seed });
  const entropies = factorEntropies(sample);
  const factors = sample.factors.map(({ name, levels }, j) => ({
    name,
    levels: levels.length,
    entropy: entropies[j]!,
    migGap: gap.gaps[j]!,
    sapGap: sap.gaps[j]!,
    informativeness: dci.accuracies[j]!,
    explicitness: read.areas[j]!,
  }));
  return {
    count: sample.count,
    seed,
    scores: {
      betaVae: betaVaeScore(sample, { seed }),
      factorVae: factorVaeScore(sample, { seed }),
      mig: gap.score,
      sap: sap.score,
      disentanglement: dci.disentanglement,
      completeness: dci.completeness,
      informativeness: dci.informativeness,
      modularity: modularity(sample, { bins: BINS }),
      explicitness: read.score,
    },
    factors,
    mutualInformation: mutualInformationMatrix(sample, BINS),
    importances: dci.importances,
    notes: biasNotes(sample.count, factors),
  };
}

function factorsOf({ name, factors }: Dataset): Factors {
  if (factors) return factors;
  throw new DataError(
    `${name}: disentanglement is measured against the known factors of each item, got data without factors; ` +
      "use the built-in set sprites, or in a program a data set with factors",
  );
}

function only(names: readonly string[] | undefined, factors: Factors): Factors {
  if (names === undefined) return factors;
  const places = [...new Set(names)].map((name) => factors.names.indexOf(name));
  const width = factors.names.length;
  const values = new Float32Array((factors.values.length / width) * places.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = factors.values[Math.floor(i / places.length) * width + places[i % places.length]!]!;
  }
  return { names: places.map((place) => factors.names[place]!), values };
}

// Miller 1955: counted mutual information exceeds the true one by about (bins - 1)(levels - 1) / 2n.
function biasNotes(count: number, factors: readonly FactorScores[]): string[] {
  const bias = ({ levels, entropy }: FactorScores) => ((BINS - 1) * (levels - 1)) / (2 * count) / entropy;
  const [most] = [...factors].sort((a, b) => bias(b) - bias(a));
  if (bias(most!) < BIAS) return [];
  const share = Math.round(100 * bias(most!));
  return [
    `${count} items are few for ${most!.levels} values of ${most!.name}: a dimension of pure chance would seem to tell about ${share} % of it. Scores of more items are surer.`,
  ];
}
