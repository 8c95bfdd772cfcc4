// What the listening thread and the threads that compute tell each other.

import type { Answer, Call, Work } from "../calls.ts";

/** A model by the name that requests use. */
export interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** What threads load and hold to. */
export interface ThreadOptions {
  readonly models: readonly NamedPath[];
  /** Threads per operation. */
  readonly threads: number;
  readonly maxItems: number;
}

/** What a thread is started with. */
export interface ThreadData extends ThreadOptions {
  /** Two numbers that both sides see, see signals.ts. */
  readonly signals: SharedArrayBuffer;
}

/** Calls of one kind to be answered in order. */
export interface ToThread {
  readonly work: Work;
  readonly calls: readonly Call[];
}

/** What a thread says. */
export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string; readonly fault: boolean }
  | { readonly kind: "answers"; readonly answers: readonly Answer[] };
