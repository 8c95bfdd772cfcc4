// Which parts of a model fit together.

import { ConfigError } from "../errors.ts";
import type { ModelConfig } from "./config.ts";
import type { ItemShape } from "./item.ts";

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
  if (!variational) refuse(config, ["posterior", "prior"], "is for models of kind vae; leave it out");
  if (item.kind === "table") {
    if (likelihood?.kind !== "columns") {
      throw new ConfigError(
        `model.likelihood: a table needs {"kind": "columns"}, got ${JSON.stringify(likelihood ?? null)}; use the preset table`,
      );
    }
    refuse(config, ["posterior", "prior"], "a table needs the plain ones; leave it out");
    return;
  }
  if (likelihood?.kind === "columns") {
    throw new ConfigError(`model.likelihood: columns is for tables, got items of kind ${item.kind}; use another kind`);
  }
  if (scales !== undefined) {
    throw new ConfigError(`model.scales: is for tables, got items of kind ${item.kind}; leave it out`);
  }
}

function refuse(config: ModelConfig, parts: readonly ("posterior" | "prior")[], remedy: string): void {
  for (const part of parts) {
    if (config[part] !== undefined) {
      throw new ConfigError(`model.${part}: ${remedy}, got ${JSON.stringify(config[part])}`);
    }
  }
}
