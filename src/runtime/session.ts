// What the engines share: a program as an ONNX model with named borders, and checks of what is fed.

import { formatShape, type HostArray, sameShape } from "../array/index.ts";
import { ExecutionError, VaekitError } from "../errors.ts";
import { simplify, type Tensor, topologicalOrder } from "../graph/index.ts";
import { toOnnx } from "../onnx/index.ts";
import type { ModelValue, Program, Resident, Values } from "./runtime.ts";

/** A program ready for an engine. */
export interface Prepared {
  readonly model: Uint8Array;
  /** Inputs that each run feeds. */
  readonly feeds: ReadonlyMap<string, Tensor>;
  /** Residents that are of any use: the graph reads them, or they have a next value. */
  readonly resident: readonly Resident[];
  /** Names of the residents that the graph reads. */
  readonly reads: ReadonlySet<string>;
  /** Names of returned outputs. */
  readonly returned: readonly string[];
}

/** Name of the output that carries the next value of a resident. */
export const nextName = (resident: Resident): string => `next:${resident.input.attrs.name}`;

/** Simplifies and emits a program. */
export function prepare({ outputs, resident = [], constants = {}, into = {} }: Program): Prepared {
  const changing = resident.filter(({ next }) => next !== undefined);
  const named = { ...outputs, ...Object.fromEntries(changing.map((r) => [nextName(r), r.next!])) };
  const names = Object.keys(named);
  const simplified = simplify(Object.values(named));
  const graph = Object.fromEntries(names.map((name, i) => [name, simplified[i]!]));
  const inputs = topologicalOrder(simplified).filter((node): node is Tensor<"input"> => node.op === "input");
  const read = new Set(inputs.map((node) => node.attrs.name));
  const kept = resident.filter(({ input, next }) => read.has(input.attrs.name) || next !== undefined);
  const residentNames = new Set(kept.map(({ input }) => input.attrs.name));
  const feeds = new Map(
    inputs
      .filter(({ attrs: { name } }) => !residentNames.has(name) && constants[name] === undefined)
      .map((node) => [node.attrs.name, node as Tensor]),
  );
  const returned = Object.keys(outputs).filter((name) => into[name] === undefined);
  const reads = new Set([...residentNames].filter((name) => read.has(name)));
  return { model: toOnnx(graph, { weights: constants }), feeds, resident: kept, reads, returned };
}

/** @throws ExecutionError when a feed is missing or has another shape or type */
export function checkFeeds(expected: ReadonlyMap<string, Tensor>, feeds: Values): void {
  for (const [name, node] of expected) {
    const value = feeds[name];
    if (value === undefined) throw new ExecutionError(`run: input ${name} is missing`);
    if (value.dtype !== node.dtype || !sameShape(value.shape, node.shape)) {
      const want = `${node.dtype} ${formatShape(node.shape)}`;
      throw new ExecutionError(`run: input ${name} must be ${want}, got ${value.dtype} ${formatShape(value.shape)}`);
    }
  }
}

/** Inputs or outputs as an engine describes them. */
export function modelValues(
  metadata: readonly { name: string; isTensor: boolean; type?: string; shape?: readonly (number | string)[] }[],
): ModelValue[] {
  return metadata.map(({ name, type = "", shape = [] }) => ({ name, dtype: type, shape }));
}

/** Runs an engine's call and turns its failure into an ExecutionError. */
export async function guarded<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VaekitError) throw error;
    throw new ExecutionError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An independent copy. */
export function copyOf(array: HostArray): HostArray {
  return { ...array, data: array.data.slice() } as HostArray;
}

/** The resident of a name. @throws ExecutionError when unknown or of another shape */
export function residentFor(resident: readonly Resident[], name: string, value: HostArray): Resident | undefined {
  const found = resident.find(({ input }) => input.attrs.name === name);
  if (found !== undefined && !sameShape(found.value.shape, value.shape)) {
    throw new ExecutionError(
      `write: ${name} must be ${formatShape(found.value.shape)}, got ${formatShape(value.shape)}`,
    );
  }
  return found;
}
