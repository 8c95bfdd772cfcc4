// Numbers of an evaluation as a table that says what each one is.

import { latentWidth, privacyIn, type RunFile, samplerIn } from "../tasks/index.ts";
import { samplerTable } from "./sampler-table.ts";
import { formatNumber, formatTable } from "./table.ts";

const MEANINGS: readonly (readonly [key: string, label: string, unit: string])[] = [
  ["elbo", "ELBO", "nats, higher is better"],
  ["bound", "bound", "nats, what it was trained on; higher is better"],
  ["reconstruction", "reconstruction", "nats, lower is better"],
  ["kl", "KL", "nats"],
  ["bitsPerDim", "bits/dim", "of -ELBO"],
  ["activeUnits", "active units", ""],
  ["sparsity", "sparsity", "share of an item's latents that are silent"],
  ["accuracy", "accuracy", "share of labels that q(y|x) tells"],
  ["nll", "NLL", "nats, by importance sampling"],
  ["nllStandardError", "its standard error", "nats"],
  ["samples", "samples", "per item"],
  ["perplexity", "perplexity", "of the codes of all items"],
  ["meanSquaredError", "squared error", "per element"],
  ["cellAccuracy", "cell accuracy", "of categories, from the posterior mean"],
  ["numberError", "number error", "squared, in standard deviations"],
  ["psnr", "PSNR", "dB"],
  ["ssim", "SSIM", ""],
];

/** The numbers of an evaluation, each with its unit; an autoencoder has an error instead of a bound. */
export function evaluationTable(
  numbers: Readonly<Record<string, unknown>>,
  latent: number,
  variational: boolean,
): string {
  const rows = MEANINGS.flatMap(([key, label, unit]) => {
    const value = numbers[key];
    if (typeof value !== "number" || (!variational && key === "elbo")) return [];
    const note =
      key === "activeUnits"
        ? `of ${latent} latents`
        : !variational && key === "reconstruction"
          ? "error, lower is better"
          : unit;
    return [[label, formatNumber(value), note]];
  });
  return formatTable(rows);
}

/** The final numbers of a run. */
export function resultsTable(file: RunFile): string {
  const { results = {}, config } = file;
  const { part, count, epochs, bestEpoch, divergences } = results;
  const kept = bestEpoch === epochs ? "" : `, weights of epoch ${bestEpoch} kept`;
  const diverged = Number(divergences) > 0 ? `, ${divergences} divergence${divergences === 1 ? "" : "s"}` : "";
  const title = `${count} ${part} items after ${epochs} epoch${epochs === 1 ? "" : "s"}${kept}${diverged}`;
  const privacy = privacyIn(file);
  const spent = privacy
    ? `\nprivate: epsilon ${formatNumber(privacy.epsilon)} at delta ${privacy.delta.toExponential()} spent on ${privacy.steps} steps`
    : "";
  const drawn = samplerIn(file) ? `\n${samplerTable(file)}` : "";
  return `${title}\n${evaluationTable(results, latentWidth(file), config.model.kind === "vae")}${drawn}${spent}`;
}
