// Latents drawn through the model's own graph: from priors that are not N(0, I), and from posteriors of any kind.

import { float32, type HostArray, rows } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { input, Key, NoiseSource, Scope, type Tensor } from "../graph/index.ts";
import { constantsOf, feedsOf } from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import type { Items } from "./inference.ts";
import type { ConditionRows } from "./item-conditions.ts";
import { padded } from "./padded.ts";
import type { TrainedModel } from "./run.ts";

/** How latents are drawn. */
export interface LatentDrawOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Conditional models: what the items are conditioned on, one-hot rows [n, width]. */
  readonly condition?: ConditionRows | undefined;
}

const BATCH = 256;

/**
 * Latents [count, latent] from p(z), its normal noise times `temperature` (default 1).
 * @throws ConfigError for a temperature with a prior that has no normal noise, and for a model without a prior
 */
export async function drawPrior(
  runtime: Runtime,
  trained: TrainedModel,
  count: number,
  { seed = 0, condition, temperature = 1 }: LatentDrawOptions & { readonly temperature?: number } = {},
): Promise<HostArray<"float32">> {
  const { model } = trained;
  if (temperature !== 1 && !model.temperedPrior) {
    throw new ConfigError(
      `temperature: scales the normal noise of a prior, which the prior of this model does not have, got ${temperature}; leave it out`,
    );
  }
  const trace = ({ condition: given }: Inputs, batch: number, scope: Scope) =>
    model.drawPrior(batch, { scope, key: new Key("prior"), condition: given });
  return throughModel(runtime, trained, { fed: { condition }, count, seed, temperature }, trace);
}

/** One latent per item [n, latent] from q(z|x). */
export async function drawPosterior(
  runtime: Runtime,
  trained: TrainedModel,
  items: Items,
  { seed = 0, condition }: LatentDrawOptions = {},
): Promise<HostArray<"float32">> {
  const { model } = trained;
  const trace = ({ x, condition: given }: Inputs, _batch: number, scope: Scope) =>
    model.draw(model.encode(x!, scope, given), { scope, key: new Key("posterior"), target: x!, condition: given }).z;
  return throughModel(runtime, trained, { fed: { x: items, condition }, count: items.shape[0]!, seed }, trace);
}

type Inputs = Readonly<Record<string, Tensor | undefined>>;

/** What a graph of latents is run on. */
export interface LatentRows {
  /** Rows [count, ...] of each input, by name. */
  readonly fed: Readonly<Record<string, HostArray<"float32"> | undefined>>;
  readonly count: number;
  /** Key of the noise; default 0. */
  readonly seed?: number;
  /** Factor on normal noise; default 1. */
  readonly temperature?: number;
}

/** Latents [count, latent] that `trace` makes of its inputs and of noise, batch by batch. */
export async function throughModel(
  runtime: Runtime,
  { model, weights }: TrainedModel,
  { fed, count, seed = 0, temperature = 1 }: LatentRows,
  trace: (inputs: Inputs, batch: number, scope: Scope) => Tensor,
): Promise<HostArray<"float32">> {
  const batch = Math.min(BATCH, 2 ** Math.ceil(Math.log2(Math.max(count, 1))));
  const scope = new Scope({ training: false });
  const given = Object.entries(fed).flatMap(([name, all]) => (all ? [[name, all] as const] : []));
  const inputs = given.map(([name, { shape }]) => [name, input(name, [batch, ...shape.slice(1)])]);
  const z = trace(Object.fromEntries(inputs), batch, scope);
  const executable = await runtime.compile({ outputs: { z }, constants: constantsOf(scope, weights) });
  const noise = new NoiseSource([z]);
  const out = new Float32Array(count * model.latent);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(start + batch, count);
    const values = noise.at(seed, start / batch);
    if (temperature !== 1) for (const [name, array] of Object.entries(values)) scale(name, array, temperature);
    const batches = given.map(([name, all]) => [name, padded(rows(all, start, end), batch)]);
    const results = await executable.run(feedsOf(executable, { ...Object.fromEntries(batches), ...values }));
    const got = results.z!.data as Float32Array;
    out.set(got.subarray(0, (end - start) * model.latent), start * model.latent);
  }
  await executable.dispose();
  return float32(out, [count, model.latent]);
}

// The arrays of a noise source are filled anew at each step.
function scale(name: string, { data }: HostArray, factor: number): void {
  if (!name.startsWith("noise:normal:")) return;
  const values = data as Float32Array;
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}
