// The code of a plain autoencoder: a vector without a distribution.

import { ConfigError } from "../../errors.ts";
import { type HeadOptions, head } from "../posteriors/head.ts";
import type { Latents } from "./latents.ts";

/** Codes [size] that are what the encoder says. */
export function codeLatents(options: HeadOptions): Latents {
  return {
    size: options.size,
    encode: (features, scope) => ({ mean: head("code", features, options, scope) }),
    draw: ({ mean }) => ({ z: mean }),
    prior() {
      throw new ConfigError("prior: an autoencoder has none; fit a sampler to its codes");
    },
    decoderInput: (z) => z,
  };
}
