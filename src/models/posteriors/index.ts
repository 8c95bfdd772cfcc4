// The posteriors by kind.

import { z } from "zod";
import type { HeadOptions } from "./head.ts";
import { normalPosterior, normalSchema } from "./normal.ts";
import type { Posterior } from "./posterior.ts";

/** Schema of a posterior. */
export const posteriorSchema = z.discriminatedUnion("kind", [normalSchema]);

/** A posterior's choices. */
export type PosteriorSpec = z.infer<typeof posteriorSchema>;

/** The numbers that a posterior's draws read at a time in epochs, by name. */
export function posteriorAt(spec: PosteriorSpec, _epoch: number): Readonly<Record<string, number>> {
  switch (spec.kind) {
    default:
      return {};
  }
}

/** The posterior of a spec. @throws ConfigError when it does not fit the size */
export function makePosterior(spec: PosteriorSpec, options: HeadOptions): Posterior {
  switch (spec.kind) {
    case "normal":
      return normalPosterior(options);
  }
}
