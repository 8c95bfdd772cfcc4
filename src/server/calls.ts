// What is asked of a model and what comes back, as plain data that crosses between the threads.

/** The verbs, each one of the library's tasks. */
export const VERBS = ["encode", "decode", "reconstruct", "sample", "score", "impute"] as const;

/** A verb. */
export type Verb = (typeof VERBS)[number];

/** Formats of a request's body. */
export type InputType = "json" | "npy" | "png" | "csv";

/** Formats of an answer. */
export type OutputType = "json" | "npy" | "png" | "csv";

/** Options of a call as the query gives them, checked. */
export interface CallOptions {
  readonly seed?: number;
  readonly count?: number;
  readonly temperature?: number;
  readonly samples?: number;
  readonly sampler?: "prior" | "fitted";
  readonly each?: boolean;
  readonly explain?: boolean;
  readonly contamination?: number;
  readonly quantile?: number;
  readonly by?: "step" | "window";
  readonly where?: readonly string[];
  readonly condition?: Readonly<Record<string, string>>;
}

/** Which model does what with which options. Calls that agree in all of these may be run together. */
export interface Work {
  readonly model: string;
  readonly verb: Verb;
  readonly options: CallOptions;
}

/** What one request brings and wants. */
export interface Call {
  readonly input?: { readonly type: InputType; readonly bytes: Uint8Array };
  readonly output: OutputType;
}

/** The answer to a call. */
export type Answer =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly items: number }
  | { readonly ok: false; readonly status: number; readonly detail: string; readonly code?: string };

/** A call that cannot be answered, with the HTTP status that says why. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
