// Which parts of a model fit together.

import { ConfigError } from "../errors.ts";
import type { ModelConfig } from "./config.ts";
import type { ItemShape } from "./item.ts";
import { isRelaxed } from "./posteriors/index.ts";

/** @throws ConfigError naming the part that does not fit and what does */
export function checkParts(config: ModelConfig, item: ItemShape): void {
  const { kind, likelihood, objective, scales } = config;
  const variational = kind === "vae";
  if (variational === (objective.kind === "reconstruction")) {
    const need = variational ? '"elbo" or another bound' : '"reconstruction"';
    throw new ConfigError(`model.objective: a model of kind ${kind} needs ${need}, got "${objective.kind}"`);
  }
  if (variational && likelihood === undefined) {
    throw new ConfigError('model.likelihood: a vae needs one, got none; use for example {"kind": "bernoulli"}');
  }
  if (variational) refuse(config, ["quantiser"], "is for models of kind autoencoder; leave it out");
  else refuse(config, ["posterior", "prior", "hierarchy"], "is for models of kind vae; leave it out");
  checkDivergence(config);
  if (objective.kind === "reconstruction" && objective.error === "ms-ssim" && item.kind !== "image") {
    throw new ConfigError(
      `model.objective.error: ms-ssim is for pictures, got items of kind ${item.kind}; use squared`,
    );
  }
  if (item.kind === "table") {
    if (likelihood?.kind !== "columns") {
      throw new ConfigError(
        `model.likelihood: a table needs {"kind": "columns"}, got ${JSON.stringify(likelihood ?? null)}; use the preset table`,
      );
    }
    refuse(config, ["posterior", "prior", "hierarchy"], "a table needs the plain ones; leave it out");
    refuse(config, ["skip"], "is not for columns of a table; leave it out");
    refuse(
      config,
      ["condition", "classifier"],
      "rows of a table are made under any condition without it (vaekit synth --where); leave it out",
    );
    return;
  }
  checkRelaxed(config);
  checkClassifier(config);
  checkHierarchy(config);
  if (config.quantiser) refuse(config, ["condition"], "does not go with a quantiser; leave it out");
  if (likelihood?.kind === "columns") {
    throw new ConfigError(`model.likelihood: columns is for tables, got items of kind ${item.kind}; use another kind`);
  }
  if (scales !== undefined) {
    throw new ConfigError(`model.scales: is for tables, got items of kind ${item.kind}; leave it out`);
  }
}

// What a capacity goes with, and a floor under the KL.
function checkDivergence({ objective, posterior, prior }: ModelConfig): void {
  if (objective.kind === "elbo" && objective.capacity !== undefined) {
    const { beta, warmUp, freeBits, freeBitsTotal } = objective;
    const others = Object.entries({ beta, warmUp, freeBits, freeBitsTotal });
    const [name, value] = others.find(([, choice]) => choice !== undefined) ?? [];
    if (name !== undefined) {
      throw new ConfigError(
        `model.objective.capacity: takes the place of a weight on the KL, got ${name} ${JSON.stringify(value)} beside it; leave one of them out`,
      );
    }
  }
  const floor = posterior?.kind === "normal" && posterior.floor !== undefined;
  if (floor && prior !== undefined && prior.kind !== "standard") {
    throw new ConfigError(
      `model.posterior.floor: lies under the KL from the standard prior, got the prior "${prior.kind}"; leave one of them out`,
    );
  }
}

// Relaxed draws have no density of the discrete model, so only its KL in closed form goes with them.
function checkRelaxed({ posterior, objective }: ModelConfig): void {
  if (!isRelaxed(posterior)) return;
  const sampled = objective.kind === "elbo" && objective.kl === "sampled";
  if (objective.kind === "elbo" && !sampled) return;
  throw new ConfigError(
    `model.objective: relaxed draws of a ${posterior!.kind} posterior go with "elbo" and the KL in closed form, got ${sampled ? 'kl "sampled"' : `"${objective.kind}"`}; use that, or set straightThrough`,
  );
}

// What a hierarchy goes with.
function checkHierarchy(config: ModelConfig): void {
  const { hierarchy, latent } = config;
  if (hierarchy === undefined) return;
  refuse(config, ["posterior", "prior"], `a ${hierarchy.kind} hierarchy has its own; leave it out`);
  refuse(config, ["skip"], "does not go with a hierarchy, whose decoder has inputs of its own; leave it out");
  if (hierarchy.kind === "top-down")
    refuse(config, ["condition"], "does not go with a top-down hierarchy; leave it out");
  if (hierarchy.kind === "ladder" && hierarchy.levels[0]!.latent !== latent) {
    throw new ConfigError(
      `model.latent: must be that of the first level of model.hierarchy, ${hierarchy.levels[0]!.latent}, got ${latent}; change both`,
    );
  }
}

// What a classifier goes with.
function checkClassifier(config: ModelConfig): void {
  const { kind, classifier, condition, objective, penalties = [] } = config;
  if (classifier === undefined) return;
  const where = "model.classifier";
  if (kind !== "vae" || objective.kind !== "elbo" || (objective.samples ?? 1) > 1) {
    throw new ConfigError(
      `${where}: needs a vae with the objective "elbo" of one draw, got ${kind} with "${objective.kind}"${objective.kind === "elbo" ? ` of ${objective.samples ?? 1} draws` : ""}`,
    );
  }
  if (condition?.of.join() !== "label") {
    throw new ConfigError(
      `model.condition.of: a classifier tells the label alone, got ${JSON.stringify(condition?.of ?? null)}; use ["label"]`,
    );
  }
  if (penalties.length > 0) {
    throw new ConfigError(`model.penalties: do not go with a classifier, got "${penalties[0]!.kind}"; leave them out`);
  }
  if (classifier.labelled !== undefined && classifier.fraction !== undefined) {
    throw new ConfigError(`${where}: labelled and fraction say the same, got both; leave one out`);
  }
}

type Part = "posterior" | "prior" | "hierarchy" | "quantiser" | "condition" | "classifier" | "skip";

function refuse(config: ModelConfig, parts: readonly Part[], remedy: string): void {
  for (const part of parts) {
    if (config[part] !== undefined) {
      const got = part === "condition" ? config.condition?.of : config[part];
      throw new ConfigError(`model.${part}: ${remedy}, got ${JSON.stringify(got)}`);
    }
  }
}
