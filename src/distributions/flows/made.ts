// Masked autoencoder for distribution estimation: a dense network whose outputs for element i see only the elements
// before i in an order (Germain et al. 2015).

import { type Scope, slice, type Tensor } from "../../graph/index.ts";
import { network } from "./network.ts";

/** How a MADE is built. */
export interface MadeOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** True for the order from the last element to the first; default false. */
  readonly reversed?: boolean;
  /** Seen by every output [n, c]. */
  readonly context?: Tensor | undefined;
}

/** Two numbers for each element, [n, size] each, that depend only on the elements before it (and on the context). */
export type Made = (x: Tensor) => readonly [first: Tensor, second: Tensor];

/** A MADE of vectors [n, size] with two outputs per element. */
export function made(size: number, { hidden, reversed = false, context }: MadeOptions, scope: Scope): Made {
  const masks = madeMasks(size, hidden, { reversed, contextual: context !== undefined });
  const run = network(size, hidden, 2 * size, scope, { context, masks });
  return (x) => {
    const out = run(x);
    return [slice(out, { axis: 1, end: size }), slice(out, { axis: 1, start: size })];
  };
}

/**
 * Masks [units, inputs] of each layer for two outputs per element. Element i has degree 1..size in the order; a hidden
 * unit of degree m sees what has degree <= m, an output of degree d the hidden units below d (eqs. 8, 9). Hidden degrees
 * are spread evenly over 1..size - 1, and with a context over 0..size - 1: the first element's outputs see no other
 * element, so without units of degree 0 they would not see the context either.
 */
export function madeMasks(
  size: number,
  hidden: readonly number[],
  { reversed, contextual }: { readonly reversed: boolean; readonly contextual: boolean },
): Float32Array[] {
  const elements = Array.from({ length: size }, (_, i) => (reversed ? size - i : i + 1));
  const count = contextual || size === 1 ? size : size - 1;
  const inner = hidden.map((units) =>
    Array.from({ length: units }, (_, k) => size - 1 - Math.floor((k * count) / units)),
  );
  const masks = inner.map((degrees, layer) => {
    const before = layer === 0 ? elements : inner[layer - 1]!;
    return mask(degrees, before, (own, seen) => seen <= own);
  });
  return [...masks, mask([...elements, ...elements], inner.at(-1)!, (own, seen) => seen < own)];
}

function mask(rows: readonly number[], columns: readonly number[], sees: (row: number, column: number) => boolean) {
  return Float32Array.from(rows.flatMap((row) => columns.map((column) => Number(sees(row, column)))));
}
