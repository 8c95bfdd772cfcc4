// How close generated pictures come to real ones: Frechet distance, precision and recall, density and coverage of
// features. The floor says what the same measure gives for two sets of real pictures.

import { Generator } from "../array/index.ts";
import { type Dataset, subset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { frechetDistance, type PrecisionRecall, precisionRecall } from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { classifierFeatures, type FeatureExtractor, type OnnxFeatureOptions, onnxFeatures } from "./features.ts";
import { sample } from "./generate.ts";
import { itemsOf } from "./inference.ts";
import { reconstruct } from "./restore.ts";
import type { TrainedModel } from "./run.ts";
import { canSample } from "./samplers/open.ts";

/** How to compare pictures. */
export interface PictureOptions {
  /** Most pictures of each set; default 10,000. */
  readonly count?: number;
  /** Bytes of an ONNX model of features; default a classifier trained on the labels of the training items. */
  readonly features?: Uint8Array;
  /** What errors call that model, and which of its outputs to take. */
  readonly onnx?: OnnxFeatureOptions;
  /** Key of the sets, the samples and the classifier; default 0. */
  readonly seed?: number;
  /** Told what is being done, in words. */
  readonly onStage?: (text: string) => void;
}

/** Measures of pictures. An autoencoder that cannot be sampled from has only those of its reconstructions. */
export interface PictureQuality extends Partial<PrecisionRecall> {
  /** Frechet distances to the held-out pictures, the lower the better; comparable for equal features and counts only. */
  readonly frechet: {
    readonly samples?: number;
    readonly reconstructions: number;
    /** Of as many training pictures: what a perfect model would get. */
    readonly floor: number;
  };
  /** What the features are. */
  readonly features: string;
  /** Share of the held-out pictures that the program's own classifier gets right. */
  readonly accuracy?: number;
  /** Pictures in each set; the neighbours of precision and the like are sought among fewer. */
  readonly counts: { readonly pictures: number; readonly neighbours: number };
  readonly seconds: number;
}

const LEAST = 20;
const MOST = 10_000;
// All distances between two sets are computed: 25 million.
const MOST_NEIGHBOURS = 5000;
const CHUNK = 1000;

/**
 * Compares samples and reconstructions with held-out pictures `test`, as they are (not binarised). All sets are of one size, since the
 * measures depend on it: that of `test`, or of `train` where that is smaller.
 * @throws ConfigError for data that is no pictures, too few of them, or no labels to learn features from
 */
export async function evaluatePictures(
  runtime: Runtime,
  trained: TrainedModel,
  { train, test }: { readonly train: Dataset; readonly test: Dataset },
  { count: most = MOST, features: bytes, onnx, seed = 0, onStage }: PictureOptions = {},
): Promise<PictureQuality> {
  const started = performance.now();
  if (trained.schema.kind !== "image") {
    throw new ConfigError(`pictures: the model must be one of pictures, got ${trained.schema.kind} data; leave it out`);
  }
  const count = Math.min(most, MOST, test.count, train.count);
  if (count < LEAST) {
    throw new ConfigError(`pictures: at least ${LEAST} of each part are needed, got ${count}; give more data`);
  }
  const extractor = await featuresOf(runtime, trained, { train, test }, bytes, { onnx, seed, onStage });
  try {
    const { width } = extractor;
    const ofData = async (data: Dataset) => {
      const out = new Float32Array(data.count * width);
      for (let at = 0; at < data.count; at += CHUNK) {
        const part = subset(data, range(at, Math.min(at + CHUNK, data.count)));
        out.set(await extractor.extract(itemsOf(trained, part)), at * width);
      }
      return out;
    };
    onStage?.(`features of ${count} real pictures and their reconstructions`);
    const held = draw(test, count, seed, "pictures/test");
    const real = await ofData(held);
    const others = await ofData(draw(train, count, seed, "pictures/train"));
    const { restored } = await reconstruct(runtime, trained, held);
    const rebuilt = await extractor.extract(restored);
    const known = {
      reconstructions: frechetDistance(rebuilt, real, width),
      floor: frechetDistance(others, real, width),
    };
    const rest = {
      features: extractor.what,
      ...(extractor.accuracy === undefined ? {} : { accuracy: extractor.accuracy }),
    };
    const near = Math.min(count, MOST_NEIGHBOURS);
    const counts = { pictures: count, neighbours: near };
    const seconds = () => (performance.now() - started) / 1000;
    if (!canSample(trained)) return { frechet: known, ...rest, counts, seconds: seconds() };
    onStage?.(`features of ${count} samples`);
    const { items } = await sample(runtime, trained, { count, seed });
    const made = await extractor.extract(items);
    onStage?.(`distances between ${near} pictures of each set`);
    const shares = precisionRecall(real.subarray(0, near * width), made.subarray(0, near * width), width);
    const frechet = { samples: frechetDistance(made, real, width), ...known };
    return { frechet, ...shares, ...rest, counts, seconds: seconds() };
  } finally {
    await extractor.dispose();
  }
}

function featuresOf(
  runtime: Runtime,
  trained: TrainedModel,
  parts: { readonly train: Dataset; readonly test: Dataset },
  bytes: Uint8Array | undefined,
  { onnx, seed = 0, onStage }: { [K in "onnx" | "seed" | "onStage"]: PictureOptions[K] | undefined },
): Promise<FeatureExtractor> {
  if (bytes !== undefined) return onnxFeatures(runtime, bytes, trained.model.item.shape, onnx);
  const onEpoch = (epoch: number, epochs: number) => {
    if (epochs <= 10 || epoch % 10 === 1) onStage?.(`classifier for features: epoch ${epoch} of ${epochs}`);
  };
  return classifierFeatures(runtime, parts, { seed, onEpoch });
}

const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);

// Not the first ones: folders come sorted by label.
function draw(data: Dataset, count: number, seed: number, stream: string): Dataset {
  return subset(data, new Generator(seed, stream).permutation(data.count).subarray(0, count));
}
