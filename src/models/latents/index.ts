// The latents of a config.

import type { Scope, Tensor } from "../../graph/index.ts";
import type { ModelConfig } from "../config.ts";
import type { ItemShape } from "../item.ts";
import { matchesPrior } from "../penalties/index.ts";
import { makePosterior } from "../posteriors/index.ts";
import { makePrior } from "../priors/index.ts";
import { makeQuantiser } from "../quantisers/index.ts";
import { codeLatents } from "./code.ts";
import { codeGrid } from "./code-grid.ts";
import { flatLatents } from "./flat.ts";
import { makeHierarchy } from "./hierarchy/index.ts";
import type { Encoded, Latents } from "./latents.ts";
import { quantisedLatents } from "./quantised.ts";

/** The latent variables that a config asks for; `encode` is the model's encoder. @throws ConfigError when parts do not fit */
export function makeLatents(
  config: ModelConfig,
  item: ItemShape,
  encode: (x: Tensor, scope: Scope) => Encoded,
): Latents {
  const { kind, latent: size, encoder, init, hierarchy, quantiser } = config;
  const { posterior = { kind: "normal" }, prior = { kind: "standard" }, penalties = [] } = config;
  if (quantiser) return quantisedLatents(makeQuantiser(quantiser, size), codeGrid(config, item), { init });
  if (kind === "autoencoder") return codeLatents({ size, init }, penalties.some(matchesPrior));
  if (hierarchy) return makeHierarchy(hierarchy, { latent: size, encoder, item: item.shape, init });
  const made = makePosterior(posterior, { size, init });
  return flatLatents(size, made, makePrior(prior, made.space, { size, item, encode, posterior: made }));
}
