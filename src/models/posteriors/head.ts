// A linear head on an encoder's features.

import type { Scope, Tensor } from "../../graph/index.ts";
import { applyLayers, type Initialiser } from "../../nn/index.ts";
import { withInit } from "../init.ts";

/** What heads of one model have in common. */
export interface HeadOptions {
  /** Width of the latent. */
  readonly size: number;
  readonly init?: Initialiser | undefined;
}

/** A dense layer named `name` on features [batch, width], by default to the latent's size. */
export function head(
  name: string,
  features: Tensor,
  { size, init }: HeadOptions,
  scope: Scope,
  units: number = size,
): Tensor {
  return applyLayers(withInit([{ kind: "dense", units }], init), features, scope.child(name), name);
}
