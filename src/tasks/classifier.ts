// The program's own judge of pictures: a small convolutional network that learns the labels of the training items. Its
// last hidden layer serves as features that compare sets of pictures, where an Inception network would not fit.

import { float32, Generator, type Shape } from "../array/index.ts";
import { BatchSource, type Dataset, eventShape, subset } from "../data/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import { initialValues, input, logSoftmax, mul, neg, Scope, sum } from "../graph/index.ts";
import { constantsOf, type Weights } from "../metrics/index.ts";
import { applyLayers, type Layer } from "../nn/index.ts";
import { optimiser } from "../optim/index.ts";
import type { Runtime, Values } from "../runtime/index.ts";
import { compileStep } from "../train/index.ts";

/** Width of the features. */
export const CLASSIFIER_FEATURES = 128;

/** How to train. */
export interface ClassifierOptions {
  /** Key of first weights and order; default 0. */
  readonly seed?: number;
  /** Passes over the training items; default 3, and more where those are fewer than 600 steps. */
  readonly epochs?: number;
  /** Called before each epoch, from 1. */
  readonly onEpoch?: (epoch: number, epochs: number) => void;
}

/** A trained classifier of pictures. */
export interface Classifier {
  readonly shape: Shape;
  readonly classes: number;
  readonly weights: Weights;
}

const BATCH = 128;
const MOST_ITEMS = 60_000;
const LEAST_STEPS = 600;
const RATE = 2e-3;

/** Convolutions of stride two until a side has at most eight pixels, then one dense layer. */
export function classifierLayers([, height, width]: Shape): Layer[] {
  const layers: Layer[] = [];
  for (
    let side = Math.max(height!, width!), filters = 32;
    layers.length === 0 || side > 8;
    side = Math.ceil(side / 2)
  ) {
    layers.push({ kind: "conv", filters, kernel: 3, stride: 2, padding: "same" }, { kind: "relu" });
    filters = 64;
  }
  return [...layers, { kind: "flatten" }, { kind: "dense", units: CLASSIFIER_FEATURES }, { kind: "relu" }];
}

/**
 * Learns the labels of pictures with Adam at a rate falling to zero; the same call gives the same weights on the same
 * machine. Of more than 60,000 items as many are drawn.
 * @throws ConfigError for items without labels, DataError for one class
 */
export async function trainClassifier(
  runtime: Runtime,
  dataset: Dataset,
  { seed = 0, epochs, onEpoch }: ClassifierOptions = {},
): Promise<Classifier> {
  const classes = labelledClasses(dataset);
  const items =
    dataset.count <= MOST_ITEMS
      ? dataset
      : subset(dataset, new Generator(seed, "classifier").permutation(dataset.count).subarray(0, MOST_ITEMS));
  const source = new BatchSource(items, { batchSize: BATCH, seed });
  const passes = epochs ?? Math.max(3, Math.ceil(LEAST_STEPS / source.stepsPerEpoch));
  const shape = eventShape(dataset.schema);
  const scope = new Scope({ training: true });
  const [target, weights] = [input("target", [BATCH, classes]), input("weights", [BATCH])];
  const { logits } = trace(input("x", [BATCH, ...shape]), classes, scope);
  const perItem = neg(sum(mul(target, logSoftmax(logits)), { axes: 1 }));
  const values = initialValues(scope.variables(), seed);
  const step = await compileStep(runtime, {
    loss: sum(mul(perItem, weights)),
    terms: {},
    parameters: scope.variables().map(({ name, tensor }) => ({ tensor, value: values[name]! })),
    states: [],
    rule: optimiser({ kind: "adam" }),
  });
  const total = passes * source.stepsPerEpoch;
  for (let at = 0; at < total; at++) {
    const epoch = Math.floor(at / source.stepsPerEpoch);
    if (at % source.stepsPerEpoch === 0) onEpoch?.(epoch + 1, passes);
    const batch = source.batch(epoch, at % source.stepsPerEpoch);
    const oneHot = new Float32Array(BATCH * classes);
    batch.labels!.forEach((label, row) => {
      oneHot[row * classes + label] = 1;
    });
    const feeds = {
      x: float32(batch.input, [BATCH, ...shape]),
      target: float32(oneHot, [BATCH, classes]),
      weights: float32(
        batch.weights.map((w) => w / batch.count),
        [BATCH],
      ),
    };
    await step.run(feeds, at + 1, RATE * (1 - at / total));
  }
  const { parameters } = await step.read();
  await step.dispose();
  return { shape, classes, weights: parameters };
}

/** A classifier compiled for batches: features [batch, 128] and logits [batch, classes] of the feed `x` [batch, ...shape]. */
export function compileClassifier(runtime: Runtime, { shape, classes, weights }: Classifier, batch: number) {
  const scope = new Scope({ training: false });
  const outputs = trace(input("x", [batch, ...shape]), classes, scope);
  return runtime.compile({ outputs, constants: constantsOf(scope, weights) as Values });
}

/** Share of the labelled items whose class has the largest logit. */
export async function classifierAccuracy(runtime: Runtime, classifier: Classifier, dataset: Dataset): Promise<number> {
  labelledClasses(dataset);
  const { classes, shape } = classifier;
  const batchSize = Math.min(256, dataset.count);
  const executable = await compileClassifier(runtime, classifier, batchSize);
  const source = new BatchSource(dataset, { batchSize, seed: 0, shuffle: false });
  let right = 0;
  for (let at = 0; at < source.stepsPerEpoch; at++) {
    const { count, input: items, labels } = source.batch(0, at);
    const { logits } = await executable.run({ x: float32(items, [batchSize, ...shape]) });
    const scores = logits!.data as Float32Array;
    for (let i = 0; i < count; i++) {
      const row = scores.subarray(i * classes, (i + 1) * classes);
      if (row.indexOf(Math.max(...row)) === labels![i]) right++;
    }
  }
  await executable.dispose();
  return right / dataset.count;
}

function trace(x: ReturnType<typeof input>, classes: number, scope: Scope) {
  const features = applyLayers(classifierLayers(x.shape.slice(1)), x, scope.child("features"));
  const logits = applyLayers([{ kind: "dense", units: classes }], features, scope.child("classes"));
  return { features, logits };
}

function labelledClasses({ name, labels, schema }: Dataset): number {
  const classes = schema.labels?.length ?? 0;
  if (labels === undefined || classes === 0) {
    throw new ConfigError(
      `features: the classifier that judges pictures learns from labels, ${name} has none; give a model of features with --features FILE.onnx, or labels with --labels`,
    );
  }
  if (classes < 2) {
    throw new DataError(
      `features: the classifier that judges pictures needs two classes, ${name} has ${classes}; give a model of features with --features FILE.onnx`,
    );
  }
  return classes;
}
