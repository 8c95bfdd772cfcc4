// What hierarchies share: latents in several layers, each drawn given others, from a posterior and a prior that are diagonal
// normals. z holds the layers one after the other, each flattened.

import { sizeOf } from "../../../array/index.ts";
import { klDivergence, type Normal, sumEvent } from "../../../distributions/index.ts";
import { ConfigError } from "../../../errors.ts";
import { add, concat, mul, reshape, type Scope, slice, sub, type Tensor } from "../../../graph/index.ts";
import { tiled } from "../../posteriors/tiled.ts";
import type { DrawCost, DrawOptions, Encoded, Latents } from "../latents.ts";

/** One layer of latents for a batch. */
export interface Layer {
  /** [n, ...shape]. */
  readonly z: Tensor;
  /** q of this layer given the layers before it on the walk; absent without statistics. */
  readonly posterior?: Normal;
  /** p of this layer given the layers above it. */
  readonly prior: Normal;
  /** False where posterior and prior depend on different draws, so that only both together make a KL. Default true. */
  readonly closedForm?: boolean;
}

/** How a hierarchy is walked through. */
export interface WalkOptions {
  /** What the encoder says of every item [n, ...]; without it only the prior is known. */
  readonly statistics?: Encoded;
  /** Items n. */
  readonly count: number;
  readonly scope: Scope;
  /** Latents [n, ...shape] of layer i, counted from 0 in the order of z: drawn from a distribution, its mean, or given. */
  readonly choose: (i: number, from: Normal) => Tensor;
}

/** A kind of hierarchy. */
export interface Hierarchy {
  /** Shape of each layer's latents, in the order of z. */
  readonly shapes: readonly (readonly number[])[];
  /** What each layer is called. */
  readonly names: readonly string[];
  /** True where z begins with the top layer, which is drawn first; false where it ends with it. */
  readonly topFirst: boolean;
  /** Shape of what the decoder reads. */
  readonly decoderShape: readonly number[];
  /** What is known of a batch from the encoder's features. */
  statistics(features: Tensor, scope: Scope): Readonly<Record<string, Tensor>>;
  /** Layers in the order of z; `state` [n, ...decoderShape] is what the decoder reads. */
  walk(options: WalkOptions): { readonly layers: readonly Layer[]; readonly state: Tensor };
  /** What the decoder reads of given layers. */
  state(parts: readonly Tensor[], scope: Scope): Tensor;
}

/** The latents of a hierarchy. */
export function hierarchicalLatents(hierarchy: Hierarchy): Latents {
  const { shapes, names, topFirst, decoderShape, statistics, walk, state } = hierarchy;
  const widths = shapes.map(sizeOf);
  const size = widths.reduce((total, width) => total + width, 0);
  const parts = (z: Tensor): Tensor[] => {
    let start = 0;
    return shapes.map((shape, i) => {
      const part = slice(z, { axis: 1, start, end: start + widths[i]! });
      start += widths[i]!;
      return reshape(part, [z.shape[0]!, ...shape]);
    });
  };
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((total, width) => total + width, 0));
  const order = topFirst ? [...shapes.keys()] : [...shapes.keys()].reverse();
  const joined = (layers: readonly Layer[]): Tensor =>
    concat(
      layers.map(({ z }, i) => reshape(z, [z.shape[0]!, widths[i]!])),
      1,
    );
  return {
    size,
    tempered: true,
    groupNames: names,
    decoderShape,
    encode(features, scope) {
      const known = statistics(features, scope) as unknown as Encoded;
      const count = features.shape[0]!;
      const { layers } = walk({ statistics: known, count, scope, choose: (_, from) => from.mean() });
      return { ...known, mean: joined(layers) };
    },
    draw(encoded, { scope, key, samples = 1, kl }) {
      const count = samples * encoded.mean.shape[0]!;
      const choose = (i: number, from: Normal) => from.sample(key.fold(`layer${i + 1}`));
      const { layers, state } = walk({ statistics: repeated(encoded, samples), count, scope, choose });
      return { z: joined(layers), cost: costOf(layers, kl), decoderInput: state };
    },
    prior(count, { scope, key }) {
      const choose = (i: number, from: Normal) => from.sample(key.fold(`layer${i + 1}`));
      return joined(walk({ count, scope, choose }).layers);
    },
    logPosterior(encoded, z, { scope }) {
      const count = z.shape[0]!;
      const given = parts(z);
      const statistics = repeated(encoded, count / encoded.mean.shape[0]!);
      return logPosterior(walk({ statistics, count, scope, choose: (i) => given[i]! }).layers);
    },
    logPrior(z, { scope }) {
      const given = parts(z);
      return logPrior(walk({ count: z.shape[0]!, scope, choose: (i) => given[i]! }).layers);
    },
    decoderInput: (z, scope) => state(parts(z), scope),
    layers: order.map((i) => ({ name: names[i]!, start: starts[i]!, size: widths[i]! })),
    sweep(z, { held, moved, by }, scope) {
      const [given, masks, steps] = [z, moved, by].map(parts) as [Tensor[], Tensor[], Tensor[]];
      const count = z.shape[0]!;
      const choose = (i: number, from: Normal) => {
        const at = order.indexOf(i);
        const stays = reshape(slice(held, { axis: 1, start: at, end: at + 1 }), [count, ...shapes[i]!.map(() => 1)]);
        const mean = from.mean();
        const rest = add(mean, mul(stays, sub(given[i]!, mean)));
        const away = add(mean, mul(steps[i]!, from.scale));
        return add(rest, mul(masks[i]!, sub(away, rest)));
      };
      return joined(walk({ count, scope, choose }).layers);
    },
  };
}

function repeated(encoded: Encoded, samples: number): Encoded {
  const all = Object.entries(encoded).map(([name, tensor]) => [name, tensor && tiled(tensor, samples)]);
  return Object.fromEntries(all) as unknown as Encoded;
}

const total = (perLayer: readonly Tensor[]): Tensor => perLayer.reduce(add);

const logPosterior = (layers: readonly Layer[]): Tensor =>
  total(layers.map(({ z, posterior }) => sumEvent(posterior!.logProb(z))));

const logPrior = (layers: readonly Layer[]): Tensor => total(layers.map(({ z, prior }) => sumEvent(prior.logProb(z))));

// A layer's KL given the layers above it is a closed form wherever posterior and prior follow from the same draws.
function costOf(layers: readonly Layer[], kl: DrawOptions["kl"]): DrawCost {
  const perLayer = layers.map(({ z, posterior, prior, closedForm = true }) => {
    if (kl === "analytic" && !closedForm) {
      throw new ConfigError(
        'model.objective.kl: no closed form is known for all layers of this hierarchy; use "sampled", or leave it out',
      );
    }
    if (kl !== "sampled" && closedForm) return sumEvent(klDivergence(posterior!, prior));
    return sub(sumEvent(posterior!.logProb(z)), sumEvent(prior.logProb(z)));
  });
  return {
    logPosterior: logPosterior(layers),
    logPrior: logPrior(layers),
    kl: concat(
      perLayer.map((values) => reshape(values, [values.shape[0]!, 1])),
      1,
    ),
  };
}
