// What a model was trained to minimise, in words.

import type { Overview } from "../tasks/index.ts";
import { formatShort } from "./numbers.ts";

type ModelConfig = Overview["file"]["config"]["model"];

/** `−ELBO + total-correlation`: the loss of a config, with the penalties beside it by their kinds. */
export function lossText({ objective, penalties = [] }: ModelConfig): string {
  return [objectiveText(objective), ...penalties.map(({ kind }) => kind)].join(" + ");
}

function objectiveText(objective: ModelConfig["objective"]): string {
  switch (objective.kind) {
    case "reconstruction":
      return "reconstruction error";
    case "importance":
      return `\u2212bound of ${objective.samples * (objective.groups ?? 1)} draws`;
    case "elbo": {
      const { beta = 1, capacity, freeBits, freeBitsTotal, reconstruction = 1 } = objective;
      const error = reconstruction === 1 ? "reconstruction" : `${formatShort(reconstruction)} \u00b7 reconstruction`;
      if (capacity) return `${error} + ${formatShort(capacity.weight)} \u00b7 |KL \u2212 capacity|`;
      const free = (freeBits ?? 0) + (freeBitsTotal ?? 0) > 0 ? " with free bits" : "";
      if (beta === 1 && reconstruction === 1) return `\u2212ELBO${free}`;
      const terms = [...(reconstruction === 0 ? [] : [error]), ...(beta === 0 ? [] : [`beta \u00b7 KL${free}`])];
      return terms.join(" + ");
    }
  }
}

/** What the schedule's number `beta` weighs; undefined where it weighs nothing. */
export function betaText({ objective }: ModelConfig): string | undefined {
  if (objective.kind !== "elbo") return undefined;
  return objective.capacity ? "Weight of the KL's distance from the capacity" : "Beta, the weight of the KL";
}
