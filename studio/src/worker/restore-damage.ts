// Items damaged by noise or by hidden values, and the passes that fill what is hidden: each pass draws latents given the
// present values, and the hidden ones become what the model expects, the known ones stay (Rezende et al. 2014, appendix F).

import { corrupt, parseCorruption } from "vaekit/data";
import type { ConditionRows } from "vaekit/tasks";
import { live } from "./live-model.ts";
import { type Judged, judge } from "./restore-judge.ts";

/** How an item is damaged before the model sees it. */
export interface Damage {
  /** For example gaussian:0.3 or salt:0.1. */
  readonly noise?: string | undefined;
  /** 1 for each hidden value of an item: a pixel for pictures, a column for rows; absent for none. */
  readonly hidden?: Uint8Array | undefined;
  /** Passes; more than one only matters with hidden values. */
  readonly passes: number;
  readonly seed: number;
}

/** What came of it, in the model's units. */
export interface Restoration {
  /** What the model is given, hidden values at 0. */
  readonly seen: Float32Array;
  /** The last pass. */
  readonly judged: Judged;
}

/** Damages an item and restores it. */
export async function restored(
  clean: Float32Array,
  { noise, hidden, passes, seed }: Damage,
  condition: ConditionRows | undefined,
): Promise<Restoration> {
  const seen = withNoise(clean, noise, seed);
  const hides = hidden?.includes(1) ?? false;
  const at = (i: number) => hides && hidden![i % hidden!.length] === 1;
  if (hides) for (let i = 0; i < seen.length; i++) if (at(i)) seen[i] = 0;
  const now = seen.slice();
  const times = hides ? Math.max(1, passes) : 1;
  for (let pass = 1; pass < times; pass++) {
    const { drawn, restored: expected } = await judge(now, { condition, seed, step: pass });
    const filled = drawn ?? expected;
    for (let i = 0; i < now.length; i++) if (at(i)) now[i] = filled[i]!;
  }
  return { seen, judged: await judge(now, { condition, seed, step: 0 }) };
}

function withNoise(clean: Float32Array, noise: string | undefined, seed: number): Float32Array {
  if (noise === undefined) return clean.slice();
  const out = new Float32Array(clean.length);
  corrupt(clean, parseCorruption(noise), { seed, step: 0, target: live().trained.schema.kind }, out);
  return out;
}
