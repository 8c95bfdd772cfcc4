// README.md of a model folder: what the model is, its numbers, how to load it elsewhere, what it is not good for.

import type { Overview } from "../tasks/index.ts";
import { itemText } from "./data-card.ts";
import { escapeMarkdown } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { titleOf, verdictOf } from "./header.ts";
import { measuresOf, protocolOf } from "./measures.ts";
import { loadingGuide } from "./model-card-usage.ts";
import { count, formatNumber, formatSeconds } from "./numbers.ts";
import { privacyStatement } from "./privacy-budget.ts";
import { columnLines, comparisonPart, tableGuide } from "./tables/card.ts";

/** The model card as Markdown. The same overview gives the same text. */
export function renderModelCard(overview: Overview): string {
  return `${[
    frontMatter(overview),
    `# ${escapeMarkdown(titleOf(overview))}`,
    escapeMarkdown(verdictOf(overview)),
    `\`report.html\` beside this file shows ${overview.file.schema.kind === "table" ? "synthetic rows beside real ones" : "samples, reconstructions"}, the latent space and the training curves.`,
    modelPart(overview),
    dataPart(overview),
    numbersPart(overview),
    comparisonPart(overview),
    privacyPart(overview),
    overview.file.schema.kind === "table" ? tableGuide(overview) : loadingGuide(overview),
    limitsPart(overview),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function frontMatter(overview: Overview): string {
  const kind = factsOf(overview).variational ? "variational-autoencoder" : "autoencoder";
  return `---\nlibrary_name: vaekit\ntags:\n  - ${kind}\n  - onnx\n  - safetensors\n---`;
}

function modelPart(overview: Overview): string {
  const { file, parameters } = overview;
  const { kind, latentText, likelihood, epochs, bestEpoch, seconds } = factsOf(overview);
  const { config } = file;
  const how = [
    `trained for ${count(epochs, "epoch")}`,
    ...(seconds === undefined ? [] : [`in ${formatSeconds(seconds)}`]),
    ...(bestEpoch === undefined ? [] : [`(weights of epoch ${bestEpoch} kept)`]),
  ].join(" ");
  const lines = [
    `A ${kind} made with vaekit ${escapeMarkdown(file.library)} from the preset ${escapeMarkdown(config.preset)}: ${latentText}, ${count(parameters, "parameter")}, ${how}.`,
    ...(likelihood ? [`Likelihood: ${likelihood}.`] : []),
    `Seed: ${config.train.seed}. Every choice is in \`config.json\`.`,
  ];
  return `## Model\n\n${lines.join(" ")}`;
}

function dataPart({ file: { data, schema, reasons } }: Overview): string {
  const parts = Object.entries(data.counts).map(([part, number]) => `${part} ${formatNumber(number)}`);
  const labels = schema.labels ? `, ${count(schema.labels.length, "class", "classes")}` : "";
  const columns =
    schema.kind === "vector"
      ? [`- columns, in this order: ${schema.columns.map(({ name }) => escapeMarkdown(name)).join(", ")}`]
      : schema.kind === "table"
        ? columnLines(schema)
        : [];
  const lines = [
    `- name: ${escapeMarkdown(data.name)}`,
    `- items: ${parts.join(", ")}`,
    `- one item: ${itemText(schema)}${labels}`,
    ...columns,
    ...data.notes.map((note) => `- ${escapeMarkdown(note)}`),
  ];
  const why =
    reasons.length === 0
      ? ""
      : `\n\nChosen by the program:\n\n${reasons.map((r) => `- ${escapeMarkdown(r)}`).join("\n")}`;
  return `## Data\n\n${lines.join("\n")}${why}`;
}

function numbersPart(overview: Overview): string {
  const { evaluations } = overview;
  const parts = Object.entries(evaluations);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const measures = measuresOf(overview);
  const rows = measures.map(({ name, unit, text }) => line([name, ...parts.map(([, e]) => text(e) ?? "-"), unit]));
  const table = [
    line(["", ...parts.map(([name]) => escapeMarkdown(name)), "unit"]),
    line(["---", ...parts.map(() => "---:"), "---"]),
    line(["Items", ...parts.map(([, e]) => formatNumber(e.count)), ""]),
    ...rows,
  ];
  const definitions = measures.map(({ name, definition }) => `- ${name}: ${definition}`);
  const { evaluation } = factsOf(overview);
  return `## Numbers\n\n${table.join("\n")}\n\n${definitions.join("\n")}\n\nMade with ${escapeMarkdown(protocolOf(overview, evaluation))}.`;
}

const SAMPLES = {
  image:
    "Samples are as varied and as biased as the training data, and smoother than real pictures: shown is the mean of the likelihood",
  vector:
    "Samples are as varied and as biased as the training data, and the mean of the likelihood, less spread than real rows",
  table:
    "Synthetic rows are as biased as the training data, and what takes more than two columns to see may be missing in them",
} as const;

function privacyPart(overview: Overview): string {
  const statement = privacyStatement(overview);
  return statement === undefined ? "" : `## Differential privacy\n\n${statement}`;
}

function limitsPart(overview: Overview): string {
  const { variational, item, part, evaluation } = factsOf(overview);
  const { schema, config } = overview.file;
  const limits = [
    `It knows ${item}s like those it was trained on; what it makes of others is undefined, and it does not refuse them.`,
    ...(part === "train" ? ["Nothing was held out: the numbers are of the training items and flatter the model."] : []),
    ...(variational
      ? [
          `${SAMPLES[schema.kind === "image" || schema.kind === "table" ? schema.kind : "vector"]}.`,
          "A low \u2212ELBO is not proof that an item is normal: likelihoods of deep models can be high for simple items of another kind (Nalisnick et al. 2019).",
        ]
      : ["It has no prior: codes drawn at random do not decode to plausible items."]),
    ...(config.model.likelihood?.kind === "bernoulli" &&
    schema.kind === "image" &&
    schema.values !== "binary" &&
    evaluation.binarise === "none"
      ? [
          "A Bernoulli likelihood of grey pixels is a customary loss, not a density: its nats compare with other models trained the same way only.",
        ]
      : []),
    "Its codes may allow conclusions on training items; treat them as you treat the data.",
  ];
  return `## Limits\n\n${limits.map((limit) => `- ${limit}`).join("\n")}`;
}
