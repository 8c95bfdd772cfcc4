// Runs of a sweep in worker processes, several at a time. A worker that dies takes only its own run with it.

import { type ChildProcess, fork } from "node:child_process";
import type { SweepState } from "../tasks/index.ts";
import type { FromWorker, ToWorker } from "./sweep-messages.ts";

type Job = Extract<ToWorker, { kind: "run" }>;

/** What came of a run. */
export interface RunEnd {
  readonly state: Exclude<SweepState, "waiting">;
  readonly error?: string;
}

/** How runs are carried out. */
export interface PoolOptions {
  /** Runs at a time. */
  readonly parallel: number;
  /** Words after the program's name that make it a worker. */
  readonly words: readonly string[];
  onStart(index: number): void;
  /** A share of the run's steps was done. */
  onProgress(index: number, share: number): void;
  onEnd(index: number, end: RunEnd): Promise<void>;
}

/** Runs in the making. */
export interface Pool {
  /** Asks all runs to save and stop; no further one begins. */
  stop(): void;
  /** Resolves when no run is left. */
  readonly ended: Promise<void>;
}

/** Carries out jobs in order. */
export function startPool(jobs: readonly Job[], options: PoolOptions): Pool {
  const { parallel, words, onStart, onProgress, onEnd } = options;
  const workers = new Set<Worker>();
  let stopped = false;
  let next = 0;
  const serve = async () => {
    let worker: Worker | undefined;
    while (!stopped && next < jobs.length) {
      const index = next++;
      if (worker === undefined || worker.gone) {
        worker = new Worker(words);
        workers.add(worker);
      }
      onStart(index);
      const end = await worker.run(jobs[index]!, (share) => onProgress(index, share));
      // A worker may be told to stop in the moment in which it dies of it.
      await onEnd(index, stopped && worker.gone ? { state: "interrupted" } : end);
    }
    worker?.close();
  };
  return {
    stop() {
      stopped = true;
      for (const worker of workers) worker.stop();
    },
    ended: Promise.all(Array.from({ length: Math.min(parallel, jobs.length) }, serve)).then(() => undefined),
  };
}

const LAST_WORDS = 2000;

class Worker {
  gone = false;
  private readonly child: ChildProcess;
  private said = "";

  constructor(words: readonly string[]) {
    // The same program, wherever it was built to.
    this.child = fork(process.argv[1]!, words, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.said = (this.said + text).slice(-LAST_WORDS);
    });
    this.child.once("close", () => {
      this.gone = true;
    });
    // What cannot be sent any more is told by "close".
    this.child.on("error", () => undefined);
  }

  run(job: Job, onProgress: (share: number) => void): Promise<RunEnd> {
    return new Promise((resolve) => {
      const finish = (end: RunEnd) => {
        this.child.off("message", hear);
        this.child.off("close", died);
        resolve(end);
      };
      const hear = (message: FromWorker) => {
        if (message.kind === "progress") onProgress(message.share);
        else finish({ state: message.state, ...(message.error !== undefined && { error: message.error }) });
      };
      const died = (code: number | null, signal: string | null) => {
        const how = signal === null ? `exit code ${code}` : signal;
        const memory = signal === "SIGKILL" || /heap|memory|alloc/i.test(this.said);
        const last = this.said.trim().split("\n").at(-1);
        const why = memory ? "; perhaps memory ran out, try a smaller --parallel" : last ? ` (${last})` : "";
        finish({ state: "failed", error: `its process ended with ${how}${why}` });
      };
      this.child.on("message", hear);
      this.child.on("close", died);
      this.tell(job);
    });
  }

  stop(): void {
    this.tell({ kind: "stop" });
  }

  close(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private tell(message: ToWorker): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
