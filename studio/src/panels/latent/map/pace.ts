// Keeps motion at the pace of the screen where drawing is slow: fewer points while something moves, all of them when it rests.

// Frames of a 60-Hz screen are 16.7 ms apart, and twice that where every other one is missed.
const SLOW_MS = 20;
const FAST_MS = 18;
const REST_MS = 160;
const MOST = 16;
// Share of the newest gap in the mean, and frames until the mean tells of a new number of points.
const NEWEST = 0.25;
const SETTLE = 6;
const TRY_AGAIN = 30;
const MOST_PATIENCE = 32 * TRY_AGAIN;

/** Decides how many points are drawn. */
export class Pace {
  private every = 1;
  private last = -Infinity;
  private mean = 1000 / 60;
  private since = 0;
  private tried = false;
  private patience = TRY_AGAIN;

  /** Every how many points to draw at a moment in milliseconds; frames that follow each other are motion. */
  frame(now: number): number {
    const gap = now - this.last;
    this.last = now;
    // The first frame of a motion tells nothing of the pace.
    if (gap > 4 * REST_MS) return this.every;
    this.mean += NEWEST * (gap - this.mean);
    this.since++;
    if (this.mean > SLOW_MS && this.since >= SETTLE && this.every < MOST) {
      // What was tried in vain is tried again later and later.
      if (this.tried) this.patience = Math.min(MOST_PATIENCE, 2 * this.patience);
      this.change(2 * this.every, false);
    } else if (this.mean < FAST_MS && this.since >= this.patience && this.every > 1) {
      this.change(this.every / 2, true);
    }
    return this.every;
  }

  private change(every: number, tried: boolean): void {
    this.every = every;
    this.since = 0;
    this.tried = tried;
  }

  /** After how many milliseconds without a frame all points are drawn; undefined where they have been. */
  get rest(): number | undefined {
    return this.every > 1 ? REST_MS : undefined;
  }
}
