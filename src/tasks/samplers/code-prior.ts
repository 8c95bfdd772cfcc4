// A PixelCNN of a model's codes, trained when the model is finished (van den Oord et al. 2017): new items are codes drawn one
// after the other, then decoded.

import type { z } from "zod";
import { float32, type HostArray, sizeOf } from "../../array/index.ts";
import { BatchSource, type Dataset, splitDataset } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import { initialValues, input, mul, Scope, sum } from "../../graph/index.ts";
import { constantsOf } from "../../metrics/index.ts";
import { CodePrior, type PixelCnnOptions } from "../../models/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import { type EpochRecord, trainLoop, type Weights } from "../../train/index.ts";
import { Inference, itemsOf } from "../inference.ts";
import type { TrainedModel } from "../run.ts";
import type { codePriorSchema } from "./code-prior-schema.ts";
import { fitConfig, HELD_OUT } from "./fit-config.ts";
import { within } from "./on-latents.ts";
import { RowGraph } from "./row-graph.ts";
import type { LatentSampler, SamplerWeights } from "./sampler.ts";

/** How to train. */
export interface CodePriorOptions extends Omit<z.infer<typeof codePriorSchema>, "kind"> {
  /** Called after each epoch; losses are -log p of an item's codes in nats. */
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}

/** A trained PixelCNN. */
export interface FittedCodes {
  readonly weights: SamplerWeights;
  /** Training items that it was fitted to. */
  readonly items: number;
  /** Mean log probability of a held-out item's codes, in nats; as `prior` that of all codes equally often. */
  readonly heldOut: { readonly pixelcnn: number; readonly prior: number };
}

const PREFIX = "sampler.pixelcnn.";
const BATCH = 64;

/** Trains the PixelCNN on the codes of the training items. @throws ConfigError for a model without codes */
export async function fitCodePrior(
  runtime: Runtime,
  trained: TrainedModel,
  parts: { readonly train: Dataset; readonly validation?: Dataset },
  { filters = 32, layers = 5, kernel = 3, epochs, onEpoch }: CodePriorOptions = {},
): Promise<FittedCodes> {
  const layout = codesOf(trained);
  const prior = new CodePrior(layout, { filters, layers, kernel });
  const { seed } = trained.config.train;
  const all = await codeGrids(runtime, trained, parts.train, prior);
  const [train, held] = parts.validation
    ? [all, await codeGrids(runtime, trained, parts.validation, prior)]
    : splitDataset(all, HELD_OUT, seed);
  const config = fitConfig({
    items: train.count,
    batch: Math.min(BATCH, train.count),
    rate: 1e-3,
    steps: 2000,
    mostEpochs: 200,
    patience: 5,
    epochs,
    seed,
  });
  const scorer = await CodeScorer.compile(runtime, prior, held);
  try {
    const { weights } = await trainLoop({
      runtime,
      model: prior,
      config,
      train,
      validate: (values) => scorer.score(values),
      onEvent(event) {
        if (event.kind === "epoch") onEpoch?.(event.record);
      },
    });
    const { loss } = await scorer.score(weights);
    const uniform = sizeOf(layout.space) * layout.classes.reduce((total, size) => total - Math.log(size), 0);
    return {
      weights: Object.fromEntries(Object.entries(weights).map(([name, value]) => [`${PREFIX}${name}`, value])),
      items: train.count,
      heldOut: { pixelcnn: -loss, prior: uniform },
    };
  } finally {
    await scorer.dispose();
  }
}

/** The PixelCNN that a model was saved with. @throws ConfigError for a model without codes */
export function codePriorSampler(runtime: Runtime, trained: TrainedModel): LatentSampler {
  const own = within(PREFIX, trained.weights);
  const prior = new CodePrior(codesOf(trained), optionsOf(own));
  let scores: Promise<Executable> | undefined;
  let lookup: Promise<RowGraph> | undefined;
  return {
    kind: "pixelcnn",
    async draw(count, generator, temperature = 1) {
      scores ??= compileScores(runtime, prior, own);
      lookup ??= RowGraph.compile(runtime, trained.weights, prior.sites, (codes, scope) =>
        codesOf(trained).latents(codes, scope),
      );
      const noise = generator.fillUniform(new Float32Array(count * prior.sites));
      return (await lookup).run(await ancestral(await scores, prior, noise, temperature));
    },
    async dispose() {
      await (await scores)?.dispose();
      await (await lookup)?.dispose();
    },
  };
}

function codesOf({ model, name }: TrainedModel) {
  if (model.codes !== undefined) return model.codes;
  throw new ConfigError(
    `sampler: pixelcnn draws codes, got ${name}, a model without; train one with a quantiser, for example --preset vq-vae`,
  );
}

// Size of the network by the shapes of its weights.
function optionsOf(weights: SamplerWeights): PixelCnnOptions {
  const layers = Object.keys(weights).filter((name) => /^\d+\.vertical\.weight$/.test(name)).length;
  if (layers === 0) {
    throw new ConfigError("sampler: the model has no PixelCNN; fit one: vaekit fit-sampler RUN --kind pixelcnn");
  }
  return {
    layers,
    filters: weights.embedding!.shape[1]!,
    kernel: weights["0.vertical.weight"]!.shape[3]!,
  };
}

// Codes of all items as pictures of one channel.
async function codeGrids(runtime: Runtime, trained: TrainedModel, data: Dataset, prior: CodePrior): Promise<Dataset> {
  const inference = new Inference(trained, runtime);
  const { codes } = await inference.encode(itemsOf(trained, data));
  await inference.dispose();
  const [, height, width] = prior.item.shape as [number, number, number];
  return {
    name: "codes",
    schema: { kind: "image", height, width, channels: 1, values: "continuous", range: [0, 1] },
    count: data.count,
    values: codes!.data,
    scale: 1,
  };
}

// -log p of held-out codes.
class CodeScorer {
  private readonly executable: Executable;
  private readonly shape: readonly number[];
  private readonly held: Dataset;

  private constructor(executable: Executable, shape: readonly number[], held: Dataset) {
    this.executable = executable;
    this.shape = shape;
    this.held = held;
  }

  static async compile(runtime: Runtime, prior: CodePrior, held: Dataset): Promise<CodeScorer> {
    const scope = new Scope({ training: false });
    const shape = [BATCH, ...prior.item.shape];
    const total = sum(mul(prior.surprise(input("x", shape), scope), input("weights", [BATCH])));
    const first = initialValues(scope.variables(), 0);
    const resident = scope.variables().map(({ name, tensor }) => ({ input: tensor, value: first[name]! }));
    return new CodeScorer(await runtime.compile({ outputs: { total }, resident }), shape, held);
  }

  async score(weights: Weights): Promise<{ loss: number; reconstruction: number }> {
    await this.executable.write(weights);
    const source = new BatchSource(this.held, { batchSize: BATCH, seed: 0, shuffle: false });
    let total = 0;
    for (let step = 0; step < source.stepsPerEpoch; step++) {
      const batch = source.batch(0, step);
      const feeds = { x: float32(batch.target, this.shape), weights: float32(batch.weights) };
      total += Number((await this.executable.run(feeds)).total!.data[0]);
    }
    const loss = total / this.held.count;
    return { loss, reconstruction: loss };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

function compileScores(runtime: Runtime, prior: CodePrior, weights: SamplerWeights): Promise<Executable> {
  const scope = new Scope({ training: false });
  const scores = prior.logitsAt(input("x", [BATCH, prior.sites]), input("site", [1]), scope);
  return runtime.compile({ outputs: { scores }, constants: constantsOf(scope, weights) });
}

// Codes [count, sites], one site after the other for a batch at a time; noise in [0, 1) of the same shape.
async function ancestral(
  scores: Executable,
  { sites, classes }: CodePrior,
  noise: Float32Array,
  temperature: number,
): Promise<Float32Array> {
  const codes = new Float32Array(noise.length);
  const count = noise.length / sites;
  const x: HostArray<"float32"> = float32(new Float32Array(BATCH * sites), [BATCH, sites]);
  for (let start = 0; start < count; start += BATCH) {
    const rows = Math.min(BATCH, count - start);
    x.data.fill(0);
    for (let site = 0; site < sites; site++) {
      const results = await scores.run({ x, site: float32([site]) });
      const logits = results.scores!.data as Float32Array;
      for (let row = 0; row < rows; row++) {
        const own = logits.subarray(row * classes, (row + 1) * classes);
        x.data[row * sites + site] = classAt(own, noise[(start + row) * sites + site]!, temperature);
      }
    }
    codes.set(x.data.subarray(0, rows * sites), start * sites);
  }
  return codes;
}

/** The class at which the cumulative probability softmax(logits / temperature) passes u in [0, 1); the likeliest at temperature 0. */
export function classAt(logits: ArrayLike<number>, u: number, temperature = 1): number {
  let best = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[best]!) best = c;
  if (temperature === 0) return best;
  const shares = Array.from(logits, (v) => Math.exp((v - logits[best]!) / temperature));
  let rest = u * shares.reduce((total, share) => total + share, 0);
  for (const [c, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) return c;
  }
  return best;
}
