// The two training steps that every contestant runs, as the library's own presets trace them. Neutral: also bundled
// for the browser.

import { float32, Generator } from "vaekit/array";
import { byteImages } from "vaekit/data";
import { simplify } from "vaekit/graph";
import { Model } from "vaekit/models";
import { itemOf, resolveConfig } from "vaekit/tasks";
import { INPUTS, scheduledInput, traceStep } from "vaekit/train";

/** Batches of random pixels that a contestant takes turns through. */
export const DATA_BATCHES = 8;

const PRESETS = { dense: "mnist", conv: "conv" };
const PICTURE = { height: 28, width: 28, channels: 1 };

/** The step of a workload (`dense` or `conv`) at a batch size, traced. */
export function tracedStep(name, batch) {
  const preset = PRESETS[name];
  if (preset === undefined) throw new Error(`workload: must be dense or conv, got ${name}`);
  const pictures = byteImages("random", new Uint8Array(2 * 784), PICTURE);
  const { config } = resolveConfig({ preset, set: [`train.batch=${batch}`] }, pictures);
  const model = new Model(config.model, itemOf(pictures.schema));
  return { model, config, ...traceStep(model, config.train) };
}

/** What a step is fed: prepared batches of random pixels, fresh noise for each step. */
export class Feeds {
  constructor({ model, config, noise }) {
    const shape = [config.train.batch, ...model.item.shape];
    this.noise = noise;
    this.rate = config.train.optimiser.rate;
    this.batches = Array.from({ length: DATA_BATCHES }, (_, i) => uniform(shape, i));
    this.weights = float32(new Float32Array(config.train.batch).fill(1 / config.train.batch));
    this.beta = float32([1], []);
  }

  /** Feeds of step number `step` (from 0). */
  at(step) {
    return {
      ...this.noise.at(0, step),
      [INPUTS.input]: this.batches[step % DATA_BATCHES],
      [INPUTS.weights]: this.weights,
      [scheduledInput("beta")]: this.beta,
    };
  }
}

/** Uniform random numbers in [0, 1) of a shape; `index` tells arrays apart. */
export function uniform(shape, index = 0) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  new Generator(0, "bench", index).fillUniform(data);
  return float32(data, shape);
}

/** A named graph without what it does not need, as the runtimes compile it. */
export function simplified(outputs) {
  const nodes = simplify(Object.values(outputs));
  return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, nodes[i]]));
}
