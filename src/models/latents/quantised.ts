// Discrete latents: the encoder's features become vectors on a grid, and each of them a code (van den Oord et al. 2017).

import { float32, sizeOf } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { broadcastTo, constant, mul, reshape, type Scope, type Tensor, transpose } from "../../graph/index.ts";
import { applyLayers } from "../../nn/index.ts";
import { withInit } from "../init.ts";
import { type HeadOptions, head } from "../posteriors/head.ts";
import type { Quantiser } from "../quantisers/quantiser.ts";
import type { CodeGrid } from "./code-grid.ts";
import type { Latents } from "./latents.ts";

/** Latents [grid.latents, flattened] that a quantiser draws from finitely many. */
export function quantisedLatents(quantiser: Quantiser, grid: CodeGrid, { init }: Pick<HeadOptions, "init">): Latents {
  const width = quantiser.size;
  const positions = sizeOf(grid.space);
  const size = positions * width;
  const levels = quantiser.classes.length;
  // Vectors [batch * positions, width] of the encoder's features.
  const vectorsOf = (features: Tensor, scope: Scope): Tensor => {
    const batch = features.shape[0]!;
    if (!grid.spatial) {
      return reshape(head("code", features, { size, init }, scope), [batch * positions, width]);
    }
    const layers = withInit([{ kind: "conv", filters: width, kernel: 1 }], init);
    const map = reshape(applyLayers(layers, features, scope.child("code"), "code"), [batch, width, positions]);
    return reshape(transpose(map, [0, 2, 1]), [batch * positions, width]);
  };
  // Vectors [batch * positions, width] in the decoder's order [batch, size].
  const latentsOf = (vectors: Tensor): Tensor => {
    const batch = vectors.shape[0]! / positions;
    if (!grid.spatial) return reshape(vectors, [batch, size]);
    return reshape(transpose(reshape(vectors, [batch, positions, width]), [0, 2, 1]), [batch, size]);
  };
  const flat = (codes: Tensor) => reshape(codes, [codes.shape[0]! * positions, levels]);
  return {
    size,
    encode(features, scope) {
      const vectors = vectorsOf(features, scope);
      const quantised = quantiser.quantise(vectors, scope.child("quantiser"));
      const batch = features.shape[0]!;
      return {
        mean: latentsOf(quantised.vectors),
        codes: reshape(quantised.codes, [batch, positions * levels]),
        unquantised: reshape(vectors, [batch, positions, width]),
      };
    },
    draw({ mean, codes, unquantised }, { scope, key, weights }) {
      if (!scope.training) return { z: mean };
      const batch = mean.shape[0]!;
      const equal = constant(float32(new Float32Array(batch).fill(1 / batch)));
      const each = reshape(mul(weights ?? equal, 1 / positions), [batch, 1]);
      const shares = reshape(broadcastTo(each, [batch, positions]), [batch * positions]);
      const z = reshape(unquantised!, [batch * positions, width]);
      const options = { scope: scope.child("quantiser"), key, shares, positions };
      return { z: mean, penalty: quantiser.learn(z, flat(codes!), options) };
    },
    prior() {
      throw new ConfigError('prior: codes have none; train a sampler of the kind "pixelcnn" on them');
    },
    decoderShape: grid.latents,
    decoderInput: (z) => (grid.spatial ? reshape(z, [z.shape[0]!, ...grid.latents]) : z),
    codes: {
      space: grid.space,
      classes: quantiser.classes,
      latents: (codes, scope) => latentsOf(quantiser.vectorsOf(flat(codes), scope.child("quantiser"))),
    },
  };
}
