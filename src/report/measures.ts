// The numbers of an evaluation: name, unit, definition. Header, table, glossary and model card all read from here.

import type { Evaluation, Overview } from "../tasks/index.ts";
import { type Facts, factsOf } from "./facts.ts";
import { count, formatNumber, percent } from "./numbers.ts";

/** One number of an evaluation. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** One or two sentences. */
  readonly definition: string;
  /** Its value as text; undefined where an evaluation lacks it. */
  readonly text: (evaluation: Evaluation) => string | undefined;
}

const shown = (value: number | undefined) => (value === undefined ? undefined : formatNumber(value));

/** The measures that at least one part of an overview has, most telling first. */
export function measuresOf(overview: Overview): Measure[] {
  const facts = factsOf(overview);
  const all = [
    ...(facts.variational ? boundMeasures(overview, facts) : errorMeasures(overview, facts)),
    ...fidelity(overview, facts),
  ];
  return all.filter(({ text }) => Object.values(overview.evaluations).some((e) => text(e) !== undefined));
}

function boundMeasures({ file }: Overview, { item, element, elements, latent, latentText, beta }: Facts): Measure[] {
  const { objective } = file.config.model;
  const draws = objective.kind === "importance" ? objective.samples * (objective.groups ?? 1) : 1;
  const trained = beta === 1 ? "" : `, whatever beta it was trained with (here ${beta})`;
  return [
    {
      name: "\u2212ELBO",
      unit: `nats per ${item}`,
      definition: `Reconstruction plus KL, the KL counted in full${trained}; an upper bound on the negative log-likelihood. Lower is better.`,
      text: ({ elbo }) => formatNumber(-elbo),
    },
    {
      name: "\u2212Bound",
      unit: `nats per ${item}`,
      definition: `The loss that it was trained on: a bound of ${count(draws, "draw")} of each ${item}, mostly nearer to the negative log-likelihood than \u2212ELBO. Lower is better.`,
      text: ({ bound }) => (bound === undefined ? undefined : formatNumber(-bound)),
    },
    {
      name: "Reconstruction",
      unit: `nats per ${item}`,
      definition: `\u2212log p(x|z) at one seeded posterior sample z per ${item}, summed over its ${count(elements, element)}, averaged over items.`,
      text: ({ reconstruction }) => formatNumber(reconstruction),
    },
    {
      name: "KL",
      unit: `nats per ${item}`,
      definition: `KL(q(z|x) \u2016 p(z)) from posterior to prior, summed over ${latentText}, averaged over items: what the code costs.`,
      text: ({ kl }) => shown(kl),
    },
    {
      name: "Bits/dim",
      unit: `bits per ${element}`,
      definition: `\u2212ELBO in bits, divided by the ${count(elements, element)} of one ${item}.`,
      // Columns of a table are no dimensions of one kind.
      text: ({ bitsPerDim }) => (file.schema.kind === "table" ? undefined : shown(bitsPerDim)),
    },
    {
      name: "NLL",
      unit: `nats per ${item}`,
      definition:
        "Negative log-likelihood by importance sampling (Burda et al. 2016), with the standard error of the mean over items. Lower is better.",
      text: ({ nll, nllStandardError = 0, samples = 0 }) =>
        nll === undefined
          ? undefined
          : `${formatNumber(nll)} \u00b1 ${formatNumber(nllStandardError)} (${count(samples, "sample")})`,
    },
    {
      name: "Active units",
      unit: `of ${formatNumber(latent)}`,
      definition:
        "Latent dimensions whose posterior mean has a variance above 0.01 over the items (Burda et al. 2016). The others carry nothing.",
      text: ({ activeUnits }) => shown(activeUnits),
    },
    {
      name: "Sparsity",
      unit: `of ${formatNumber(latent)} latents silent`,
      definition:
        "Share of the latent dimensions of an item that are silent: more likely zero than not under a spike-and-slab posterior, a mean within 0.1 of zero under a Laplace posterior. Averaged over items.",
      text: ({ sparsity }) => (sparsity === undefined ? undefined : percent(sparsity)),
    },
    {
      name: "Accuracy",
      unit: "of labels",
      definition: `Share of ${item}s whose label is the most probable class of q(y|x). Higher is better.`,
      text: ({ accuracy }) => (accuracy === undefined ? undefined : percent(accuracy)),
    },
  ];
}

const ERRORS = {
  squared: ["squared error", "Sum of squared differences"],
  absolute: ["absolute error", "Sum of absolute differences"],
  "cross-entropy": ["nats", "Cross-entropy"],
  "ms-ssim": ["structural dissimilarity", "One minus the multi-scale structural similarity, counted"],
} as const;

function errorMeasures({ file }: Overview, { item, element, elements }: Facts): Measure[] {
  const { objective } = file.config.model;
  const [unit, what] = ERRORS[objective.kind === "reconstruction" ? objective.error : "squared"];
  return [
    {
      name: "Reconstruction error",
      unit: `${unit} per ${item}`,
      definition: `${what} over the ${count(elements, element)} of one ${item}, averaged over items: the loss it was trained with. Lower is better.`,
      text: ({ reconstruction }) => formatNumber(reconstruction),
    },
    {
      name: "Perplexity",
      unit: `codes`,
      definition:
        "How many codes would be in use if all were equally frequent: the exponential of the entropy of the codes of all items, the mean over the codes of a place.",
      text: ({ perplexity }) => shown(perplexity),
    },
  ];
}

function fidelity({ file }: Overview, { variational, item, element }: Facts): Measure[] {
  const through = variational ? "decoded from the posterior mean" : "decoded from its code";
  const clean = file.config.train.corrupt === undefined ? "" : " of the clean item";
  const units = item === "picture" ? "pixels in [0, 1]" : "standardised columns";
  return [
    {
      name: "Mean squared error",
      unit: `per ${element}`,
      definition: `Between a ${item} and what is ${through}${clean}, ${units}. Lower is better.`,
      text: ({ meanSquaredError }) => shown(meanSquaredError),
    },
    {
      name: "Cells restored",
      unit: "of categories",
      definition: `Share of the categorical cells that are ${through} as they were; the code alone has to tell them. Higher is better.`,
      text: ({ cellAccuracy }) => (cellAccuracy === undefined ? undefined : percent(cellAccuracy)),
    },
    {
      name: "Number error",
      unit: "squared std. deviations",
      definition: `Mean squared error of the numbers and dates ${through}, in standard deviations of their column (on the log scale where the column is modelled on it); the column's mean would give 1, and the most probable value, which is taken here, can give more. Lower is better.`,
      text: ({ numberError }) => shown(numberError),
    },
    {
      name: "PSNR",
      unit: "dB",
      definition: "Peak signal-to-noise ratio: the mean squared error on a logarithmic scale. Higher is better.",
      text: ({ psnr }) => shown(psnr),
    },
    {
      name: "SSIM",
      unit: "at most 1",
      definition: "Structural similarity (Wang et al. 2004), mean over up to 1,000 pictures. Higher is better.",
      text: ({ ssim }) => shown(ssim),
    },
  ];
}

/** Plain words for how the numbers of a part were made. */
export function protocolOf({ file }: Overview, { seed, binarise }: Evaluation): string {
  const { corrupt } = file.config.train;
  const parts = [
    `seed ${seed}`,
    binarise === "none" ? "not binarised" : `binarised (${binarise === "dynamic" ? "one fixed draw" : binarise})`,
    ...(corrupt === undefined ? [] : [`input corrupted with ${corrupt}, scored on the clean item`]),
  ];
  return parts.join(", ");
}
