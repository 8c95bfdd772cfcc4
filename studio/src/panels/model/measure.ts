// The estimate of the present choices: asked for a second after the last change while nothing trains, kept for what it was
// measured on.

import { effect, signal } from "@preact/signals";
import { messageOf } from "../../state/problems.ts";
import { busy, choices, data } from "../../state/session.ts";
import { engine } from "../../state/settings.ts";
import { worker } from "../../state/worker.ts";
import type { ConfigChoices } from "../../worker/api.ts";
import type { Estimate } from "../../worker/plan-types.ts";
import { planned, problem } from "./plan-state.ts";

/** The last estimate; `of` says what it is of. */
export const estimate = signal<{ readonly of: string; readonly found: Estimate } | undefined>(undefined);
/** Why the last measurement failed, and of what. */
export const failure = signal<{ readonly of: string; readonly message: string } | undefined>(undefined);
/** What is being measured. */
export const measuring = signal<string | undefined>(undefined);

const WAIT_MS = 1000;

/** What an estimate is of: choices, data and engine. */
export function estimateKey(): string {
  return JSON.stringify([
    data.value?.name,
    data.value?.milliseconds,
    engine.value?.backend,
    engine.value?.threads,
    choices.value,
  ]);
}

/** Measures the present choices now. */
export async function measure(): Promise<void> {
  const of = estimateKey();
  const chosen: ConfigChoices = choices.value;
  measuring.value = of;
  failure.value = undefined;
  try {
    const found = await worker.estimate(chosen);
    if (found) estimate.value = { of, found };
  } catch (error) {
    failure.value = { of, message: messageOf(error) };
  }
  if (measuring.value === of) measuring.value = undefined;
}

function cancel(): void {
  if (measuring.peek() === undefined) return;
  measuring.value = undefined;
  void worker.cancelEstimate();
}

/** Measures whatever is chosen, a moment after it was, unless a training is on its way. @returns what ends it */
export function followEstimate(): () => void {
  let timer: number | undefined;
  const end = effect(() => {
    const of = estimateKey();
    const possible = !busy.value && problem.value === undefined && planned.value === choices.value;
    clearTimeout(timer);
    if (measuring.peek() !== undefined && (measuring.peek() !== of || busy.value)) cancel();
    if (possible && estimate.peek()?.of !== of && measuring.peek() !== of)
      timer = window.setTimeout(() => void measure(), WAIT_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
    cancel();
  };
}
