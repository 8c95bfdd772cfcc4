// The worker's part of samples of the model at work.

import { transfer } from "comlink";
import type { Items } from "./api.ts";
import { engine } from "./engine.ts";
import { viewOf, viewOfTable } from "./items-view.ts";

/** What to draw. */
export interface SampleWish {
  readonly count: number;
  readonly seed: number;
  readonly temperature: number;
  readonly sampler?: "prior" | "fitted" | undefined;
  readonly condition?: Readonly<Record<string, string>> | undefined;
  /** Each value of the first attribute that is left open, with the same latents. */
  readonly each?: boolean | undefined;
}

/** Samples; rows of a table are drawn with their gaps and constraints. */
async function samples({ count, seed, temperature, sampler, condition, each }: SampleWish): Promise<Items> {
  const [{ live }, tasks] = await Promise.all([import("./live-model.ts"), import("vaekit/tasks")]);
  const { trained } = live();
  const runtime = await engine();
  if (trained.schema.kind === "table") {
    return viewOfTable((await tasks.synth(runtime, trained, { count, seed })).table);
  }
  const options = { count, seed, temperature, sampler, condition, each };
  const { items } = await tasks.sample(runtime, trained, options);
  const view = viewOf(items.data, items.shape[0]!, trained.schema);
  return view.kind === "pictures" ? transfer(view, [view.pixels.buffer]) : view;
}

/** Functions for the page. */
export const generateApi = { samples };
