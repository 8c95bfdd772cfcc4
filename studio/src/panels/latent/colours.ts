// What numbers colour the map, and the looks of its points.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../state/latest.ts";
import { callback, worker } from "../../state/worker.ts";
import { limitsOf, parseHex, RAMPS, rampTable } from "./map/palette.ts";
import { colouring, isolated, isShown, isTraining, map, selection } from "./state.ts";

/** Numbers of the points, where colours stand for numbers. */
export const values = signal<{ readonly key: string; readonly of: string; readonly numbers: Float32Array } | undefined>(
  undefined,
);
/** Share of the scores done. */
export const scoring = signal<number | undefined>(undefined);
/** Changes when the page's colours do. */
export const scheme = signal(0);

/** Ends of the ramp. */
export const limits = computed(() => (values.value ? limitsOf(values.value.numbers) : undefined));

const name = computed(() => {
  const of = colouring.value;
  return of.kind === "dimension" ? `z${of.d}` : of.kind;
});

/** Whether the page is dark. */
export function isDark(): boolean {
  return parseHex(getComputedStyle(document.documentElement).getPropertyValue("--page").trim())[0] < 128;
}

interface Ask {
  readonly key: string;
  readonly of: string;
  readonly d: number | undefined;
}

const ask = latest(
  async ({ key, of, d }: Ask) => {
    if (d !== undefined) return { key, of, numbers: await worker.latentDimension(d) };
    // A last word of progress may come after the answer.
    let over = false;
    const progress = callback((share: number) => {
      if (!over) scoring.value = share;
    });
    try {
      const numbers = await worker.latentScores(progress);
      return numbers && { key, of, numbers };
    } finally {
      over = true;
      scoring.value = undefined;
    }
  },
  (found) => {
    if (found && found.numbers.length === map.value?.count) values.value = found;
  },
);

// Scores while training cost the training time.
const SCORES_REST_MS = 6000;
let scored = 0;

/** Fetches the numbers that colours stand for, anew with the map. */
export function useValues(): void {
  const of = colouring.value;
  const key = map.value && `${map.value.key} ${map.value.revision}`;
  useEffect(() => {
    if (key === undefined || of.kind === "label" || map.value!.count === 0) return;
    if (values.value?.key === key && values.value.of === name.value) return;
    const training = isTraining.value;
    const same = values.value?.of === "score" && values.value.key.startsWith(map.value!.key);
    if (of.kind === "score" && training && same && performance.now() - scored < SCORES_REST_MS) return;
    scored = performance.now();
    ask({ key, of: name.value, d: of.kind === "dimension" ? of.d : undefined });
  }, [key, name.value]);
}

/** Whether the numbers belong to what is shown. */
export const valuesFit = computed(
  () => values.value?.of === name.value && values.value.numbers.length === map.value?.count,
);

const SIZE = 32;

/** Colours [count, 4] and sizes [count] of the points. */
export function looks(element: Element): { readonly colours: Uint8Array; readonly sizes: Uint8Array } {
  const { count = 0, labels } = map.value ?? {};
  const style = getComputedStyle(element);
  const token = (property: string) => parseHex(style.getPropertyValue(property).trim());
  const classes = Array.from({ length: 12 }, (_, i) => token(`--class-${i}`));
  const idle = token("--idle");
  const colours = new Uint8Array(4 * count);
  const sizes = new Uint8Array(count).fill(SIZE);
  const numbers = colouring.value.kind !== "label" && valuesFit.value ? values.value!.numbers : undefined;
  const table = rampTable(RAMPS[isDark() ? "dark" : "light"]);
  const [low, high] = limits.value ?? [0, 1];
  const opacity = count > 20_000 ? 150 : count > 5000 ? 180 : 210;
  for (let i = 0; i < count; i++) {
    const at = 4 * i;
    if (numbers) {
      const step = Math.round(Math.min(1, Math.max(0, (numbers[i]! - low) / (high - low))) * 255) * 3;
      for (let c = 0; c < 3; c++) colours[at + c] = table[step + c]!;
    } else {
      const label = colouring.value.kind === "label" ? (labels?.[i] ?? -1) : -1;
      colours.set(label >= 0 ? classes[label % 12]! : idle, at);
    }
    colours[at + 3] = opacity;
  }
  const chosen = selection.value;
  if (chosen.length > 0 || isolated.value !== undefined) {
    const inside = new Uint8Array(count);
    for (const i of chosen) inside[i] = 1;
    for (let i = 0; i < count; i++) {
      const faded = !isShown(i) || (chosen.length > 0 && !inside[i]);
      colours[4 * i + 3] = faded ? 26 : 235;
      if (chosen.length > 0 && !faded) sizes[i] = SIZE * 1.35;
    }
  }
  return { colours, sizes };
}
