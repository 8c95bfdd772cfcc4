// The KL of a VAE in two parts (Hoffman & Johnson 2016): mean KL(q(z|x) || p(z)) = I(x; z) + KL(q(z) || p(z)) with the aggregate
// posterior q(z), the mixture of the posteriors of all items. The first part is what latents say of items, the second is how far
// draws from the prior lie from what the decoder has seen.

import { float32, type HostArray } from "../array/index.ts";
import { BatchSource, type BinariseMode, type Dataset, scoringMode } from "../data/index.ts";
import { broadcastTo, input, Key, NoiseSource, reshape, Scope, type Tensor } from "../graph/index.ts";
import type { Encoded, Model } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import type { Weights } from "./bound.ts";
import { constantsOf, feedsOf } from "./constants.ts";
import { LogSumExp } from "./nll.ts";

/** How the parts are estimated. */
export interface AggregateOptions {
  /** Items of the mixture, the first ones; default 1000. The mutual information cannot come out above log(items). */
  readonly items?: number;
  /** Key of the draws and of binarisation; default 0. */
  readonly seed?: number;
  /** Default none. */
  readonly binarise?: BinariseMode;
}

/** The parts of the mean KL, in nats. */
export interface AggregateKl {
  /** I(x; z) under q. */
  readonly mutualInformation: number;
  /** KL(q(z) || p(z)). */
  readonly marginalKl: number;
  readonly items: number;
}

const MOST_BLOCK = 50;

/** The parts of the mean KL, or undefined for a model without the density q(z|x) of any latents. */
export async function aggregateKl(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  dataset: Dataset,
  { items = 1000, seed = 0, binarise = "none" }: AggregateOptions = {},
): Promise<AggregateKl | undefined> {
  if (!model.knowsPosterior) return undefined;
  const block = Math.min(MOST_BLOCK, dataset.count);
  const blocks = Math.floor(Math.min(items, dataset.count) / block);
  const count = block * blocks;
  const draws = await drawBlocks(runtime, model, weights, dataset, { block, blocks, seed, binarise });
  const pairs = await compilePairs(runtime, model, weights, draws[0]!.encoded);
  const totals = Array.from({ length: count }, () => new LogSumExp());
  for (const { encoded } of draws) {
    for (const [b, { z }] of draws.entries()) {
      const { density } = await pairs.run(feedsOf(pairs, { ...prefixed(encoded), z }));
      const values = density!.data as Float32Array;
      for (let s = 0; s < block; s++) {
        for (let j = 0; j < block; j++) totals[b * block + s]!.add(values[s * block + j]!);
      }
    }
  }
  await pairs.dispose();
  let [information, marginal] = [0, 0];
  for (const [b, { logPosterior, logPrior }] of draws.entries()) {
    for (let s = 0; s < block; s++) {
      const aggregate = totals[b * block + s]!.value - Math.log(count);
      information += ((logPosterior.data as Float32Array)[s]! - aggregate) / count;
      marginal += (aggregate - (logPrior.data as Float32Array)[s]!) / count;
    }
  }
  return { mutualInformation: information, marginalKl: marginal, items: count };
}

interface Drawn {
  readonly encoded: Readonly<Record<string, HostArray>>;
  readonly z: HostArray;
  readonly logPosterior: HostArray;
  readonly logPrior: HostArray;
}

// One draw of each item, block by block, with what its item's encoder said.
async function drawBlocks(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  dataset: Dataset,
  { block, blocks, seed, binarise }: { block: number; blocks: number; seed: number; binarise: BinariseMode },
): Promise<Drawn[]> {
  const scope = new Scope({ training: false });
  const x = input("x", [block, ...model.item.shape]);
  const encoded = model.encode(x, scope);
  const { z, cost } = model.draw(encoded, { scope, key: new Key("aggregate"), target: x });
  const { logPosterior, logPrior } = cost!;
  const outputs: Record<string, Tensor> = { z, logPosterior, logPrior, ...prefixed(encoded as Defined) };
  const executable = await runtime.compile({ outputs, constants: constantsOf(scope, weights) });
  const noise = new NoiseSource(Object.values(outputs));
  const source = new BatchSource(dataset, {
    batchSize: block,
    seed,
    shuffle: false,
    binarise: scoringMode(binarise),
  });
  const drawn: Drawn[] = [];
  for (let step = 0; step < blocks; step++) {
    const items = float32(source.batch(0, step).target, [block, ...model.item.shape]);
    const { z, logPosterior, logPrior, ...rest } = await executable.run({
      ...feedsOf(executable, { x: items }),
      ...noise.at(seed, step),
    });
    const named = Object.entries(rest).map(([name, values]) => [name.slice(PREFIX.length), values] as const);
    drawn.push({ z: z!, logPosterior: logPosterior!, logPrior: logPrior!, encoded: Object.fromEntries(named) });
  }
  await executable.dispose();
  return drawn;
}

type Defined = Readonly<Record<string, Tensor>>;

const PREFIX = "encoded:";

function prefixed<T>(encoded: Readonly<Record<string, T>>): Record<string, T> {
  const defined = Object.entries(encoded).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [`${PREFIX}${name}`, value]));
}

// log q(z_s | x_j) for the latents of one block and the items of another, [block * block] with s varying slowest.
function compilePairs(runtime: Runtime, model: Model, weights: Weights, first: Drawn["encoded"]) {
  const scope = new Scope({ training: false });
  const encoded = Object.fromEntries(
    Object.entries(first).map(([name, { shape }]) => [name, input(`${PREFIX}${name}`, shape)]),
  ) as unknown as Encoded;
  const [block, size] = [encoded.mean.shape[0]!, model.latent];
  const z = broadcastTo(reshape(input("z", [block, size]), [block, 1, size]), [block, block, size]);
  const density = model.logPosterior(encoded, reshape(z, [block * block, size]), { scope });
  return runtime.compile({ outputs: { density }, constants: constantsOf(scope, weights) });
}
