// Measures of pictures and of latents as tables that say what each number is.

import type { LatentProbe, PictureQuality } from "../tasks/index.ts";
import { formatNumber, formatTable } from "./table.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

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
