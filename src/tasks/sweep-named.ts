// Sweeps that come with the program, by name.

import { ConfigError, nearestName } from "../errors.ts";
import { collapse } from "./sweep-collapse.ts";
import type { NamedSweep } from "./sweep-config.ts";

/** Every named sweep, in the order of listings. */
export const namedSweeps: readonly NamedSweep[] = [collapse];

/** The sweep of a name. @throws ConfigError with the nearest known name, and all of them */
export function findSweep(name: string): NamedSweep {
  const found = namedSweeps.find((sweep) => sweep.name === name);
  if (found !== undefined) return found;
  const known = namedSweeps.map((sweep) => sweep.name);
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? "" : `did you mean "${nearest}"? `;
  throw new ConfigError(`sweep: unknown name, got "${name}"; ${hint}known: ${known.join(", ")}; or give a JSON file`);
}
