// A very deep VAE (Child 2021; compare Vahdat & Kautz 2020, NVAE): maps go up from the encoder through residual blocks to ever coarser
// resolutions; a state comes down from the coarsest, and each of its blocks adds a map of latents with a prior given the state and
// a posterior given the state and the maps of that resolution. z holds the blocks from coarse to fine.

import { z } from "zod";
import { Normal, standardNormal } from "../../../distributions/index.ts";
import { ConfigError } from "../../../errors.ts";
import { add, clip, concat, exp, mul, type Scope, slice, type Tensor } from "../../../graph/index.ts";
import { applyLayers, type Initialiser, initialiser, type Layer as NetLayer } from "../../../nn/index.ts";
import { withInit } from "../../init.ts";
import { LOG_VARIANCE } from "../../posteriors/normal.ts";
import type { Hierarchy, Layer, WalkOptions } from "./hierarchy.ts";
import { bottleneck, grown, middleOf, pooled, shareOf } from "./maps.ts";

/** Schema of the kind `top-down`. The model's `latent` is the number of channels of each map of latents. */
export const topDownSchema = z.strictObject({
  kind: z.literal("top-down"),
  /**
   * From coarse to fine: places of the encoder's maps, along each axis, that one place of a stage stands for, and the blocks there.
   * Each stride is a multiple of the next; the last is 1, the encoder's own resolution, which the decoder reads.
   */
  stages: z.array(z.strictObject({ stride: z.int().positive(), blocks: z.int().positive() })).min(1),
});

/** Choices of the kind `top-down`. */
export type TopDownSpec = z.infer<typeof topDownSchema>;

/** What the hierarchy is built around. */
export interface TopDownOptions {
  /** Channels of each map of latents. */
  readonly latent: number;
  /** Shape of the encoder's maps [channels, height, width], which the state has in the end. */
  readonly maps: readonly number[];
  readonly init?: Initialiser | undefined;
}

const zeros = initialiser("zeros", 1, 1);

interface Stage {
  readonly name: string;
  readonly blocks: number;
  readonly space: readonly number[];
}

/** The hierarchy of a spec. @throws ConfigError unless the encoder gives maps and the stages go from coarse to fine */
export function topDown(spec: TopDownSpec, { latent, maps, init }: TopDownOptions): Hierarchy {
  const stages = stagesOf(spec, maps);
  const channels = maps[0]!;
  const depth = stages.reduce((sum, { blocks }) => sum + blocks, 0);
  const run = (name: string, layers: readonly NetLayer[], x: Tensor, scope: Scope) =>
    applyLayers(withInit(layers, init), x, scope.child(name), name);
  const residual = (name: string, { space }: Stage, x: Tensor, scope: Scope) => {
    const last = shareOf(depth, middleOf(channels));
    return run(
      name,
      [{ kind: "residual", layers: bottleneck({ channels, filters: channels, space, last }) }],
      x,
      scope,
    );
  };

  // One block of the way down: the state after it, and the layer of latents that it adds. Of the first one the prior is N(0, I).
  const block = (
    { stage, name, index, state }: { stage: Stage; name: string; index: number; state: Tensor | undefined },
    { statistics, count, scope, choose }: WalkOptions,
  ): { readonly layer: Layer; readonly state: Tensor } => {
    const { space } = stage;
    const branch = bottleneck({ channels, filters: 2 * latent + channels, space, last: "zeros" });
    const [prior, rest] = state
      ? normalAndRest(run(`prior.${name}`, branch, state, scope), latent)
      : [standardNormal([count, latent, ...space]), undefined];
    let posterior: Normal | undefined;
    if (statistics !== undefined) {
      const seen = statistics[stage.name]!;
      const layers = bottleneck({ channels, filters: 2 * latent, space });
      [posterior] = normalAndRest(
        run(`posterior.${name}`, layers, state ? concat([state, seen], 1) : seen, scope),
        latent,
      );
    }
    const z = choose(index, posterior ?? prior);
    const projection: NetLayer = { kind: "conv", filters: channels, kernel: 1, init: shareOf(depth, latent) };
    const added = run(`prior.${name}.latent`, [projection], z, scope);
    const before = state ? add(state, rest!) : scope.parameter("prior.start", [channels, ...space], zeros);
    const layer = { z, prior, ...(posterior && { posterior }) };
    return { layer, state: residual(`prior.${name}.state`, stage, add(before, added), scope) };
  };

  const walk = (options: WalkOptions) => {
    let state: Tensor | undefined;
    const layers: Layer[] = [];
    for (const stage of stages) {
      if (state) state = grown(state, stage.space);
      for (let b = 1; b <= stage.blocks; b++) {
        const made = block({ stage, name: `${stage.name}.block${b}`, index: layers.length, state }, options);
        layers.push(made.layer);
        state = made.state;
      }
    }
    return { layers, state: state! };
  };

  return {
    shapes: stages.flatMap(({ blocks, space }) => new Array(blocks).fill([latent, ...space])),
    names: stages
      .flatMap(({ blocks, space }) => new Array<string>(blocks).fill(space.join("x")))
      .map((size, i) => `block ${i + 1} (${size})`),
    topFirst: true,
    decoderShape: maps,
    statistics(features, scope) {
      let x = features;
      const known: Record<string, Tensor> = {};
      for (const stage of stages.toReversed()) {
        x = pooled(x, stage.space);
        for (let b = 1; b <= stage.blocks; b++)
          x = residual(`posterior.bottomUp.${stage.name}.block${b}`, stage, x, scope);
        known[stage.name] = x;
      }
      return known;
    },
    walk,
    state: (parts, scope) => walk({ count: parts[0]!.shape[0]!, scope, choose: (i) => parts[i]! }).state,
  };
}

// Maps [n, 2 latent + rest, h, w] as a normal of [n, latent, h, w] and what remains.
function normalAndRest(x: Tensor, latent: number): [normal: Normal, rest: Tensor | undefined] {
  const part = (start: number, end: number) => slice(x, { axis: 1, start, end });
  const logVariance = clip(part(latent, 2 * latent), ...LOG_VARIANCE);
  const rest = x.shape[1]! > 2 * latent ? part(2 * latent, x.shape[1]!) : undefined;
  return [new Normal(part(0, latent), exp(mul(logVariance, 0.5))), rest];
}

function stagesOf({ stages }: TopDownSpec, maps: readonly number[]): Stage[] {
  if (maps.length !== 3) {
    throw new ConfigError(
      `model.encoder: a top-down hierarchy needs maps [channels, height, width], got [${maps.join(", ")}]; end it with a convolution`,
    );
  }
  const strides = stages.map(({ stride }) => stride);
  const nested = strides.every((stride, i) => i === 0 || (stride < strides[i - 1]! && strides[i - 1]! % stride === 0));
  if (strides.at(-1) !== 1 || !nested) {
    throw new ConfigError(
      `model.hierarchy.stages: each stride must be a multiple of the next and the last 1, got ${strides.join(", ")}; for example 4, 2, 1`,
    );
  }
  return stages.map(({ stride, blocks }, i) => ({
    name: `stage${i + 1}`,
    blocks,
    space: maps.slice(1).map((n) => Math.ceil(n / stride)),
  }));
}
