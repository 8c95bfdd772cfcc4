// A model at work, and what a verb is.

import type { Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../../tasks/index.ts";
import type { Call, CallOptions } from "../calls.ts";
import type { Guard } from "./kept-runtime.ts";
import type { Result } from "./result.ts";

/** The body of a request. */
export type Body = NonNullable<Call["input"]>;

/** A model at work. */
export interface Station {
  readonly trained: TrainedModel;
  readonly runtime: Runtime;
  /** Runs what must not be cut short. */
  readonly guard: Guard;
  /** Most items of a request. */
  readonly maxItems: number;
}

/** A verb in two steps, so that a request that cannot be read is refused before any runs. */
export interface VerbRecord<T> {
  /** Reads a body. @throws CallError */
  read(station: Station, body: Body | undefined): Promise<T>;
  /** Answers one or several requests with the same options, in order. @throws CallError for options that the model cannot take */
  run(station: Station, inputs: readonly T[], options: CallOptions): Promise<Result[]>;
}
