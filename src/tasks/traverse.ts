// traverse: items along each latent dimension, the others held; what a dimension and a step are depends on the latents' space.

import { float32, type HostArray } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { type LatentLayer, type LatentSpace, latentSpace } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { drawPrior, throughModel } from "./draw-latents.ts";
import type { Generated } from "./generate.ts";
import { Inference, inUnits } from "./inference.ts";
import { type ConditionRows, conditionGiven, conditionsOver, type GivenCondition } from "./item-conditions.ts";
import { ballExponential, ballLogarithm } from "./latent-paths.ts";
import type { TrainedModel } from "./run.ts";

/** How to sweep latent dimensions. */
export interface TraverseOptions {
  /** Items per dimension; default 9. Bits have two, classes as many as there are. */
  readonly steps?: number;
  /** The sweep goes from -range to range in units of the prior's standard deviation; default 2.5. */
  readonly range?: number;
  /** Start from this latent [latent]; default the middle of the prior, and where it has none (directions, bits, classes) a draw. */
  readonly from?: Float32Array;
  /** Dimensions to sweep; default all, of a hierarchy those of its top layer. Where latents are classes, the variables. */
  readonly dimensions?: readonly number[];
  /** Conditional models: what the items are to be; what is not named is as in `own`. */
  readonly condition?: GivenCondition | undefined;
  /** Conditional models: the condition of the item whose latent is `from` [1, width]. */
  readonly own?: ConditionRows | undefined;
}

/** Swept items: rows of `steps`, one row per dimension. */
export interface Traversal extends Generated {
  readonly dimensions: readonly number[];
  readonly steps: number;
}

/**
 * Sweeps each latent dimension, the others held. On a sphere the others shrink as one grows; in a ball steps are geodesic distances.
 * In a hierarchy the layers below the swept one follow by the means of their priors, and steps are deviations of its own prior.
 * @throws ConfigError for impossible options, and for the codes of a quantiser, which have no direction
 */
export async function traverse(
  runtime: Runtime,
  trained: TrainedModel,
  { steps = 9, range = 2.5, from, dimensions, condition, own }: TraverseOptions = {},
): Promise<Traversal> {
  const { model, name } = trained;
  const space = latentSpace(model.config);
  if (space === undefined) {
    throw new ConfigError(
      `traverse: the latents of ${name} are codes of a codebook, which have no dimensions to sweep; use interpolate or sample`,
    );
  }
  if (!Number.isInteger(steps) || steps < 2 || steps > 1000) {
    throw new ConfigError(`traverse: steps must be a whole number from 2 to 1000, got ${steps}`);
  }
  if (!(range > 0) || !Number.isFinite(range))
    throw new ConfigError(`traverse: range must be a positive number, got ${range}`);
  const classes = space.kind === "one-hot" ? space.classes : 1;
  const most = model.latent / classes;
  const swept = dimensions ?? everyDimension(most, model.layers);
  const wrong = swept.find((d) => !Number.isInteger(d) || d < 0 || d >= most);
  if (wrong !== undefined) throw new ConfigError(`traverse: dimensions must lie in 0 to ${most - 1}, got ${wrong}`);
  const taken = space.kind === "binary" ? 2 : space.kind === "one-hot" ? classes : steps;
  const at = (step: number) => -range + (2 * range * step) / (taken - 1);
  const latents = model.layers
    ? await sweptLayers(runtime, trained, model.layers, { swept, steps: taken, at, from })
    : sweptRows(space, from ?? (await middle(runtime, trained, space)), { swept, steps: taken, at });
  const count = swept.length * taken;
  const given = own
    ? conditionsOver(trained, repeated(own, count), condition)
    : conditionGiven(trained, count, condition);
  const inference = new Inference(trained, runtime);
  const items = inUnits(trained, await inference.decode(latents, given));
  await inference.dispose();
  return { items, latents, ...(given && { condition: given }), dimensions: swept, steps: taken };
}

interface Sweep {
  readonly swept: readonly number[];
  readonly steps: number;
  /** How far step i lies from the middle, in standard deviations of the prior. */
  readonly at: (step: number) => number;
}

function everyDimension(count: number, layers: readonly LatentLayer[] | undefined): number[] {
  const { start, size } = layers?.[0] ?? { start: 0, size: count };
  return Array.from({ length: size }, (_, d) => start + d);
}

// Where a sweep begins without an item.
async function middle(runtime: Runtime, trained: TrainedModel, { kind }: LatentSpace): Promise<Float32Array> {
  const drawn = kind === "sphere" || kind === "binary" || kind === "one-hot";
  return drawn ? (await drawPrior(runtime, trained, 1)).data : new Float32Array(trained.model.latent);
}

function sweptRows(space: LatentSpace, from: Float32Array, { swept, steps, at }: Sweep): HostArray<"float32"> {
  const size = from.length;
  const start = startIn(space, from);
  const z = new Float32Array(swept.length * steps * size);
  swept.forEach((d, row) => {
    for (let i = 0; i < steps; i++) z.set(moved(space, start, { d, i, by: at(i) }), (row * steps + i) * size);
  });
  return float32(z, [swept.length * steps, size]);
}

// Means of bits and classes are probabilities: a sweep holds the most probable ones.
function startIn(space: LatentSpace, from: Float32Array): Float32Array {
  if (space.kind === "binary") return from.map((p) => Number(p >= 0.5));
  if (space.kind !== "one-hot") return from;
  const out = new Float32Array(from.length);
  for (let g = 0; g < from.length; g += space.classes) {
    const own = from.subarray(g, g + space.classes);
    out[g + own.indexOf(Math.max(...own))] = 1;
  }
  return out;
}

function moved(space: LatentSpace, start: Float32Array, { d, i, by }: { d: number; i: number; by: number }) {
  switch (space.kind) {
    case "sphere": {
      // A coordinate of a uniform direction has the variance 1 / size.
      const own = Math.max(-1, Math.min(1, by / Math.sqrt(start.length)));
      const rest = start.with(d, 0);
      const factor = Math.sqrt(1 - own * own) / Math.max(Math.hypot(...rest), 1e-12);
      return rest.map((v) => factor * v).with(d, own);
    }
    case "ball":
      return ballExponential(ballLogarithm(start, space.c).with(d, by), space.c);
    case "binary":
      return start.with(d, i);
    case "one-hot": {
      const out = start.slice().fill(0, d * space.classes, (d + 1) * space.classes);
      return out.with(d * space.classes + i, 1);
    }
    default:
      return start.with(d, by);
  }
}

async function sweptLayers(
  runtime: Runtime,
  trained: TrainedModel,
  layers: readonly LatentLayer[],
  { swept, steps, at, from }: Sweep & { readonly from: Float32Array | undefined },
): Promise<HostArray<"float32">> {
  const { latent } = trained.model;
  const count = swept.length * steps;
  const [held, masks, by] = [layers.length, latent, latent].map((width) =>
    float32(new Float32Array(count * width), [count, width]),
  ) as [HostArray<"float32">, HostArray<"float32">, HostArray<"float32">];
  const start = float32(new Float32Array(count * latent), [count, latent]);
  swept.forEach((d, row) => {
    const layer = layers.findIndex(({ start: first, size }) => d >= first && d < first + size);
    for (let i = 0; i < steps; i++) {
      const n = row * steps + i;
      if (from !== undefined) start.data.set(from, n * latent);
      // Without an item all layers lie at the means of their priors.
      if (from !== undefined) held.data.fill(1, n * layers.length, n * layers.length + layer + 1);
      masks.data[n * latent + d] = 1;
      by.data[n * latent + d] = at(i);
    }
  });
  const fed = { start, held, moved: masks, by };
  return throughModel(runtime, trained, { fed, count }, ({ start: z, held, moved, by }, _batch, scope) =>
    trained.model.sweep(z!, { held: held!, moved: moved!, by: by! }, scope),
  );
}

function repeated({ data, shape }: ConditionRows, count: number): ConditionRows {
  const out = new Float32Array(count * shape[1]!);
  for (let i = 0; i < count; i++) out.set(data, i * shape[1]!);
  return float32(out, [count, shape[1]!]);
}
