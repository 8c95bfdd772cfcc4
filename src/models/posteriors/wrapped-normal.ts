// Wrapped normal posterior on the Poincare ball (Mathieu et al. 2019; Nagano et al. 2019): latents of a space with room for
// trees.

import { z } from "zod";
import { expMapOrigin, gyroplanes, logMapOrigin, WrappedNormal } from "../../distributions/index.ts";
import { add, type Fill, type Scope, softplus, type Tensor } from "../../graph/index.ts";
import { fromDistribution } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";

/** Schema of the kind `wrapped-normal`. */
export const wrappedNormalSchema = z.strictObject({
  kind: z.literal("wrapped-normal"),
  /** The ball has curvature -curvature and radius 1 / sqrt(curvature); default 1. */
  curvature: z.number().positive().optional(),
  /** One scale per item instead of one per dimension; default false. */
  isotropic: z.boolean().optional(),
  /**
   * What the decoder reads: `coordinates` in the ball, their `tangent` vectors at the origin, or signed distances to a number
   * of learned hyperplanes, which take the place of its first dense layer. Default coordinates.
   */
  decoder: z
    .union([z.enum(["coordinates", "tangent"]), z.strictObject({ hyperplanes: z.int().positive() })])
    .optional(),
});

/** Choices of the kind `wrapped-normal`. */
export type WrappedNormalSpec = z.infer<typeof wrappedNormalSchema>;

/** Points of the ball around `mean`, the exponential map of a head, with a scale softplus(head) + 1e-5 of geodesic distance. */
export function wrappedNormalPosterior(options: HeadOptions, spec: WrappedNormalSpec): Posterior {
  const { curvature: c = 1, isotropic = false, decoder = "coordinates" } = spec;
  return {
    space: { kind: "ball", c },
    heads: (features, scope) => ({
      mean: expMapOrigin(head("posterior.mean", features, options, scope), c),
      scale: add(softplus(head("posterior.scale", features, options, scope, isotropic ? 1 : options.size)), 1e-5),
    }),
    ...fromDistribution(({ mean, scale }) => new WrappedNormal(mean, scale!, c)),
    ...(decoder === "tangent" && { decoderInput: (latents: Tensor) => logMapOrigin(latents, c) }),
    ...(typeof decoder === "object" && {
      decoderWidth: decoder.hyperplanes,
      decoderInput: (latents: Tensor, scope: Scope) => distances(latents, decoder.hyperplanes, c, scope),
    }),
  };
}

function distances(latents: Tensor, count: number, c: number, scope: Scope): Tensor {
  const [, size] = latents.shape as [number, number];
  const own = scope.child("decoder.hyperplanes");
  const normals = own.parameter("normal", [count, size], uniform(1 / Math.sqrt(size)));
  return gyroplanes(latents, normals, own.parameter("offset", [count, 1], uniform(1 / Math.sqrt(size))), c);
}

const uniform =
  (bound: number): Fill =>
  (out, _shape, generator) => {
    generator.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = (2 * out[i]! - 1) * bound;
  };
