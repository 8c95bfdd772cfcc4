// Calls wait in one queue for the next free thread. Calls of one kind that wait at the same time go together. A thread that dies
// is replaced; one that computes for nobody any more, because all its callers have run out of time, is interrupted.

import type { Answer, Call, Work } from "../calls.ts";
import type { ThreadOptions } from "./messages.ts";
import { Thread } from "./thread.ts";

/** How the pool works. */
export interface PoolOptions extends ThreadOptions {
  /** What threads run. */
  readonly script: URL;
  /** Number of threads. */
  readonly workers: number;
  /** Most calls that wait. */
  readonly queue: number;
  /** Most calls of one group. */
  readonly maxBatch: number;
  /** Milliseconds that a call waits for others of its kind; 0 runs each alone. */
  readonly batchWait: number;
  /** Milliseconds for one call, waiting included. */
  readonly timeout: number;
  /** Told of each group that was run. */
  readonly onGroup?: (work: Work, calls: number, items: number) => void;
  /** Told when a thread had to be replaced. */
  readonly onReplaced?: (reason: string) => void;
}

interface Job {
  readonly work: Work;
  readonly kind: string;
  readonly call: Call;
  readonly since: number;
  readonly timer: NodeJS.Timeout;
  /** Where it runs, once it does. */
  run?: { readonly thread: Thread; readonly jobs: readonly Job[] };
  done: boolean;
  answer(answer: Answer): void;
}

const SMALL = 256 * 1024;
const RESTART_MS = 1000;

/** Threads and the queue before them. */
export class Pool {
  private readonly options: PoolOptions;
  private readonly threads = new Set<Thread>();
  // Told to end, but not gone yet.
  private readonly dying = new Set<Thread>();
  private readonly idle: Thread[] = [];
  private queue: Job[] = [];
  private running = 0;
  private closed = false;
  // Whether the last group of a kind held several calls: then others are likely to come.
  private readonly crowded = new Map<string, boolean>();
  private wake: NodeJS.Timeout | undefined;
  private emptied: (() => void) | undefined;

  private constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Starts the threads and waits until all are ready. @throws the reason of the first that cannot be */
  static async start(options: PoolOptions): Promise<Pool> {
    const pool = new Pool(options);
    try {
      await Promise.all(Array.from({ length: options.workers }, () => pool.add()));
    } catch (error) {
      await pool.stop();
      throw error;
    }
    return pool;
  }

  /** Calls that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Threads that are at work. */
  get working(): number {
    return this.running;
  }

  /** Whether a thread is there to compute. */
  get alive(): boolean {
    return this.idle.length + this.running > 0;
  }

  /** Answers a call; never rejects. `hear` is handed what takes back a call that still waits. */
  submit(work: Work, call: Call, hear?: (withdraw: () => void) => void): Promise<Answer> {
    if (this.closed) return Promise.resolve(refused(503, "server: is shutting down; try another one"));
    if (this.queue.length >= this.options.queue) {
      return Promise.resolve(refused(429, `server: ${this.queue.length} requests wait already; try again later`));
    }
    return new Promise((resolve) => {
      const job: Job = {
        work,
        kind: `${work.model} ${work.verb} ${JSON.stringify(work.options)}`,
        call,
        since: performance.now(),
        timer: setTimeout(() => this.expire(job), this.options.timeout),
        done: false,
        answer: (answer) => {
          if (job.done) return;
          job.done = true;
          clearTimeout(job.timer);
          resolve(answer);
        },
      };
      hear?.(() => this.withdraw(job));
      this.queue.push(job);
      this.schedule();
    });
  }

  /** Takes no further calls and resolves when all that were taken are answered. */
  async drain(): Promise<void> {
    this.closed = true;
    if (this.queue.length + this.running > 0) {
      await new Promise<void>((resolve) => {
        this.emptied = resolve;
      });
    }
  }

  /** Ends all threads. */
  async stop(): Promise<void> {
    this.closed = true;
    clearTimeout(this.wake);
    for (const job of this.queue.splice(0)) job.answer(refused(503, "server: is shutting down; try another one"));
    await Promise.all([...this.threads, ...this.dying].map((thread) => thread.stop()));
  }

  private async add(): Promise<void> {
    const { script, models, threads, maxItems } = this.options;
    const thread = new Thread(script, { models, threads, maxItems });
    this.threads.add(thread);
    void thread.gone.then(() => this.lost(thread));
    await thread.ready;
    this.idle.push(thread);
    this.schedule();
  }

  private lost(thread: Thread): void {
    this.threads.delete(thread);
    this.dying.delete(thread);
    const at = this.idle.indexOf(thread);
    if (at >= 0) this.idle.splice(at, 1);
    // One that could not even load is not likely to do better at once.
    setTimeout(() => this.refill(), thread.loaded ? 0 : RESTART_MS).unref();
  }

  private refill(): void {
    const { workers } = this.options;
    if (this.closed || this.threads.size >= workers || this.dying.size > workers) return;
    this.add().catch(() => undefined);
  }

  // What does not leave its work, such as a body that takes for ever to parse, may take long to end, too: another one takes its
  // place meanwhile.
  private async interrupt(thread: Thread): Promise<void> {
    if (await thread.interrupt()) return;
    this.threads.delete(thread);
    this.dying.add(thread);
    this.refill();
    await thread.stop();
  }

  private expire(job: Job): void {
    job.answer(refused(504, `server: no answer within ${this.options.timeout / 1000} s; ask for less at a time`));
    this.withdraw(job);
    const { run } = job;
    if (run?.jobs.every(({ done }) => done)) void this.interrupt(run.thread);
  }

  private withdraw(job: Job): void {
    if (job.run !== undefined) return;
    clearTimeout(job.timer);
    this.queue = this.queue.filter((other) => other !== job);
    this.checkEmpty();
  }

  private checkEmpty(): void {
    if (this.queue.length + this.running === 0) this.emptied?.();
  }

  // Starts what can be started now, and wakes up when more can be.
  private schedule(): void {
    clearTimeout(this.wake);
    while (this.idle.length > 0) {
      const group = this.nextGroup();
      if (group === undefined) return;
      void this.run(this.idle.pop()!, group);
    }
  }

  private nextGroup(): Job[] | undefined {
    const now = performance.now();
    const { batchWait, maxBatch } = this.options;
    const seen = new Set<string>();
    let soonest = Number.POSITIVE_INFINITY;
    for (const first of this.queue) {
      if (!joins(first.call)) return this.take([first]);
      if (batchWait === 0) return this.take([first]);
      if (seen.has(first.kind)) continue;
      seen.add(first.kind);
      const group = this.queue.filter((job) => job.kind === first.kind && joins(job.call)).slice(0, maxBatch);
      const left = batchWait - (now - first.since);
      const expected = this.crowded.get(`${first.work.model} ${first.work.verb}`) ?? false;
      if (group.length === maxBatch || left <= 0 || !expected) return this.take(group);
      soonest = Math.min(soonest, left);
    }
    if (soonest < Number.POSITIVE_INFINITY) this.wake = setTimeout(() => this.schedule(), Math.ceil(soonest));
    return undefined;
  }

  private take(group: Job[]): Job[] {
    const taken = new Set(group);
    this.queue = this.queue.filter((job) => !taken.has(job));
    return group;
  }

  private async run(thread: Thread, group: Job[]): Promise<void> {
    const { work } = group[0]!;
    this.crowded.set(`${work.model} ${work.verb}`, group.length > 1);
    this.running++;
    for (const job of group) job.run = { thread, jobs: group };
    try {
      const answers = await thread.run({ work, calls: group.map(({ call }) => call) });
      const items = answers.reduce((sum, one) => sum + (one.ok ? one.items : 0), 0);
      this.options.onGroup?.(work, group.length, items);
      for (const [i, job] of group.entries()) job.answer(answers[i]!);
      if (!this.dying.has(thread)) this.idle.push(thread);
    } catch (error) {
      this.options.onReplaced?.((error as Error).message);
      for (const job of group) job.answer(refused(503, "server: the thread that worked on this ended; try again"));
    }
    this.running--;
    this.schedule();
    this.checkEmpty();
  }
}

// Large bodies gain nothing from company.
function joins({ input }: Call): boolean {
  return input === undefined || input.bytes.length <= SMALL;
}

function refused(status: number, detail: string): Answer {
  return { ok: false, status, detail };
}
