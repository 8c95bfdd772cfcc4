// What a compiled graph is given: the weights that it holds as constants, and the feeds that it reads.

import type { HostArray } from "../array/index.ts";
import type { Scope } from "../graph/index.ts";
import type { Executable } from "../runtime/index.ts";

/** The weights of the variables that `scope` made, by name: `constants` of a graph to be compiled. */
export function constantsOf(scope: Scope, weights: Readonly<Record<string, HostArray>>): Record<string, HostArray> {
  return Object.fromEntries(scope.variables().map(({ name }) => [name, weights[name]!]));
}

/** Only the feeds that a graph reads: a constant model may read none. */
export function feedsOf(executable: Executable, feeds: Readonly<Record<string, HostArray>>): Record<string, HostArray> {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => executable.feeds.includes(name)));
}
