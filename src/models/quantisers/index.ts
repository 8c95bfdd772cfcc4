// The quantisers by kind.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { finiteScalarQuantiser, fsqSchema } from "./fsq.ts";
import type { Quantiser } from "./quantiser.ts";
import { residualVqSchema, vectorQuantiser, vqSchema } from "./vq.ts";

/** Schema of a quantiser. */
export const quantiserSchema = z.discriminatedUnion("kind", [vqSchema, residualVqSchema, fsqSchema]);

/** A quantiser's choices. */
export type QuantiserSpec = z.infer<typeof quantiserSchema>;

/** The quantiser of a spec over vectors [width]. @throws ConfigError when they do not fit */
export function makeQuantiser(spec: QuantiserSpec, width: number): Quantiser {
  if (spec.kind !== "fsq") return vectorQuantiser(spec, width);
  if (spec.levels.length === width) return finiteScalarQuantiser(spec.levels);
  throw new ConfigError(
    `model.latent: must be ${spec.levels.length}, one for each of the quantiser's levels [${spec.levels.join(", ")}], got ${width}`,
  );
}
