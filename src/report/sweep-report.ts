// What the page of a sweep is made of.

import type { ComparedPictures, RunComparison, SweepConfig, SweepOutcome, SweepSetting } from "../tasks/index.ts";

/** What a page of a sweep shows. */
export interface SweepReport {
  readonly config: SweepConfig;
  /** All runs, best first. */
  readonly ranked: readonly SweepOutcome[];
  /** By the mean of their repeats, best first. */
  readonly settings: readonly SweepSetting[];
  /** What a reader has to know before the ranking. */
  readonly notes: readonly string[];
  /** The best runs, in the order of the ranking. */
  readonly comparison: RunComparison;
  readonly pictures?: ComparedPictures | undefined;
}
