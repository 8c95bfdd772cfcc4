// What every section of a report asks of an overview.

import { sizeOf } from "../array/index.ts";
import { type Evaluation, latentWidth, type Overview } from "../tasks/index.ts";
import { count, formatNumber } from "./numbers.ts";

/** Facts that follow from an overview. */
export interface Facts {
  /** False for a plain autoencoder, which has no prior, no KL and no samples. */
  readonly variational: boolean;
  /** The part that headlines quote: test, else validation, else train. */
  readonly part: string;
  readonly evaluation: Evaluation;
  /** What one item is called. */
  readonly item: "picture" | "row" | "window";
  /** What one element of an item is called. */
  readonly element: "pixel value" | "column" | "value";
  /** Elements of an item. */
  readonly elements: number;
  readonly latent: number;
  /** What the latents are: `10 latent dimensions`, `20 latent variables of 10 classes`. */
  readonly latentText: string;
  /** Epochs trained. */
  readonly epochs: number;
  /** Epoch whose weights were kept, from 1; absent without history. */
  readonly bestEpoch?: number;
  /** Seconds of training, where known. */
  readonly seconds?: number;
  /** Final weight of the KL; 1 for bounds of several draws, 0 for an autoencoder. */
  readonly beta: number;
  /** Name of the likelihood in prose; absent for an autoencoder. */
  readonly likelihood?: string;
  /** `variational autoencoder` or `autoencoder`. */
  readonly kind: string;
}

/** Works the facts out. */
export function factsOf(overview: Overview): Facts {
  const { file, history, evaluations, itemShape } = overview;
  const { model } = file.config;
  const part = ["test", "validation", "train"].find((name) => name in evaluations) ?? Object.keys(evaluations)[0]!;
  const picture = file.schema.kind === "image";
  const bestEpoch = numberIn(file.results, "bestEpoch") ?? bestOf(history);
  const timed = history.reduce((total, { seconds }) => total + seconds, 0);
  const seconds = numberIn(file.results, "seconds") ?? (timed > 0 ? timed : undefined);
  return {
    variational: model.kind !== "autoencoder",
    part,
    evaluation: evaluations[part]!,
    item: picture ? "picture" : file.schema.kind === "series" ? "window" : "row",
    element: picture ? "pixel value" : file.schema.kind === "series" ? "value" : "column",
    // A cell is a code and a value.
    elements: sizeOf(itemShape) / (file.schema.kind === "table" ? 2 : 1),
    latent: latentWidth(file),
    latentText: latentText(overview),
    epochs: history.length,
    ...(bestEpoch === undefined ? {} : { bestEpoch }),
    ...(seconds === undefined ? {} : { seconds }),
    beta: model.objective.kind === "elbo" ? (model.objective.beta ?? 1) : Number(model.kind === "vae"),
    ...(model.likelihood ? { likelihood: likelihoodName(model.likelihood.kind) } : {}),
    kind: model.kind === "autoencoder" ? "autoencoder" : "variational autoencoder",
  };
}

function latentText({ file, codes, klGroups }: Overview): string {
  const { posterior } = file.config.model;
  const latent = latentWidth(file);
  if (codes) {
    const { space, classes } = codes;
    const alike = classes.every((each) => each === classes[0]);
    const each = alike
      ? `each one of ${formatNumber(classes[0]!)}`
      : `one of ${classes.join(", one of ")} at each place`;
    return `${count(sizeOf(space) * classes.length, "latent code")} (${each})`;
  }
  if (posterior?.kind === "relaxed-bernoulli") return count(latent, "latent bit");
  if (posterior?.kind === "relaxed-categorical") {
    return `${count(latent / posterior.classes, "latent variable")} of ${count(posterior.classes, "class", "classes")}`;
  }
  const dimensions = count(latent, "latent dimension");
  return klGroups ? `${dimensions} in ${count(klGroups.length, "layer")}` : dimensions;
}

// Persons keep their capitals.
function likelihoodName(kind: string): string {
  return kind
    .replace("-b", " b")
    .replace(/bernoulli|laplace|student/, (name) => name[0]!.toUpperCase() + name.slice(1));
}

// The epoch of the lowest validation loss; without validation the last.
function bestOf(history: Overview["history"]): number | undefined {
  let best: { epoch: number; loss: number } | undefined;
  for (const { epoch, validation } of history) {
    if (validation !== undefined && !(validation.loss >= (best?.loss ?? Number.POSITIVE_INFINITY))) {
      best = { epoch, loss: validation.loss };
    }
  }
  return best?.epoch ?? history.at(-1)?.epoch;
}

function numberIn(results: Readonly<Record<string, unknown>> | undefined, key: string): number | undefined {
  const value = results?.[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
