// The standard prior of a space of latents: N(0, I) for vectors of real numbers, the uniform or centred one elsewhere.

import { z } from "zod";
import {
  Bernoulli,
  Categorical,
  type Distribution,
  HypersphericalUniform,
  standardNormal,
  standardSpikeAndSlab,
  WrappedNormal,
} from "../../distributions/index.ts";
import { asTensor, broadcastTo, type Key, oneHot, randn, reshape, type Tensor } from "../../graph/index.ts";
import { perLatent } from "../posteriors/from-distribution.ts";
import type { LatentSpace } from "../posteriors/posterior.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `standard`. */
export const standardSchema = z.strictObject({ kind: z.literal("standard") });

/**
 * The standard prior of a space: N(0, I); the uniform distribution on a sphere, over zeros and ones, and over classes; on a
 * ball the wrapped normal of scale 1 around the origin; for sparse codes N(0, 1) with the share of active places, else 0.
 */
export function standardPrior({ size }: PriorContext, space: LatentSpace): Prior {
  if (space.kind === "real") {
    return {
      logDensity: (z) => standardNormal(z.shape).logProb(z),
      draw: (count, { key }) => randn(key, [count, size]),
      distribution: standardNormal,
      standardNormal: true,
      tempered: true,
    };
  }
  if (space.kind === "one-hot") return uniformClasses(size, space.classes);
  const of = (shape: readonly number[]) => standardOf(space, shape);
  return {
    logDensity(z) {
      const prior = of(z.shape);
      return perLatent(prior, prior.logProb(z));
    },
    draw: (count, { key }) => sampled(of([count, size]), key),
    distribution: of,
    tempered: space.kind === "ball",
  };
}

type Other = Exclude<LatentSpace, { kind: "real" | "one-hot" }>;

function standardOf(space: Other, shape: readonly number[]): Distribution {
  const zeros = broadcastTo(asTensor(0), shape);
  switch (space.kind) {
    case "sphere":
      return new HypersphericalUniform(shape);
    case "ball":
      return new WrappedNormal(zeros, 1, space.c);
    case "binary":
      return new Bernoulli(zeros);
    case "sparse":
      return standardSpikeAndSlab(shape, space.active);
  }
}

function sampled(distribution: Distribution, key: Key): Tensor {
  return "slab" in distribution
    ? (distribution as ReturnType<typeof standardSpikeAndSlab>).sample(key, { straightThrough: true })
    : distribution.sample(key);
}

function uniformClasses(size: number, classes: number): Prior {
  const of = (count: number) => new Categorical(broadcastTo(asTensor(0), [count, size / classes, classes]));
  return {
    logDensity: (z) => of(z.shape[0]!).logProb(reshape(z, [z.shape[0]!, size / classes, classes])),
    draw: (count, { key }) => reshape(oneHot(of(count).sample(key), classes), [count, size]),
    distribution: ([count]) => of(count!),
  };
}
