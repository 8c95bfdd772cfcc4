// A trained model at work: encoding and decoding any number of items through executables of fixed batch size, the last
// batch padded. Weights are constants of the compiled graphs.

import { float32, type HostArray, rows, type Shape, sizeOf } from "../array/index.ts";
import {
  checkSchema,
  corrupt,
  type Dataset,
  fillBatch,
  parseCorruption,
  unstandardise,
  unstandardiseWindows,
  useColumns,
} from "../data/index.ts";
import { DataError, internalError } from "../errors.ts";
import { constant, input, Scope, softmax, type Tensor } from "../graph/index.ts";
import { constantsOf, feedsOf } from "../metrics/index.ts";
import type { Executable, Resident, Runtime } from "../runtime/index.ts";
import type { ConditionRows } from "./item-conditions.ts";
import { padded } from "./padded.ts";
import type { TrainedModel } from "./run.ts";

/** Items in the model's own encoding, [n, ...event]. */
export type Items = HostArray<"float32">;

/** Codes of items. */
export interface Codes {
  /** Posterior means, or an autoencoder's codes [n, latent]. */
  readonly mean: HostArray<"float32">;
  /** Posterior log-variances [n, latent]; absent for an autoencoder. */
  readonly logVariance?: HostArray<"float32">;
  /** Models with a quantiser: whole numbers [n, codes], what `mean` stands for. */
  readonly codes?: HostArray<"float32">;
  /** Conditional models: what the items were conditioned on, one-hot rows [n, width]. */
  readonly condition?: ConditionRows;
}

const BATCH = 256;

/** How functions are compiled. */
export interface InferenceOptions {
  /** Weights are written anew while the model trains. Without, they are constants of the graphs, which is faster. Default false. */
  readonly changing?: boolean;
}

/** Compiled functions of one model. */
export class Inference {
  readonly trained: TrainedModel;
  readonly runtime: Runtime;
  private readonly changing: boolean;
  private weights: TrainedModel["weights"];
  private readonly compiled = new Map<string, Promise<Executable>>();

  constructor(trained: TrainedModel, runtime: Runtime, { changing = false }: InferenceOptions = {}) {
    this.trained = trained;
    this.runtime = runtime;
    this.changing = changing;
    this.weights = trained.weights;
  }

  /** Replaces the weights of functions compiled as `changing`. */
  async write(weights: TrainedModel["weights"]): Promise<void> {
    if (!this.changing) throw internalError("the weights of these functions are constants");
    this.weights = weights;
    for (const executable of this.compiled.values()) await (await executable).write(weights);
  }

  /** Posterior of items, conditioned on rows [n, width]; without them a model with a classifier takes each item's most probable class. */
  async encode(items: Items, given?: ConditionRows): Promise<Codes> {
    const condition = given ?? (this.trained.config.model.classifier && mostProbable(await this.classify(items)));
    const { mean, logVariance, codes } = await this.map("encode", { x: items, condition }, (inputs) => {
      const scope = new Scope({ training: false });
      const encoded = this.trained.model.encode(inputs.x!, scope, inputs.condition);
      return {
        scope,
        outputs: {
          mean: encoded.mean,
          ...(encoded.logVariance ? { logVariance: encoded.logVariance } : {}),
          ...(encoded.codes ? { codes: encoded.codes } : {}),
        },
      };
    });
    return {
      mean: mean!,
      ...(logVariance ? { logVariance } : {}),
      ...(codes ? { codes } : {}),
      ...(condition ? { condition } : {}),
    };
  }

  /** q(y|x) of items [n, classes], for a model with a classifier. */
  async classify(items: Items): Promise<HostArray<"float32">> {
    const { classes } = await this.map("classify", { x: items }, (inputs) => {
      const scope = new Scope({ training: false });
      return { scope, outputs: { classes: softmax(this.trained.model.classify(inputs.x!, scope), 1) } };
    });
    return classes!;
  }

  /** Expected items of latents [n, latent], conditioned on rows [n, width]. */
  async decode(z: HostArray<"float32">, condition?: ConditionRows): Promise<Items> {
    const { latent } = this.trained.model;
    if (z.shape.length !== 2 || z.shape[1] !== latent) {
      throw new DataError(
        `decode: latents must be [n, ${latent}], got [${z.shape.join(", ")}]; encode items with the same model`,
      );
    }
    const { mean } = await this.map("decode", { x: z, condition }, (inputs) => {
      const scope = new Scope({ training: false });
      return { scope, outputs: { mean: this.trained.model.decode(inputs.x!, scope, inputs.condition).mean } };
    });
    return mean!;
  }

  /** Of a hierarchy: latents [n, latent] with the top layer of z, and every layer below at the mean of its prior given those above. */
  async followTop(z: HostArray<"float32">): Promise<HostArray<"float32">> {
    const { layers, latent } = this.trained.model;
    if (layers === undefined) throw internalError("only the latents of a hierarchy have layers");
    const rowsOf = (count: number, width: number, ones: number) => {
      const data = new Float32Array(count * width);
      for (let i = 0; i < count; i++) data.fill(1, i * width, i * width + ones);
      return constant(float32(data, [count, width]));
    };
    const { followed } = await this.map("followTop", { x: z }, ({ x }) => {
      const scope = new Scope({ training: false });
      const count = x.shape[0]!;
      const none = rowsOf(count, latent, 0);
      const held = rowsOf(count, layers.length, 1);
      return { scope, outputs: { followed: this.trained.model.sweep(x, { held, moved: none, by: none }, scope) } };
    });
    return followed!;
  }

  /** Expected items of the posterior means of items, under their own condition or another. */
  async reconstruct(items: Items, condition?: ConditionRows, other?: ConditionRows): Promise<Items> {
    const codes = await this.encode(items, condition);
    return this.decode(codes.mean, other ?? codes.condition);
  }

  async dispose(): Promise<void> {
    for (const executable of this.compiled.values()) await (await executable).dispose();
    this.compiled.clear();
  }

  private async map(
    name: string,
    { x, condition }: { readonly x: HostArray<"float32">; readonly condition?: ConditionRows | undefined },
    trace: (inputs: { x: Tensor; condition?: Tensor }) => { scope: Scope; outputs: Record<string, Tensor> },
  ): Promise<Record<string, HostArray<"float32">>> {
    const count = x.shape[0]!;
    const batch = count >= BATCH ? BATCH : 2 ** Math.ceil(Math.log2(Math.max(count, 1)));
    const fed = { x, ...(condition && { condition }) };
    const traced = () =>
      trace({
        x: input("x", [batch, ...x.shape.slice(1)]),
        ...(condition && { condition: input("condition", [batch, condition.shape[1]!]) }),
      });
    const executable = await this.executable(`${name} ${batch}${condition ? " conditioned" : ""}`, traced);
    const results: Record<string, { data: Float32Array; shape: Shape }> = {};
    for (let start = 0; start < count; start += batch) {
      const end = Math.min(start + batch, count);
      const feeds = Object.entries(fed).map(([key, all]) => [key, padded(rows(all, start, end), batch)]);
      const values = await executable.run(feedsOf(executable, Object.fromEntries(feeds)));
      for (const [key, value] of Object.entries(values)) {
        const shape = [count, ...value.shape.slice(1)];
        results[key] ??= { data: new Float32Array(sizeOf(shape)), shape };
        const width = sizeOf(value.shape.slice(1));
        results[key].data.set((value.data as Float32Array).subarray(0, (end - start) * width), start * width);
      }
    }
    return Object.fromEntries(Object.entries(results).map(([key, { data, shape }]) => [key, float32(data, shape)]));
  }

  private executable(key: string, trace: () => { scope: Scope; outputs: Record<string, Tensor> }): Promise<Executable> {
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    const { scope, outputs } = trace();
    const made = this.runtime.compile(
      this.changing
        ? { outputs, resident: residentOf(scope, this.weights) }
        : { outputs, constants: constantsOf(scope, this.weights) },
    );
    this.compiled.set(key, made);
    return made;
  }
}

// Copies, for writing changes them in place.
function residentOf(scope: Scope, weights: TrainedModel["weights"]): Resident[] {
  return scope.variables().map(({ name, tensor }) => {
    const { data, shape } = weights[name]!;
    return { input: tensor, value: float32((data as Float32Array).slice(), shape) };
  });
}

// One-hot rows of the most probable class.
function mostProbable({ data, shape }: HostArray<"float32">): ConditionRows {
  const [count, classes] = shape as [number, number];
  const out = new Float32Array(data.length);
  for (let i = 0; i < count; i++) {
    const own = data.subarray(i * classes, (i + 1) * classes);
    out[i * classes + own.indexOf(Math.max(...own))] = 1;
  }
  return float32(out, shape);
}

/** Items of a data set in the model's encoding. @throws DataError when the data does not fit the model's schema */
export function itemsOf(trained: TrainedModel, dataset: Dataset, limit = dataset.count): Items {
  checkSchema(trained.schema, dataset.schema, dataset.name);
  const count = Math.min(limit, dataset.count);
  const shape = [count, ...trained.model.item.shape];
  const out = new Float32Array(sizeOf(shape));
  fillBatch(
    fitted(trained, dataset),
    Uint32Array.from({ length: count }, (_, i) => i),
    out,
  );
  return float32(out, shape);
}

/** A data set with the model's column statistics, not its own. */
export function fitted(trained: TrainedModel, dataset: Dataset): Dataset {
  checkSchema(trained.schema, dataset.schema, dataset.name);
  return trained.schema.kind === "image" ? dataset : useColumns(dataset, trained.schema);
}

/** Items in the units of the source: columns unstandardised, pixels as they are in [0, 1]. */
export function inUnits(trained: TrainedModel, items: Items): Items {
  if (trained.schema.kind === "series") {
    return float32(Float32Array.from(unstandardiseWindows(trained.schema, items.data)), items.shape);
  }
  if (trained.schema.kind !== "vector") return items;
  return float32(Float32Array.from(unstandardise(trained.schema, items.data)), items.shape);
}

/** What a model that was trained on noise sees of clean items; the items themselves for any other model. */
export function corrupted(
  trained: TrainedModel,
  clean: Items,
  seed: number,
  spec = trained.config.train.corrupt,
): Items {
  if (spec === undefined) return clean;
  const seen = float32(new Float32Array(clean.data.length), clean.shape);
  corrupt(clean.data, parseCorruption(spec), { seed, step: 0, target: trained.schema.kind }, seen.data);
  return seen;
}
