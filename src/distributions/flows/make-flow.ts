// Flows as data: from a spec to the map, its parameters declared in a scope.

import { formatShape } from "../../array/index.ts";
import { ConfigError, ShapeError } from "../../errors.ts";
import type { Scope, Tensor } from "../../graph/index.ts";
import { iafStep, mafStep } from "./autoregressive.ts";
import { couplingStep } from "./coupling.ts";
import { chain, type Flow } from "./flow.ts";
import type { FlowSpec } from "./flow-schema.ts";
import { householderFlow } from "./householder.ts";
import { defaultHidden } from "./network.ts";
import { planarStep } from "./planar.ts";
import { radialStep } from "./radial.ts";

/** What a flow may depend on beside its parameters. */
export interface FlowOptions {
  /**
   * A context [n, c], or [1, c] for all vectors, such as the encoder's features: planar, radial and Householder flows
   * take their parameters from linear maps of it (Rezende & Mohamed 2015; van den Berg et al. 2018), the networks of the
   * others see it in every hidden layer.
   */
  readonly context?: Tensor | undefined;
}

/**
 * The flow of a spec for vectors [n, size]. Parameters of step t are declared in child t of `scope`, once, whichever
 * directions are used; their first values make the flow start at the identity (IAF: at gates of 0.88; an odd number of
 * Householder reflections: at one reflection). Steps of autoregressive flows alternate between the two orders.
 * @throws ShapeError for a context that is no matrix, ConfigError for a `realnvp` of single numbers
 */
export function makeFlow(spec: FlowSpec, size: number, scope: Scope, { context }: FlowOptions = {}): Flow {
  if (context !== undefined && context.shape.length !== 2) {
    throw new ShapeError(`flow ${spec.kind}: the context must be [n, c], got ${formatShape(context.shape)}`);
  }
  if (spec.kind === "realnvp" && size < 2) {
    throw new ConfigError(`flow realnvp: needs vectors of at least 2 elements, got ${size}; take "maf"`);
  }
  if (spec.kind === "householder") return chain([householderFlow(spec.layers, size, scope, context)], size);
  const steps = Array.from({ length: spec.layers }, (_, t) => stepOf(spec, t, size, scope.child(t), context));
  return chain(steps as [Flow, ...Flow[]], size);
}

function stepOf(
  spec: Exclude<FlowSpec, { kind: "householder" }>,
  t: number,
  size: number,
  scope: Scope,
  context: Tensor | undefined,
): Flow {
  if (spec.kind === "planar") return planarStep(size, scope, context);
  if (spec.kind === "radial") return radialStep(size, scope, context);
  const { hidden = defaultHidden(size) } = spec;
  const odd = t % 2 === 1;
  switch (spec.kind) {
    case "iaf":
      return iafStep(size, { hidden, reversed: odd, context }, scope);
    case "maf":
      return mafStep(size, { hidden, reversed: odd, context }, scope);
    case "realnvp":
      return couplingStep(size, { hidden, unchanged: odd ? "odd" : "even", context }, scope);
  }
}

/** Whether `inverse` exists, which a prior needs for its density. */
export function isInvertible({ kind }: FlowSpec): boolean {
  return kind !== "planar";
}
