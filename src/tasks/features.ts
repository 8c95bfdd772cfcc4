// Features of pictures, in which sets of them are compared: the program's own classifier, or any ONNX model.

import { float32, formatShape, rows, type Shape, sizeOf } from "../array/index.ts";
import type { Dataset } from "../data/index.ts";
import { ConfigError, DataError, ExecutionError } from "../errors.ts";
import type { ModelValue, OnnxModel, Runtime, Values } from "../runtime/index.ts";
import {
  CLASSIFIER_FEATURES,
  type ClassifierOptions,
  classifierAccuracy,
  compileClassifier,
  trainClassifier,
} from "./classifier.ts";
import type { Items } from "./inference.ts";
import { padded } from "./padded.ts";

/** Turns pictures into rows of features. */
export interface FeatureExtractor {
  /** What the features are, for people. */
  readonly what: string;
  /** Features of one picture. */
  readonly width: number;
  /** Share of the held-out items that the classifier behind the features gets right. */
  readonly accuracy?: number;
  /** Features of pictures [n, channels, height, width] in [0, 1], flat [n, width]. */
  extract(pictures: Items): Promise<Float32Array>;
  dispose(): Promise<void>;
}

const BATCH = 128;

/**
 * Features of a classifier trained on `train`; `test` gives its accuracy.
 * @throws ConfigError for items without labels
 */
export async function classifierFeatures(
  runtime: Runtime,
  { train, test }: { readonly train: Dataset; readonly test?: Dataset },
  options: ClassifierOptions = {},
): Promise<FeatureExtractor> {
  const classifier = await trainClassifier(runtime, train, options);
  const executable = await compileClassifier(runtime, classifier, BATCH);
  const width = CLASSIFIER_FEATURES;
  return {
    what: `${width} features of a classifier of ${train.name}'s ${classifier.classes} labels`,
    width,
    ...(test?.labels ? { accuracy: await classifierAccuracy(runtime, classifier, test) } : {}),
    extract: (pictures) =>
      inBatches(pictures, BATCH, width, async (x) => (await executable.run({ x })).features!.data as Float32Array),
    dispose: () => executable.dispose(),
  };
}

/** Which model, and what of it. */
export interface OnnxFeatureOptions {
  /** What errors call the model; default `features`. */
  readonly name?: string;
  /** Output that holds the features [n, d]; default the last one of that shape. */
  readonly output?: string;
}

/**
 * Features of an ONNX model whose one input takes pictures of `shape` [channels, height, width] in [0, 1] as
 * [n, channels, height, width].
 * @throws DataError for bytes that are no model, or one that takes something else or has no output [n, d]; ConfigError for an
 * unknown output
 */
export async function onnxFeatures(
  runtime: Runtime,
  bytes: Uint8Array,
  shape: Shape,
  { name = "features", output }: OnnxFeatureOptions = {},
): Promise<FeatureExtractor> {
  const model = await ofFile(name, "cannot be loaded as an ONNX model", () => runtime.loadOnnx(bytes));
  try {
    const source = pictureInput(model, shape, name);
    const batch = typeof source.shape[0] === "number" && source.shape[0] > 0 ? source.shape[0] : BATCH;
    const blank = float32(new Float32Array(batch * sizeOf(shape)), [batch, ...shape]);
    const all = await ofFile(name, `fails on pictures [${batch}, ${shape.join(", ")}]`, () =>
      model.run({ [source.name]: blank }),
    );
    const { chosen, width } = featureOutput(model, all, batch, name, output);
    return {
      what: `${width} features ${chosen} of ${name}`,
      width,
      extract: (pictures) =>
        inBatches(pictures, batch, width, async (x) => {
          const results = await model.run({ [source.name]: x }, [chosen]);
          return results[chosen]!.data as Float32Array;
        }),
      dispose: () => model.dispose(),
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

// What fails in a file of the user's is no fault of the engine.
async function ofFile<T>(name: string, failure: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ExecutionError)) throw error;
    throw new DataError(`${name}: ${failure} (${error.message}); give another model of features`, { cause: error });
  }
}

function pictureInput({ inputs }: OnnxModel, shape: Shape, name: string): ModelValue {
  const [source, ...more] = inputs;
  const list = inputs.map((value) => `${value.name} ${value.dtype} ${formatModelShape(value.shape)}`).join(", ");
  const wanted = `pictures as float32 [n, ${shape.join(", ")}] in [0, 1]`;
  if (source === undefined || more.length > 0) {
    throw new DataError(
      `${name}: a model of features must have one input that takes ${wanted}, got ${list || "none"}; give another`,
    );
  }
  const sizes = source.shape.slice(1);
  const open = source.shape.length === 0;
  const fits = sizes.length === shape.length && sizes.every((size, i) => !fixed(size) || size === shape[i]);
  if (source.dtype === "float32" && (open || fits)) return source;
  throw new DataError(
    `${name}: its input must take ${wanted}, got ${list}; give a model for this size that scales its input itself, or a run trained on pictures of the model's size (--resize, --channels)`,
  );
}

const fixed = (size: number | string): boolean => typeof size === "number" && size > 0;

const formatModelShape = (shape: readonly (number | string)[]): string =>
  `[${shape.map((size, i) => (fixed(size) ? size : i === 0 ? "n" : String(size))).join(", ")}]`;

function featureOutput({ outputs }: OnnxModel, results: Values, batch: number, name: string, output?: string) {
  const shown = outputs.map((value) => `${value.name} ${formatShape(results[value.name]!.shape)}`).join(", ");
  if (output !== undefined && results[output] === undefined) {
    throw new ConfigError(`${name}: has no output "${output}"; known: ${shown}`);
  }
  const suits = ({ name: candidate }: ModelValue) => {
    const { dtype, shape } = results[candidate]!;
    return dtype === "float32" && shape.length === 2 && shape[0] === batch;
  };
  const found = outputs.filter((value) => (output === undefined || value.name === output) && suits(value)).at(-1);
  if (found !== undefined) return { chosen: found.name, width: results[found.name]!.shape[1]! };
  throw new DataError(
    `${name}: ${output === undefined ? "an output" : `output ${output}`} must be float32 [n, d], got ${shown}; give a model that ends in a flat layer`,
  );
}

async function inBatches(
  pictures: Items,
  batch: number,
  width: number,
  run: (x: Items) => Promise<Float32Array>,
): Promise<Float32Array> {
  const count = pictures.shape[0]!;
  const out = new Float32Array(count * width);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(start + batch, count);
    const values = await run(padded(rows(pictures, start, end), batch));
    out.set(values.subarray(0, (end - start) * width), start * width);
  }
  return out;
}
