// The code of a plain autoencoder: a vector without a distribution.

import { ConfigError } from "../../errors.ts";
import { randn } from "../../graph/index.ts";
import { type HeadOptions, head } from "../posteriors/head.ts";
import type { Latents } from "./latents.ts";

/** Codes [size] that are what the encoder says; new ones follow N(0, I) where codes are trained to (`matched`). */
export function codeLatents(options: HeadOptions, matched = false): Latents {
  return {
    size: options.size,
    encode: (features, scope) => ({ mean: head("code", features, options, scope) }),
    draw: ({ mean }) => ({ z: mean }),
    prior(count, { key }) {
      if (matched) return randn(key, [count, options.size]);
      throw new ConfigError("prior: an autoencoder has none; fit a sampler to its codes");
    },
    decoderInput: (z) => z,
    ...(matched && { standardNormal: true }),
  };
}
