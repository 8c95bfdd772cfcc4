// Two numbers that the listening thread shares with one that computes. A thread must not be ended within a call of the engine,
// which would take the whole process with it: so it says when it is in one, and enters none once it has been asked to stop.

const [STOP, BUSY] = [0, 1];

/** The flags of one thread. */
export class Signals {
  readonly buffer: SharedArrayBuffer;
  private readonly flags: Int32Array;

  constructor(buffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.flags = new Int32Array(buffer);
  }

  /** Whether the thread has been asked to stop what it does. */
  get stopped(): boolean {
    return Atomics.load(this.flags, STOP) === 1;
  }

  set stopped(value: boolean) {
    Atomics.store(this.flags, STOP, Number(value));
  }

  /** Whether the thread is in a call of the engine. */
  get busy(): boolean {
    return Atomics.load(this.flags, BUSY) > 0;
  }

  /** One call more, or one less. */
  enter(calls: 1 | -1): void {
    Atomics.add(this.flags, BUSY, calls);
  }

  /** Runs a call of the engine. @throws Stopped when the thread has been asked to stop before */
  async within<T>(call: () => Promise<T>): Promise<T> {
    // In this order: whoever asks to stop and then finds the thread not busy knows that it stays so.
    this.enter(1);
    try {
      if (this.stopped) throw new Stopped("stopped");
      return await call();
    } finally {
      this.enter(-1);
    }
  }
}

/** What a thread throws that has been asked to stop. */
export class Stopped extends Error {}
