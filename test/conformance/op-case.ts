// What the conformance suite needs to know of an operation.

import type fc from "fast-check";
import type { Sample } from "./sample.ts";

/** An engine that the suite runs on. */
export type Engine = "node" | "wasm" | "webgpu";

/** Deviation from the suite's default, with its reason. */
export interface Exception {
  readonly tolerance: number;
  readonly because: string;
}

/** Random cases of one operation. */
export interface OpCase {
  /** Draws a small graph whose output is the operation's result, with values where it is smooth. */
  readonly draw: fc.Arbitrary<Sample>;
  /** Cases that always run: what an engine once got wrong. */
  readonly always?: readonly Sample[];
  /** No gradient flows by definition, although values jump or move; default false. */
  readonly flat?: boolean;
  /** Largest relative error of an engine where float32 needs more than the default. */
  readonly tolerance?: { readonly [E in Engine | "all"]?: Exception };
  /** Engines that cannot run it, with the reason. */
  readonly skip?: { readonly [E in Engine]?: string };
}

/** What ONNX Runtime's sigmoid on the CPU allows, directly or as a derivative. */
export const SIGMOID_TAIL: { readonly [E in Engine]?: Exception } = {
  node: { tolerance: 4e-6, because: "sigmoid is off by up to 1e-7 in its tail, seen against the floor of 0.05" },
  wasm: { tolerance: 4e-6, because: "sigmoid is off by up to 1e-7 in its tail, seen against the floor of 0.05" },
};
