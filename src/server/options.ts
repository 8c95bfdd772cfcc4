// How a server is set up.

import { availableParallelism } from "node:os";
import { ConfigError } from "../errors.ts";
import { isLoopback } from "./http/security.ts";

/** Choices of a server; times in milliseconds. */
export interface ServerOptions {
  /** Folders of trained models, or NAME=FOLDER; requests know a model by its name, the folder's own where none is given. */
  readonly runs: readonly string[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** What requests must bring as bearer token. Needed on any host but this machine's own; without it all may ask. */
  readonly token?: string | undefined;
  /** Origins whose pages may ask, or `*`. Default none. */
  readonly cors?: readonly string[];
  /** Threads that compute, each with the models in its memory. Default 1. */
  readonly workers?: number;
  /** Threads of one operation. Default the cores but one, which listens, shared by the workers. */
  readonly threads?: number | undefined;
  /** Bytes of a body. Default 8 MiB. */
  readonly maxBody?: number;
  /** Items of a request. Default 1000. */
  readonly maxItems?: number;
  /** Requests that are run together. Default 64. */
  readonly maxBatch?: number;
  /** How long a request waits for others to be run with; 0 runs each alone. Default 2. */
  readonly batchWait?: number;
  /** Requests that wait. Default 256. */
  readonly queue?: number;
  /** For one request, once its body has come; bodies have as long to come. Default 30,000. */
  readonly timeout?: number;
  /** Gives out the models themselves too, as archives of their folders. Default false. */
  readonly share?: boolean;
  /** Takes a line for each request; default none. */
  readonly log?: ((line: LogLine) => void) | undefined;
  /** What the threads that compute run; default the file beside this one. */
  readonly workerScript?: URL;
}

/** What is told of a request. Neither data nor anything of who asks. */
export interface LogLine {
  readonly method: string;
  /** The route's pattern, without names and values. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Bytes of the answer. */
  readonly bytes: number;
}

/** Options with their defaults. */
export type Settings = Required<Omit<ServerOptions, "token" | "log" | "threads">> &
  Pick<ServerOptions, "token" | "log"> & { readonly threads: number };

/** Fills in defaults. @throws ConfigError for a host that others reach without a token, and for numbers out of range */
export function settingsOf(options: ServerOptions): Settings {
  const workers = options.workers ?? 1;
  const settings = {
    host: "127.0.0.1",
    port: 8080,
    cors: [],
    maxBody: 8 * 1024 * 1024,
    maxItems: 1000,
    maxBatch: 64,
    batchWait: 2,
    queue: 256,
    timeout: 30_000,
    share: false,
    workerScript: new URL("./worker.js", import.meta.url),
    ...options,
    workers,
    threads: options.threads ?? Math.max(1, Math.floor((availableParallelism() - 1) / workers)),
  };
  const { host, token } = settings;
  for (const name of ["workers", "maxBody", "maxItems", "maxBatch", "queue", "timeout"] as const) {
    if (Number.isInteger(settings[name]) && settings[name] >= 1) continue;
    throw new ConfigError(`serve: ${name} must be a whole number from 1, got ${settings[name]}`);
  }
  if (token === undefined && !isLoopback(host)) {
    throw new ConfigError(
      `serve: others reach ${host}, so a token is needed, got none; set VAEKIT_TOKEN or --token, or leave --host out`,
    );
  }
  if (token !== undefined && !/^[\x21-\x7e]{16,}$/.test(token)) {
    throw new ConfigError(
      `serve: a token must be 16 or more printable characters without blanks, got ${token.length}; make one with: openssl rand -hex 32`,
    );
  }
  return settings;
}
