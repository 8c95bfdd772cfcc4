// The models that a server offers, by name, and what it tells of each.

import { basename, resolve } from "node:path";
import { type DataSchema, describeSchema, eventShape } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { attributesIn, canSample, hasTrainingScores, type TrainedModel, zipRun } from "../tasks/index.ts";
import { existingRun, loadRun } from "../tasks/node.ts";
import { VERBS, type Verb } from "./calls.ts";
import type { ModelCard } from "./http/schemas.ts";
import type { NamedPath } from "./pool/messages.ts";

/** Splits NAME=RUN, the folder's own name where none is given. @throws ConfigError for names that cannot stand in an address or occur twice */
export function namedPaths(runs: readonly string[]): NamedPath[] {
  const named = runs.map((text): NamedPath => {
    const at = text.indexOf("=");
    const name = at > 0 ? text.slice(0, at) : basename(resolve(text));
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new ConfigError(
        `serve: a model is called by up to 64 letters, digits, ".", "_" and "-", got "${name}"; give one as NAME=${text.slice(at + 1)}`,
      );
    }
    return { name, path: at > 0 ? text.slice(at + 1) : text };
  });
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i);
  if (twice === undefined) return named;
  throw new ConfigError(
    `serve: models must have names of their own, got "${twice.name}" twice; give one as NAME=${twice.path}`,
  );
}

/** Cards by name. */
export type Catalogue = ReadonlyMap<string, ModelCard>;

/** Loads every model once, so that what is wrong with one is told at the start. @throws as loadRun */
export async function openCatalogue(models: readonly NamedPath[]): Promise<Catalogue> {
  const cards = new Map<string, ModelCard>();
  for (const { name, path } of models) {
    const readme = await (await existingRun(path)).read("README.md");
    cards.set(name, cardOf(name, await loadRun(path), new TextDecoder().decode(readme ?? new Uint8Array())));
  }
  return cards;
}

/** Model folders as zip archives, by name, kept in memory so that no request reaches a file. */
export type Archives = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Packs every model: what is needed to use it, not what is needed to train it on. */
export async function openArchives(models: readonly NamedPath[]): Promise<Archives> {
  const packed = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name, path } of models) packed.set(name, await zipRun(await existingRun(path), { folder: name }));
  return packed;
}

function cardOf(name: string, trained: TrainedModel, readme: string): ModelCard {
  const { file, config, schema, model } = trained;
  const parameters = Object.entries(trained.weights).reduce(
    (sum, [key, { data }]) => sum + (/^(score|sampler)\./.test(key) ? 0 : data.length),
    0,
  );
  return {
    name,
    items: schema.kind,
    description: describeSchema(schema),
    shape: [...eventShape(schema)],
    latent: model.latent,
    preset: config.preset,
    verbs: VERBS.filter((verb) => offers(trained, verb)),
    library: file.library,
    parameters,
    ...(config.model.likelihood && { likelihood: config.model.likelihood.kind }),
    objective: config.model.objective.kind,
    variational: model.variational,
    data: { name: file.data.name, counts: file.data.counts },
    ...(schema.kind === "image" ? { values: schema.values } : { columns: columnsOf(schema) }),
    ...(schema.labels && { labels: [...schema.labels] }),
    conditions: attributesIn(trained).map((attribute) => ({ name: attribute.name, values: [...attribute.levels] })),
    trainingScores: hasTrainingScores(trained),
    results: file.results ?? {},
    readme,
  };
}

function offers(trained: TrainedModel, verb: Verb): boolean {
  const table = trained.schema.kind === "table";
  if (verb === "impute") return table && trained.model.variational;
  if (verb === "sample") return table ? trained.model.variational : canSample(trained);
  return verb !== "score" || !table || trained.model.variational;
}

function columnsOf(schema: Exclude<DataSchema, { kind: "image" }>): NonNullable<ModelCard["columns"]> {
  if (schema.kind !== "table") return schema.columns.map(({ name, min, max }) => ({ name, type: "number", min, max }));
  return schema.columns.map(({ name, type, number, date, levels }) => ({
    name,
    type,
    used: type !== "constant" && type !== "identifier" && type !== "text",
    ...(number && { min: number.min, max: number.max }),
    ...(date && { format: date.format }),
    ...(levels && type !== "constant" && { levels: levels.map(({ text }) => text) }),
  }));
}
