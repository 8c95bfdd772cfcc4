// The worker's part of what choices come to before training: presets, the network layer by layer, and an estimate.

import type { JsonSchema } from "vaekit/tasks";
import { openedData } from "./data-session.ts";
import type { Estimate, Planned, PresetList } from "./plan-types.ts";
import type { ConfigChoices } from "./vaekit.ts";

/** Functions for the page. */
export const planApi = {
  /** The presets that the open data can be trained with. */
  presetList: async (): Promise<PresetList> => (await import("./plan-presets.ts")).presetList(openedData().bundle),
  /** What choices come to, or why they cannot be carried out. */
  plan: async (choices: ConfigChoices): Promise<Planned> =>
    (await import("./plan-network.ts")).planOf(openedData().bundle, choices),
  /** What a training takes, measured on a few steps; undefined when cancelled. */
  estimate: async (choices: ConfigChoices): Promise<Estimate | undefined> =>
    (await import("./plan-estimate.ts")).estimate(openedData().bundle, choices),
  cancelEstimate: async (): Promise<void> => (await import("./plan-estimate.ts")).cancelEstimate(),
  /** The schema of a config, for the editor. */
  configSchema: async (): Promise<JsonSchema> => (await import("vaekit/tasks")).configJsonSchema(),
};
