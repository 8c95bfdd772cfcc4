// How far the reading of files has come, told now and then.

/** Told of the bytes read so far and of all there are. */
export type OnProgress = (done: number, total: number) => void;

/** Counts bytes; told about 200 times at most, and of the end only once everything has been opened. */
export class Progress {
  private readonly onProgress: OnProgress;
  private total = 0;
  private done = 0;
  private told = 0;

  constructor(onProgress: OnProgress = () => undefined) {
    this.onProgress = onProgress;
  }

  /** Begins to count up to `total`, again where an archive turned out to be what there is to read. */
  begin(total: number): void {
    this.total = total;
    this.done = 0;
    this.told = 0;
  }

  /** So many bytes more have been read. */
  add(bytes: number): void {
    this.done += bytes;
    if (this.done >= this.total || this.done - this.told < this.total / 200) return;
    this.told = this.done;
    this.onProgress(this.done, this.total);
  }

  /** Everything that was needed has been read. */
  finish(): void {
    this.onProgress(this.total, this.total);
  }
}
