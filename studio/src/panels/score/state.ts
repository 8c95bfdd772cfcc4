// The scores at hand, how they were asked for, and the threshold.

import { computed, signal } from "@preact/signals";
import { latest } from "../../state/latest.ts";
import { attempt, messageOf } from "../../state/problems.ts";
import { seed } from "../../state/seed.ts";
import { model } from "../../state/session.ts";
import { field, numberField, setFields } from "../../state/view.ts";
import { callback, worker } from "../../state/worker.ts";
import type { PartSummary } from "../../worker/restore.ts";
import type { Listed, ScoreLabels, ScoreResult, ScoreWish } from "../../worker/scores.ts";
import { quantileOf } from "./distribution.ts";

/** Parts of data that fit the model. */
export const parts = signal<readonly PartSummary[] | undefined>(undefined);
/** The part to score. */
export const part = computed(() => {
  const known = parts.value ?? [];
  return known.find((one) => one.part === field("part")) ?? known[0];
});
/** Importance samples or draws; undefined for the model's -ELBO. */
export const samples = computed(() => {
  const wanted = Math.floor(numberField("k", 0, { low: 0, high: 5000 }));
  return wanted === 0 ? undefined : wanted;
});
/** What time series are judged by. */
export const by = computed((): "step" | "window" => (field("by") === "window" ? "window" : "step"));

/** The scores. */
export const result = signal<ScoreResult | undefined>(undefined);
/** Share done while scoring; undefined otherwise. */
export const progress = signal<number | undefined>(undefined);
/** Why there are no scores. */
export const problem = signal<string | undefined>(undefined);

/** Labels to colour and judge by. */
export const labels = signal<ScoreLabels | undefined>(undefined);
/** Index of the label that should be found. */
export const anomalous = computed(() => {
  const names = labels.value?.names ?? [];
  const at = names.indexOf(field("odd") ?? "");
  return at < 0 ? undefined : at;
});
/** How well the scores find it. */
export const quality = signal<{ readonly auc: number; readonly averagePrecision: number } | undefined>(undefined);

/** Threshold while it is dragged. */
export const dragged = signal<number | undefined>(undefined);
/** Per cent above the threshold. */
export const share = computed(() => numberField("share", 5, { low: 0, high: 100 }));
/** Score above which an item counts as strange. */
export const threshold = computed(() => {
  const found = result.value;
  if (found === undefined) return 0;
  return dragged.value ?? quantileOf(found.score, found.order, 1 - share.value / 100);
});

let asked = 0;

/** Scores the chosen part. */
export async function start(): Promise<void> {
  const chosen = part.value;
  if (chosen === undefined) return;
  const own = ++asked;
  const kind = model.value?.kind;
  const wish: ScoreWish = {
    part: chosen.part,
    samples: kind === "series" || !model.value?.variational ? undefined : samples.value,
    seed: seed.value,
    by: by.value,
  };
  progress.value = 0;
  problem.value = undefined;
  try {
    const found = await worker.scoreStart(
      wish,
      callback((done: number) => {
        if (own === asked) progress.value = done;
      }),
    );
    if (found === "stopped" || own !== asked) return;
    dragged.value = undefined;
    labels.value = await worker.scoreLabels(field("labels"));
    result.value = found;
  } catch (error) {
    if (own === asked) problem.value = messageOf(error);
  } finally {
    if (own === asked) progress.value = undefined;
  }
}

/** Stops scoring. */
export function stop(): void {
  asked++;
  progress.value = undefined;
  void worker.scoreStop();
}

/** Takes the labels from a column. */
export async function chooseColumn(name: string | undefined): Promise<void> {
  setFields({ labels: name, odd: undefined });
  await attempt(async () => {
    labels.value = await worker.scoreLabels(name);
  });
}

/** Measures how well the scores find a label. */
export const askQuality = latest(
  ({ all, label }: { readonly all: ScoreLabels; readonly label: number }) => worker.scoreQuality(all.labels, label),
  (found) => {
    quality.value = found;
  },
);

/** The strangest and the most usual items. */
export const listed = signal<{ readonly strange: Listing; readonly usual: Listing } | undefined>(undefined);
/** A list with the places of its items among the scores. */
export type Listing = Listed & { readonly indices: readonly number[] };

/** Asks for so many of both. */
export const askLists = latest(
  async ({ found, count }: { readonly found: ScoreResult; readonly count: number }) => {
    const few = Math.min(count, Math.ceil(found.order.length / 2));
    const strange = Array.from(found.order.subarray(found.order.length - few)).reverse();
    const usual = Array.from(found.order.subarray(0, Math.min(few, 24)));
    const [first, second] = [await worker.scoreList(strange), await worker.scoreList(usual)];
    return { strange: { ...first, indices: strange }, usual: { ...second, indices: usual } };
  },
  (found) => {
    listed.value = found;
  },
);
