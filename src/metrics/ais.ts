// Annealed importance sampling (Neal 2001; for decoders, Wu et al. 2017): latents are moved from the prior to the posterior along
// p(z) p(x|z)^t by Hamiltonian Monte Carlo, and the weights they gather estimate log p(x). It needs no encoder, so it checks
// what importance sampling with q(z|x) says: where q is narrower than the posterior, that one stays below.

import { float32, type HostArray } from "../array/index.ts";
import { BatchSource, type BinariseMode, type Dataset, scoringMode } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import {
  add,
  cast,
  grad,
  input,
  Key,
  less,
  log,
  minimum,
  mul,
  NoiseSource,
  randn,
  reshape,
  Scope,
  square,
  sub,
  sum,
  type Tensor,
  uniform,
  where,
} from "../graph/index.ts";
import { hasRealLatents, type Model, tiled } from "../models/index.ts";
import type { Executable, Runtime } from "../runtime/index.ts";
import { mean, standardErrorOf } from "../statistics/index.ts";
import type { Weights } from "./bound.ts";
import { constantsOf, feedsOf } from "./constants.ts";
import { LogSumExp } from "./nll.ts";

/** How long and how many. */
export interface AisOptions {
  /** Independent chains of each item; default 16. */
  readonly chains?: number;
  /** Temperatures between the prior and the posterior; default 500. */
  readonly temperatures?: number;
  /** Leapfrog steps of a transition; default 10. */
  readonly leapfrogs?: number;
  /** Key of every draw; default 0. */
  readonly seed?: number;
  /** Default none; dynamic counts as one fixed draw per item. */
  readonly binarise?: BinariseMode;
  readonly onProgress?: (share: number) => void;
}

/** An estimate over a data set. */
export interface AisResult {
  /** Mean negative log-likelihood in nats; on average an upper bound. */
  readonly nll: number;
  /** Standard error of that mean over the items. */
  readonly standardError: number;
  /** Per item [count]. */
  readonly perItem: Float64Array;
  /** Share of accepted transitions. */
  readonly accepted: number;
  readonly seconds: number;
}

// Wu et al. 2017: the step size of a chain grows after an accepted move and shrinks after a rejected one, towards this share.
const TARGET = 0.65;
const FASTER = 1.02;
const FIRST_STEP = 0.05;
const ITEMS = 50;

/** Estimates -log p(x) of every item. @throws ConfigError for latents that are not any real numbers, which gradients cannot move */
export async function annealedNll(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  dataset: Dataset,
  { chains = 16, temperatures = 500, leapfrogs = 10, seed = 0, binarise = "none", onProgress }: AisOptions = {},
): Promise<AisResult> {
  if (!hasRealLatents(model.config)) {
    throw new ConfigError(
      "annealed sampling: follows gradients through all of latent space, and these latents lie on a part of it, such as a sphere or bits; use importance sampling (--samples) alone",
    );
  }
  for (const [name, value] of Object.entries({ chains, temperatures, leapfrogs })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ConfigError(`annealed sampling: ${name} must be a positive whole number, got ${value}`);
    }
  }
  const started = performance.now();
  const items = Math.min(ITEMS, dataset.count);
  const rows = items * chains;
  const start = await compileStart(runtime, model, weights, items, chains);
  const move = await compileMove(runtime, model, weights, { items, chains, leapfrogs });
  const source = new BatchSource(dataset, {
    batchSize: items,
    seed,
    shuffle: false,
    binarise: scoringMode(binarise),
  });
  const perItem = new Float64Array(dataset.count);
  let accepted = 0;
  for (let step = 0; step < source.stepsPerEpoch; step++) {
    const batch = source.batch(0, step);
    const x = float32(batch.target, [items, ...model.item.shape]);
    let { z, logLikelihood } = (await start.run({ x }, seed, step)) as { z: HostArray; logLikelihood: HostArray };
    const logWeights = new Float64Array(rows);
    const sizes = new Float32Array(rows).fill(FIRST_STEP);
    for (let t = 1; t <= temperatures; t++) {
      const [before, now] = [temperatureAt(t - 1, temperatures), temperatureAt(t, temperatures)];
      const values = logLikelihood.data as Float32Array;
      for (let i = 0; i < rows; i++) logWeights[i]! += (now - before) * values[i]!;
      const feeds = { x, from: z, temperature: float32([now], []), sizes: float32(sizes.slice(), [rows, 1]) };
      const moved = await move.run(feeds, seed, step * temperatures + t);
      const took = moved.accepted!.data as Float32Array;
      for (let i = 0; i < rows; i++) {
        accepted += took[i]!;
        sizes[i]! *= took[i]! > 0 ? FASTER : FASTER ** (-TARGET / (1 - TARGET));
      }
      z = moved.z!;
      logLikelihood = moved.logLikelihood!;
    }
    for (let i = 0; i < batch.count; i++) {
      const total = new LogSumExp();
      for (let chain = 0; chain < chains; chain++) total.add(logWeights[chain * items + i]!);
      perItem[step * items + i] = Math.log(chains) - total.value;
    }
    onProgress?.((step + 1) / source.stepsPerEpoch);
  }
  await start.executable.dispose();
  await move.executable.dispose();
  return {
    nll: mean(perItem),
    standardError: standardErrorOf(perItem),
    perItem,
    accepted: accepted / (rows * temperatures * source.stepsPerEpoch),
    seconds: (performance.now() - started) / 1000,
  };
}

// A sigmoid in time, from 0 to 1: slow at both ends (Wu et al. 2017, section 5.1).
function temperatureAt(t: number, count: number): number {
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const [low, high] = [sigmoid(-4), sigmoid(4)];
  return (sigmoid(4 * ((2 * t) / count - 1)) - low) / (high - low);
}

interface Noisy {
  readonly executable: Executable;
  run(feeds: Readonly<Record<string, HostArray>>, seed: number, step: number): Promise<Record<string, HostArray>>;
}

async function compiled(
  runtime: Runtime,
  outputs: Readonly<Record<string, Tensor>>,
  constants: Record<string, HostArray>,
): Promise<Noisy> {
  const executable = await runtime.compile({ outputs, constants });
  const noise = new NoiseSource(Object.values(outputs));
  return {
    executable,
    run: (feeds, seed, step) => executable.run({ ...feedsOf(executable, feeds), ...noise.at(seed, step) }),
  };
}

// Draws from the prior, with the likelihood of the items under them.
function compileStart(runtime: Runtime, model: Model, weights: Weights, items: number, chains: number): Promise<Noisy> {
  const scope = new Scope({ training: false });
  const x = input("x", [items, ...model.item.shape]);
  const z = model.drawPrior(items * chains, { scope, key: new Key("ais/start") });
  const logLikelihood = model.decode(z, scope).logLikelihood(tiled(x, chains));
  return compiled(runtime, { z, logLikelihood }, constantsOf(scope, weights));
}

// One Hamiltonian transition that leaves p(z) p(x|z)^t as it is: momentum, leapfrog steps, acceptance.
function compileMove(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  { items, chains, leapfrogs }: { items: number; chains: number; leapfrogs: number },
): Promise<Noisy> {
  const scope = new Scope({ training: false });
  const rows = items * chains;
  const x = tiled(input("x", [items, ...model.item.shape]), chains);
  const first = input("from", [rows, model.latent]);
  const temperature = input("temperature", []);
  const sizes = input("sizes", [rows, 1]);
  const energy = (z: Tensor) => {
    const logLikelihood = model.decode(z, scope).logLikelihood(x);
    return { logLikelihood, density: add(model.logPrior(z, { scope }), mul(temperature, logLikelihood)) };
  };
  const slope = (z: Tensor) => grad(sum(energy(z).density), [z])[0]!;
  const momentum = randn(new Key("ais/momentum"), [rows, model.latent]);
  let z: Tensor = first;
  let p = add(momentum, mul(mul(sizes, 0.5), slope(z)));
  for (let i = 0; i < leapfrogs; i++) {
    z = add(z, mul(sizes, p));
    p = add(p, mul(i < leapfrogs - 1 ? sizes : mul(sizes, 0.5), slope(z)));
  }
  const kinetic = (p: Tensor) => mul(sum(square(p), { axes: 1 }), 0.5);
  const [before, after] = [energy(first), energy(z)];
  const change = add(sub(after.density, before.density), sub(kinetic(momentum), kinetic(p)));
  const accept = less(log(uniform(new Key("ais/accept"), [rows])), minimum(change, 0));
  const chosen = where(reshape(accept, [rows, 1]), z, first);
  return compiled(
    runtime,
    {
      z: chosen,
      logLikelihood: where(accept, after.logLikelihood, before.logLikelihood),
      accepted: cast(accept, "float32"),
    },
    constantsOf(scope, weights),
  );
}
