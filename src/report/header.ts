// The first screen: what was trained, how good it is in one sentence, the key numbers.

import type { Overview } from "../tasks/index.ts";
import { navigation } from "./document.ts";
import { html, type Markup } from "./escape.ts";
import { type Facts, factsOf } from "./facts.ts";
import { measuresOf } from "./measures.ts";
import { count, formatNumber, formatSeconds } from "./numbers.ts";
import type { Section } from "./section.ts";
import { comparisonTiles, comparisonVerdict } from "./tables/words.ts";
import { tile, tileList } from "./tiles.ts";

/** Heading, verdict, tiles and links to the sections. */
export function header(overview: Overview, sections: readonly Section[]): Markup {
  const { file } = overview;
  const facts = factsOf(overview);
  const { preset, train } = file.config;
  const about = [`preset ${preset}`, facts.latentText];
  if (facts.likelihood) about.push(`${facts.likelihood} likelihood`);
  about.push(`seed ${train.seed}`);
  return html`<header>
<p class="overline">vaekit training report</p>
<h1>${titleOf(overview)}</h1>
<p class="soft">${about.join(" \u00b7 ")}</p>
<p class="lead">${verdictOf(overview)}</p>
${tiles(overview, facts)}
${navigation(sections)}
</header>`;
}

/** `Variational autoencoder of mnist`. */
export function titleOf(overview: Overview): string {
  const { kind } = factsOf(overview);
  return `${kind[0]!.toUpperCase()}${kind.slice(1)} of ${overview.file.data.name}`;
}

/** How good the model is, in one or two sentences. */
export function verdictOf(overview: Overview): string {
  if (overview.table) return comparisonVerdict(overview.table);
  const { variational, part, evaluation, item, element, latent, latentText } = factsOf(overview);
  const { corrupt } = overview.file.config.train;
  const which = part === "train" ? "training" : part;
  const aside = [part === "train" && "none were held out", corrupt !== undefined && `seen with noise ${corrupt}`]
    .filter(Boolean)
    .join("; ");
  const on = `On ${formatNumber(evaluation.count)} ${which} ${item}s${aside && ` (${aside})`}`;
  const code = overview.codes ? latentText : `a code of ${count(latent, "number")}`;
  if (!variational) {
    const extra = [
      ...(evaluation.psnr === undefined ? [] : [`PSNR ${formatNumber(evaluation.psnr)} dB`]),
      ...(evaluation.ssim === undefined ? [] : [`SSIM ${formatNumber(evaluation.ssim)}`]),
    ].join(", ");
    if (evaluation.meanSquaredError === undefined) return `${on}, this is what comes back through ${code}.`;
    const error = formatNumber(evaluation.meanSquaredError);
    return `${on}, what comes back through ${code} differs by a mean squared error of ${error} per ${element}${extra && ` (${extra})`}.`;
  }
  const { elbo, reconstruction, kl = 0, bitsPerDim, activeUnits = 0 } = evaluation;
  // Columns of a table are no dimensions of one kind.
  const counted = overview.file.schema.kind !== "table";
  const bits = bitsPerDim === undefined || !counted ? "" : ` (${formatNumber(bitsPerDim)} bits per ${element})`;
  const bound = `${on}, \u2212ELBO is ${formatNumber(-elbo)} nats per ${item}${bits}: ${formatNumber(reconstruction)} for reconstruction and ${formatNumber(kl)} for the code`;
  if (activeUnits === 0) {
    return `${bound}. The posterior has collapsed: no latent dimension carries information, and the decoder ignores the code.`;
  }
  const { posterior } = overview.file.config.model;
  if (posterior?.kind === "relaxed-categorical") return `${bound} of ${latentText}.`;
  const all = formatNumber(latent);
  const used = activeUnits === latent ? `all ${all}` : `${formatNumber(activeUnits)} of ${all}`;
  const what = posterior?.kind === "relaxed-bernoulli" ? "latent bits" : "latent dimensions";
  const { sparsity } = evaluation;
  const sparse =
    sparsity === undefined ? "" : ` One ${item} uses ${formatNumber((1 - sparsity) * latent)} of them on average.`;
  return `${bound}, which uses ${used} ${what}.${sparse}`;
}

function tiles(overview: Overview, { evaluation, epochs, seconds, bestEpoch, latentText }: Facts): Markup {
  const measures = measuresOf(overview).flatMap(({ name, unit, definition, text }) => {
    const value = text(evaluation);
    return value === undefined ? [] : [tile(name, value.split(" (")[0]!, unit, definition)];
  });
  const kept = bestEpoch === undefined ? "" : `, epoch ${bestEpoch} kept`;
  return tileList([
    ...(overview.table ? comparisonTiles(overview.table) : measures),
    tile("Parameters", compact(overview.parameters), latentText),
    ...(seconds === undefined ? [] : [tile("Training", formatSeconds(seconds), `${count(epochs, "epoch")}${kept}`)]),
  ]);
}

function compact(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 1 : 2)} M`;
  return formatNumber(value);
}
