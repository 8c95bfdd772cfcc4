// The presets that the open data can be trained with, under headings.

import type { DataBundle } from "vaekit/data";
import { type Preset, presets } from "vaekit/models";
import { otherTasks } from "./other-tasks.ts";
import { planOf } from "./plan-network.ts";
import type { PresetChoice, PresetGroup, PresetList } from "./plan-types.ts";

interface ModelParts {
  readonly kind?: string;
  readonly encoder?: readonly { readonly kind: string }[];
  readonly posterior?: { readonly floor?: number };
  readonly prior?: object;
  readonly hierarchy?: object;
  readonly quantiser?: object;
  readonly condition?: object;
  readonly skip?: boolean;
  readonly likelihood?: { readonly scale?: string } | string;
  readonly penalties?: readonly { readonly kind: string }[];
  readonly objective?: {
    readonly kind: string;
    readonly beta?: number;
    readonly reconstruction?: number;
    readonly capacity?: object;
    readonly freeBits?: number;
    readonly warmUp?: { readonly kind: string };
  };
}

const INDEPENDENT = ["total-correlation", "factor", "dip"];

/** The heading of a preset, from what it is made of. */
export function groupOf({ items, config }: Pick<Preset, "items" | "config">): PresetGroup {
  const model = config.model as ModelParts;
  const train = config.train as { readonly encoderSteps?: object };
  const { objective, penalties = [], posterior, likelihood } = model;
  if (items.includes("series")) return "series";
  if (items.includes("table")) return "table";
  if (model.hierarchy) return "hierarchical";
  if (model.quantiser) return "discrete";
  if (model.condition) return "supervised";
  if (objective?.kind === "importance") return "bounds";
  const cyclical = objective?.warmUp?.kind === "cyclical";
  if (objective?.freeBits || posterior?.floor || train.encoderSteps || model.skip || cyclical) return "collapse";
  if (model.kind === "autoencoder") return "autoencoders";
  if (posterior) return "posteriors";
  if (model.prior) return "priors";
  if (objective?.capacity || (objective?.beta ?? 1) > 1) return "disentangle";
  if (penalties.some(({ kind }) => INDEPENDENT.includes(kind))) return "disentangle";
  const scaled = typeof likelihood === "object" && likelihood.scale === "optimal";
  if (penalties.length > 0 || objective?.beta === 0 || objective?.reconstruction !== undefined || scaled)
    return "objectives";
  return model.encoder?.some(({ kind }) => kind === "conv") ? "convolutional" : "plain";
}

let known: { readonly bundle: DataBundle; readonly list: PresetList } | undefined;

/** Presets for the items of a bundle; each is tried on them. */
export async function presetList(bundle: DataBundle): Promise<PresetList> {
  if (known?.bundle === bundle) return known.list;
  const { kind } = bundle.train.schema;
  const fit: PresetChoice[] = [];
  const unfit: { name: string; why: string }[] = [];
  for (const preset of presets.filter(({ items }) => items.includes(kind))) {
    const { name, summary, source: paper } = preset;
    const planned = planOf(bundle, { preset: name });
    if ("problem" in planned) unfit.push({ name, why: planned.problem });
    else fit.push({ name, summary, paper, group: groupOf(preset) });
    await otherTasks();
  }
  const list = { presets: fit, unfit };
  known = { bundle, list };
  return list;
}
