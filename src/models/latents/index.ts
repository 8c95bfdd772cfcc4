// The latents of a config.

import type { Scope, Tensor } from "../../graph/index.ts";
import type { ModelConfig } from "../config.ts";
import type { ItemShape } from "../item.ts";
import { makePosterior } from "../posteriors/index.ts";
import { makePrior } from "../priors/index.ts";
import { codeLatents } from "./code.ts";
import { flatLatents } from "./flat.ts";
import type { Encoded, Latents } from "./latents.ts";

/** The latent variables that a config asks for; `encode` is the model's encoder. @throws ConfigError when parts do not fit */
export function makeLatents(
  { kind, latent: size, init, posterior = { kind: "normal" }, prior = { kind: "standard" } }: ModelConfig,
  item: ItemShape,
  encode: (x: Tensor, scope: Scope) => Encoded,
): Latents {
  if (kind === "autoencoder") return codeLatents({ size, init });
  const made = makePosterior(posterior, { size, init });
  return flatLatents(size, made, makePrior(prior, made.space, { size, item: item.shape, encode }));
}
