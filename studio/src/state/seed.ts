// The seed of what is drawn: samples, noise, scores. One field of the address, the same on every panel.

import { computed } from "@preact/signals";
import { numberField, setFields } from "./view.ts";

/** The largest seed. */
export const MOST_SEED = 2 ** 31;

/** The seed. */
export const seed = computed(() => Math.floor(numberField("seed", 0, { low: 0, high: MOST_SEED })));

/** Sets the seed; what is out of range or no number is brought into it. */
export function setSeed(wanted: number): void {
  const taken = Math.min(MOST_SEED, Math.max(0, Math.floor(wanted) || 0));
  setFields({ seed: taken === 0 ? undefined : String(taken) });
}
