// Training steps as the library's own presets trace them: the two that every contestant runs, and those of the methods that
// are measured beside their plain twins. Neutral: also bundled for the browser.

import { float32, Generator } from "vaekit/array";
import { byteImages } from "vaekit/data";
import { simplify } from "vaekit/graph";
import { Model } from "vaekit/models";
import { itemOf, resolveConfig } from "vaekit/tasks";
import { INPUTS, scheduledInput, traceStep } from "vaekit/train";
import { experiments } from "../reproduce/experiments.mjs";

/** Batches of random pixels that a contestant takes turns through. */
export const DATA_BATCHES = 8;

const tanhLayers = [
  { kind: "flatten" },
  ...[200, 200].flatMap((units) => [{ kind: "dense", units }, { kind: "tanh" }]),
];
// The one-layer model of Burda et al. 2016.
const oneLayer = (objective) => ({
  preset: "mnist",
  config: { model: { latent: 50, encoder: tanhLayers, objective } },
});
const leaky = (units) => [{ kind: "dense", units }, { kind: "batchNorm" }, { kind: "leakyRelu", slope: 0.1 }];

const WORKLOADS = {
  // The example of tensorflow/tfjs-examples.
  fashion: experiments.find(({ name }) => name === "fashion-tfjs").choices,
  dense: { preset: "mnist" },
  conv: { preset: "conv" },
  "one-layer": oneLayer({ kind: "elbo" }),
  "iwae-5": oneLayer({ kind: "importance", samples: 5 }),
  "iwae-50": oneLayer({ kind: "importance", samples: 50 }),
  vq: { preset: "vq-vae" },
  ladder: { preset: "ladder" },
  "ladder-plain": {
    preset: "mnist",
    config: { model: { latent: 64, encoder: [{ kind: "flatten" }, ...leaky(512), ...leaky(512)] } },
  },
};
const PICTURE = { height: 28, width: 28, channels: 1 };

/** The step of a workload at a batch size, traced. */
export function tracedStep(name, batch) {
  const choices = WORKLOADS[name];
  if (choices === undefined) {
    throw new Error(`workload: must be one of ${Object.keys(WORKLOADS).join(", ")}, got ${name}`);
  }
  const pictures = byteImages("random", new Uint8Array(2 * 784), PICTURE);
  const { config } = resolveConfig({ ...choices, set: [`train.batch=${batch}`] }, pictures);
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
    this.scheduled = Object.fromEntries(
      Object.entries(model.scheduled(0)).map(([key, value]) => [scheduledInput(key), float32([value], [])]),
    );
  }

  /** Feeds of step number `step` (from 0). */
  at(step) {
    return {
      ...this.noise.at(0, step),
      [INPUTS.input]: this.batches[step % DATA_BATCHES],
      [INPUTS.weights]: this.weights,
      ...this.scheduled,
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
