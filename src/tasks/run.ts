// A run as it is saved: config.json and what it describes. Neutral: bytes come and go through a store.

import { z } from "zod";
import { decodeSafeTensors, encodeSafeTensors, type HostArray, sameShape } from "../array/index.ts";
import { type DataSchema, dataSchema } from "../data/index.ts";
import { DataError } from "../errors.ts";
import { initialValues, input, Scope } from "../graph/index.ts";
import { Model } from "../models/index.ts";
import { layerSchema } from "../nn/index.ts";
import { VERSION } from "../version.ts";
import { type RunConfig, runConfigSchema } from "./config.ts";
import { describeIssue } from "./explain.ts";
import { itemOf } from "./item.ts";

/** Version of the folder's format; raised when an older library could misread a folder. */
export const FORMAT = 1;

/** Where a run's files are. */
export interface RunStore {
  /** What errors call it. */
  readonly name: string;
  /** Bytes of a file, or undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file whole or not at all. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file, if it is there. */
  remove?(path: string): Promise<void>;
}

const numbers = z.record(z.string(), z.unknown());

/** Schema of config.json. */
export const runFileSchema = z.strictObject({
  format: z.int(),
  library: z.string(),
  status: z.enum(["training", "finished"]),
  config: runConfigSchema,
  /** Encoder and decoder layer by layer, a mirrored decoder written out; for readers, vaekit goes by `config`. */
  layers: z.strictObject({ encoder: z.array(layerSchema), decoder: z.array(layerSchema) }).optional(),
  schema: dataSchema,
  /** Where the data came from and how many items each part held. */
  data: z.strictObject({
    name: z.string(),
    source: z.string(),
    counts: z.record(z.string(), z.int()),
    options: numbers,
    notes: z.array(z.string()),
  }),
  /** Why choices were made for the user. */
  reasons: z.array(z.string()),
  /** SHA-256 of each file, hexadecimal; present when finished. */
  hashes: z.record(z.string(), z.string()).optional(),
  /** Final numbers: per part what `evaluate` says, seconds, epochs. */
  results: numbers.optional(),
});

/** What config.json holds. */
export type RunFile = z.infer<typeof runFileSchema>;

/** A trained model in memory. */
export interface TrainedModel {
  readonly name: string;
  readonly file: RunFile;
  readonly config: RunConfig;
  readonly schema: DataSchema;
  readonly model: Model;
  readonly weights: Readonly<Record<string, HostArray>>;
}

/** Hexadecimal SHA-256. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Text of config.json. */
export function encodeRunFile(file: RunFile): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`);
}

/** Reads and checks config.json. @throws DataError when it is missing, damaged or of a newer format */
export async function readRunFile(store: RunStore): Promise<RunFile> {
  const bytes = await store.read("config.json");
  if (bytes === undefined) {
    throw new DataError(
      `${store.name}: not a model folder, config.json is missing; give the folder that train --out wrote`,
    );
  }
  let value: { format?: unknown };
  try {
    value = JSON.parse(new TextDecoder().decode(bytes)) as { format?: unknown };
  } catch {
    throw new DataError(`${store.name}/config.json: not JSON; the file is damaged, restore it or train again`);
  }
  if (typeof value.format === "number" && value.format > FORMAT) {
    throw new DataError(
      `${store.name}: written in format ${value.format}, and this version (${VERSION}) reads up to ${FORMAT}; update vaekit`,
    );
  }
  const parsed = runFileSchema.safeParse(value);
  if (!parsed.success)
    throw new DataError(`${store.name}/config.json: ${describeIssue(runFileSchema, parsed.error, value)}`);
  return parsed.data;
}

/** Loads a finished model, checking hashes. @throws DataError naming what is missing or changed */
export async function loadModel(store: RunStore): Promise<TrainedModel> {
  const file = await readRunFile(store);
  if (file.status !== "finished" || file.hashes === undefined) {
    throw new DataError(
      `${store.name}: its training has not finished; continue it with train --resume --out ${store.name}`,
    );
  }
  for (const [path, hash] of Object.entries(file.hashes)) {
    const bytes = await store.read(path);
    if (bytes === undefined)
      throw new DataError(`${store.name}/${path}: the file is missing from the model folder; restore it`);
    const got = await sha256(bytes);
    if (got !== hash) {
      throw new DataError(
        `${store.name}/${path}: the file was changed, SHA-256 must be ${hash}, got ${got}; restore it`,
      );
    }
  }
  const bytes = await store.read("model.safetensors");
  if (bytes === undefined) throw new DataError(`${store.name}/model.safetensors: the file is missing; restore it`);
  const { tensors } = decodeSafeTensors(bytes, `${store.name}/model.safetensors`);
  const trained = modelOf(store.name, file, tensors);
  checkWeights(trained.model, tensors, store.name);
  return trained;
}

/** The model of a run with its weights: those of a run that still trains may be given as well. */
export function modelOf(name: string, file: RunFile, weights: TrainedModel["weights"]): TrainedModel {
  const { config, schema } = file;
  return { name, file, config, schema, model: new Model(config.model, itemOf(schema)), weights };
}

/** Width of a model's latents, of all layers, places and members together. */
export function latentWidth({ config: { model }, schema }: RunFile): number {
  if (model.hierarchy || model.quantiser) return new Model(model, itemOf(schema)).latent;
  return model.latent * (model.scales?.length ?? 1);
}

/** Variables of a model by name, with their first values. */
export function modelVariables(model: Model, seed = 0): Record<string, HostArray<"float32">> {
  const scope = new Scope({ training: false });
  const x = input("x", [1, ...model.item.shape]);
  const condition = model.conditionWidth > 0 ? input("condition", [1, model.conditionWidth]) : undefined;
  if (model.config.classifier) model.classify(x, scope);
  const encoded = model.encode(x, scope, condition);
  model.decode(encoded.mean, scope, condition).logLikelihood(x);
  if (model.variational) model.draw(encoded, { scope, key: scope.key("variables"), target: x, condition });
  return initialValues(scope.variables(), seed);
}

function checkWeights(model: Model, tensors: Readonly<Record<string, HostArray>>, name: string): void {
  for (const [key, { shape }] of Object.entries(modelVariables(model))) {
    const got = tensors[key];
    if (got === undefined || !sameShape(got.shape, shape)) {
      throw new DataError(
        `${name}/model.safetensors: ${key} must be [${shape.join(", ")}], got ${got === undefined ? "nothing" : `[${got.shape.join(", ")}]`}`,
      );
    }
  }
}

/** Bytes of model.safetensors. */
export function encodeWeights(weights: Readonly<Record<string, HostArray>>): Uint8Array {
  return encodeSafeTensors(weights, { format: "pt", library: `vaekit ${VERSION}` });
}
