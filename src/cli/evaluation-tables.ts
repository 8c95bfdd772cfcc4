// Measures of pictures and of latents as tables that say what each number is.

import type { AggregateKl } from "../metrics/index.ts";
import type { LatentProbe, LikelihoodCheck, PictureQuality } from "../tasks/index.ts";
import { formatNumber, formatTable } from "./table.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What the KL consists of. */
export function klPartsTable({ mutualInformation, marginalKl, items }: AggregateKl): string {
  const most = Math.log(items);
  const title = `the KL in two parts, over ${items} items`;
  return `${title}\n${formatTable([
    [
      "mutual information",
      formatNumber(mutualInformation),
      `nats; what latents say of items, at most ${formatNumber(most)} here`,
    ],
    ["aggregate KL", formatNumber(marginalKl), "nats; from the latents of all items together to the prior"],
  ])}`;
}

const MOST_GROUPS = 10;

/**
 * Which layers of a hierarchy carry the KL, in their order; of other latents the dimensions that carry most, named as in files of
 * codes. Undefined where the KL has no parts.
 */
export function klGroupsTable(
  kl: readonly number[] | undefined,
  { latent, layers }: { readonly latent: number; readonly layers: readonly string[] | undefined },
): string | undefined {
  if (kl === undefined || kl.length < 2) return undefined;
  const nats = (value: number, what = "") => [formatNumber(value), `nats${what}`];
  if (layers) {
    return `the KL by layer\n${formatTable(kl.map((value, i) => [layers[i]!, ...nats(value)]))}`;
  }
  const noun = kl.length === latent ? "dimension" : "variable";
  const name = kl.length === latent ? "z" : "variable ";
  const order = kl.map((_, i) => i).sort((a, b) => kl[b]! - kl[a]! || a - b);
  const rest = order.slice(MOST_GROUPS);
  const sum = rest.reduce((total, i) => total + kl[i]!, 0);
  const rows = order.slice(0, MOST_GROUPS).map((i) => [`${name}${i}`, ...nats(kl[i]!)]);
  if (rest.length > 0) rows.push([`${rest.length} others`, ...nats(sum, " together")]);
  return `the KL by ${noun}, largest first\n${formatTable(rows)}`;
}

/** Two estimates of the likelihood of the same items. */
export function likelihoodCheckTable(check: LikelihoodCheck): string {
  const { items, annealed, importance, differenceError, accepted, chains, temperatures, samples, seconds } = check;
  const title = `likelihood of ${items} items, estimated twice; ${seconds.toFixed(0)} s`;
  return `${title}\n${formatTable([
    [
      "annealed",
      formatNumber(annealed),
      `nats; ${chains} chains, ${temperatures} temperatures, ${percent(accepted)} accepted`,
    ],
    ["importance", formatNumber(importance), `nats; ${samples} samples from the posterior`],
    ["difference", formatNumber(importance - annealed), `nats, standard error ${formatNumber(differenceError)}`],
  ])}`;
}

/** Distances of samples and reconstructions to real pictures, and shares of samples that look real. */
export function pictureQualityTable(quality: PictureQuality): string {
  const { frechet, precision, recall, density, coverage, counts, features, accuracy, seconds } = quality;
  const shares: [string, number | undefined, string][] = [
    ["precision", precision, "samples that look real"],
    ["recall", recall, "real pictures that samples reach"],
    ["coverage", coverage, "real pictures with a sample near"],
  ];
  const rows = [
    ...(frechet.samples === undefined
      ? []
      : [["Frechet, samples", formatNumber(frechet.samples), "to held-out pictures, lower is better"]]),
    ["Frechet, reconstructions", formatNumber(frechet.reconstructions), ""],
    ["Frechet, floor", formatNumber(frechet.floor), "training pictures: what a perfect model gets"],
    ...shares.flatMap(([name, value, meaning]) => (value === undefined ? [] : [[name, percent(value), meaning]])),
    ...(density === undefined ? [] : [["density", formatNumber(density), "1 where samples lie as real pictures do"]]),
  ];
  const judged = accuracy === undefined ? "" : `, which gets ${percent(accuracy)} of the held-out pictures right`;
  const near = counts.neighbours < counts.pictures ? `, ${counts.neighbours} of them for neighbours` : "";
  const title = `${counts.pictures} pictures in each set${near}; ${features}${judged}; ${seconds.toFixed(0)} s`;
  return `${title}\n${formatTable(rows)}`;
}

/** Shares of held-out items whose label is told from their latents. */
export function latentProbeTable({ linear, crossEntropy, neighbours, guess, classes, counts }: LatentProbe): string {
  const title = `labels from latents: ${classes} classes, learned on ${counts.train} items, tried on ${counts.test}`;
  return `${title}\n${formatTable([
    ["linear probe", percent(linear), `cross-entropy ${formatNumber(crossEntropy)} nats`],
    ["nearest neighbours", percent(neighbours), ""],
    ["without latents", percent(guess), "the most frequent class"],
  ])}`;
}
