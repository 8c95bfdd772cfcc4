// What every kind of latent variable provides: how features of an item become it, how it is drawn, and what a draw costs.

import type { Key, Scope, Tensor } from "../../graph/index.ts";

/** What an encoder says of a batch; every tensor is [batch, ...]. */
export interface Encoded {
  /** The item's representation: posterior mean, or an autoencoder's code [batch, size]. */
  readonly mean: Tensor;
  /** Posterior log-variance [batch, size], where the posterior is a diagonal normal. */
  readonly logVariance?: Tensor;
  /** Discrete latents as whole numbers [batch, codes], where `mean` is what they stand for. */
  readonly codes?: Tensor;
  /** Whatever else draws need. */
  readonly [name: string]: Tensor | undefined;
}

/** How latents are drawn. */
export interface DrawOptions {
  /** Where parameters are declared. */
  readonly scope: Scope;
  /** Stream of the draw. */
  readonly key: Key;
  /** Draws of each item; default 1. */
  readonly samples?: number;
  /** Whether the KL has its closed form or comes from the draw; default closed where there is one. */
  readonly kl?: "analytic" | "sampled" | undefined;
  /** What the items are conditioned on [batch, width]. */
  readonly condition?: Tensor | undefined;
  /** Weight of each item [batch], summing to one: for what latents learn of whole batches. Default equal. */
  readonly weights?: Tensor;
  /** Numbers of the schedule, as scalars; without them their last values count. */
  readonly scheduled?: Readonly<Record<string, Tensor>>;
  /** log p(x, z) of latents [samples * batch, size] with the items of the draw [samples * batch]; some posteriors follow its gradient. */
  readonly logJoint?: (z: Tensor) => Tensor;
}

/** Densities of a draw, in nats. */
export interface DrawCost {
  /** log q(z|x) per draw [samples * batch]. */
  readonly logPosterior: Tensor;
  /** log p(z) per draw [samples * batch]. */
  readonly logPrior: Tensor;
  /** KL(q(z|x) || p(z)) [batch or samples * batch, groups]: a group is a latent dimension, a layer, or all latents together. */
  readonly kl: Tensor;
}

/** How latents of new items are drawn. */
export interface PriorDrawOptions {
  readonly scope: Scope;
  readonly key: Key;
  /** What the items are conditioned on [count, width]. */
  readonly condition?: Tensor | undefined;
}

/** Latents drawn for a batch, the draw varying slowest. */
export interface Draw {
  /** [samples * batch, size]. */
  readonly z: Tensor;
  /** Absent where the latents are no random variables. */
  readonly cost?: DrawCost;
  /** What `decoderInput` makes of z, where the draw has come by it already. */
  readonly decoderInput?: Tensor;
  /** What the latents add to the loss beside, averaged over the batch, with values for the log. */
  readonly penalty?: { readonly loss: Tensor; readonly terms: Readonly<Record<string, Tensor>> };
}

/** How discrete latents lie and what they stand for. */
export interface CodeLayout {
  /** Positions along each axis of the grid. */
  readonly space: readonly number[];
  /** Number of classes of each code of a position; an item's codes are those of its first position, then of its second, ... */
  readonly classes: readonly number[];
  /** Latents [n, size] of codes [n, positions * classes.length], whole numbers as floats. */
  latents(codes: Tensor, scope: Scope): Tensor;
}

/** A layer of a hierarchy: a part of z. */
export interface LatentLayer {
  readonly name: string;
  /** First of its numbers in z. */
  readonly start: number;
  readonly size: number;
}

/** Which latents of a hierarchy stay, which move, and which follow. */
export interface LayerSweep {
  /** 1 for the layers that stay as they are [n, layers], in the order of `Latents.layers`; the others are the means of their priors. */
  readonly held: Tensor;
  /** 1 for the latents that lie away from their prior's mean [n, size]. */
  readonly moved: Tensor;
  /** How far, in standard deviations of that prior [n, size]. */
  readonly by: Tensor;
}

/** The latent variables of a model. */
export interface Latents {
  /** Width of z: all latents of an item, flattened. */
  readonly size: number;
  /** What the groups of the KL are called where they are no latent dimensions. */
  readonly groupNames?: readonly string[];
  /** Shape of what the decoder reads, without the batch; default [size]. */
  readonly decoderShape?: readonly number[];
  /** True where p(z) is N(0, I). */
  readonly standardNormal?: boolean;
  /** Whether draws from the prior can be narrowed or widened by a temperature: a factor on the normal noise that they read. */
  readonly tempered?: boolean;
  /** What is known of the latents from the encoder's features [batch, ...]. */
  encode(features: Tensor, scope: Scope): Encoded;
  /** Draws for every item of a batch. */
  draw(encoded: Encoded, options: DrawOptions): Draw;
  /** Latents of new items [count, size]. @throws ConfigError where there is no distribution to draw from */
  prior(count: number, options: PriorDrawOptions): Tensor;
  /** log q(z|x) of any latents [samples * batch, size] as [samples * batch], where it is known. */
  logPosterior?(encoded: Encoded, z: Tensor, options: { readonly scope: Scope }): Tensor;
  /** log p(z) of any latents [n, size] as [n], where it is known. */
  logPrior?(z: Tensor, options: Omit<PriorDrawOptions, "key">): Tensor;
  /** What the decoder's layers read of latents z [n, size]. */
  decoderInput(z: Tensor, scope: Scope): Tensor;
  /** Where the latents are discrete: their codes. */
  readonly codes?: CodeLayout;
  /** Of a hierarchy: its layers from the top, which is drawn first, downwards. */
  readonly layers?: readonly LatentLayer[];
  /** Of a hierarchy: latents z [n, size] with some of them moved, and what lies below following by the priors' means. */
  sweep?(z: Tensor, sweep: LayerSweep, scope: Scope): Tensor;
}
