// One worker thread as seen from outside: it becomes ready, answers one group of calls at a time, and may die.

import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { ConfigError, ExecutionError, internalError } from "../../errors.ts";
import type { Answer } from "../calls.ts";
import type { FromThread, ThreadOptions, ToThread } from "./messages.ts";
import { Signals } from "./signals.ts";

// How long a thread may take to stop by itself, and how often its state is looked at.
const GRACE_MS = 1000;
const LOOK_MS = 5;

/** A thread that computes. */
export class Thread {
  /** Resolves once the models are loaded. Rejects with the reason when they cannot be, or when the thread dies before. */
  readonly ready: Promise<void>;
  /** Resolves when the thread is no more. */
  readonly gone: Promise<void>;
  /** Whether it has been ready. */
  loaded = false;
  private readonly worker: Worker;
  private readonly signals = new Signals();
  private waiting: { resolve(answers: readonly Answer[]): void; reject(error: Error): void } | undefined;
  private ended = false;

  constructor(script: URL, options: ThreadOptions) {
    // Loading the engine is not to be cut short either.
    this.signals.enter(1);
    this.worker = new Worker(script, { workerData: { ...options, signals: this.signals.buffer } });
    let last: Error | undefined;
    this.worker.on("error", (error) => {
      last = error;
    });
    const end = () => new ExecutionError(`serve: a thread ended (${last?.message ?? "no reason is known"})`);
    this.ready = new Promise((resolve, reject) => {
      this.worker.on("message", (message: FromThread) => {
        if (message.kind === "ready") {
          this.loaded = true;
          resolve();
        } else if (message.kind === "failed") {
          reject(message.fault ? internalError(message.message) : new ConfigError(message.message));
        } else this.settle((waiting) => waiting.resolve(message.answers));
      });
      this.worker.once("exit", () => reject(end()));
    });
    this.gone = new Promise((resolve) => {
      this.worker.once("exit", () => {
        this.ended = true;
        this.settle((waiting) => waiting.reject(end()));
        resolve();
      });
    });
  }

  /** Answers calls; only when it does nothing else. Rejects when the thread dies over it. */
  run(message: ToThread): Promise<readonly Answer[]> {
    this.signals.stopped = false;
    const buffers = message.calls.flatMap(({ input }) => (input ? [input.bytes.buffer as ArrayBuffer] : []));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.postMessage(message, [...new Set(buffers)]);
    });
  }

  /** Asks the thread to leave what it does; tells whether it did. */
  async interrupt(): Promise<boolean> {
    const { waiting } = this;
    this.signals.stopped = true;
    await delay(GRACE_MS);
    return waiting === undefined || this.waiting !== waiting;
  }

  /** Ends the thread, as soon as it is in no call of the engine. */
  async stop(): Promise<void> {
    this.signals.stopped = true;
    while (this.signals.busy && !this.ended) await delay(LOOK_MS);
    await this.worker.terminate();
  }

  private settle(how: (waiting: NonNullable<typeof this.waiting>) => void): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) how(waiting);
  }
}
