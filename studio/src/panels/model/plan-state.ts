// What the worker says of the present choices: presets, plan, problem. Kept while other panels are shown.

import { effect, signal } from "@preact/signals";
import { latest } from "../../state/latest.ts";
import { choices, data } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import type { ConfigChoices, DataSummary } from "../../worker/api.ts";
import type { Plan, PresetList } from "../../worker/plan-types.ts";

/** Presets for the open data, once they are known. */
export const presetList = signal<PresetList | undefined>(undefined);
/** The last plan that could be made of the open data. */
export const plan = signal<Plan | undefined>(undefined);
/** The choices that it was made of. */
export const planned = signal<ConfigChoices | undefined>(undefined);
/** Why the present choices cannot be carried out. */
export const problem = signal<string | undefined>(undefined);

interface Wish {
  readonly choices: ConfigChoices;
  readonly data: DataSummary;
}

const ask = latest(
  async (wish: Wish) => ({ wish, found: await worker.plan(wish.choices) }),
  ({ wish, found }) => {
    if (wish.data !== data.value) return;
    if ("problem" in found) problem.value = found.problem;
    else {
      plan.value = found.plan;
      planned.value = wish.choices;
      problem.value = undefined;
    }
  },
);

const askPresets = latest(
  async (wish: DataSummary) => ({ wish, list: await worker.presetList() }),
  ({ wish, list }) => {
    if (wish === data.value) presetList.value = list;
  },
);

let known: DataSummary | undefined;

/** Keeps plan and presets in step with data and choices. @returns what ends it */
export function followChoices(): () => void {
  return effect(() => {
    const [open, chosen] = [data.value, choices.value];
    if (open === undefined) return;
    if (known !== open) {
      known = open;
      plan.value = undefined;
      presetList.value = undefined;
      problem.value = undefined;
    }
    ask({ choices: chosen, data: open });
    if (presetList.peek() === undefined) askPresets(open);
  });
}
