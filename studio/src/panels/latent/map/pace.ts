// Keeps motion fluent where drawing is slow: fewer points while something moves, all of them when it rests.

const SLOW_MS = 40;
const FAST_MS = 20;
const REST_MS = 160;
const MOST = 16;

/** Decides how many points are drawn. */
export class Pace {
  private every = 1;
  private last = -Infinity;
  private slow = 0;
  private fast = 0;

  /** Every how many points to draw at a moment in milliseconds; frames that follow each other are motion. */
  frame(now: number): number {
    const gap = now - this.last;
    this.last = now;
    if (gap > 4 * REST_MS && this.every === 1) return 1;
    this.slow = gap > SLOW_MS ? this.slow + 1 : 0;
    this.fast = gap < FAST_MS ? this.fast + 1 : 0;
    if (this.slow >= 3 && this.every < MOST) {
      this.every *= 2;
      this.slow = 0;
    } else if (this.fast >= 30 && this.every > 1) {
      this.every /= 2;
      this.fast = 0;
    }
    return this.every;
  }

  /** After how many milliseconds without a frame all points are drawn; undefined where they have been. */
  get rest(): number | undefined {
    return this.every > 1 ? REST_MS : undefined;
  }
}
