// A run's sampler in words.

import type { RunFile } from "../run.ts";
import type { SamplerChoice } from "./fit.ts";
import type { SamplerSpec } from "./index.ts";

const NAMES = {
  normal: "one normal distribution",
  mixture: "a mixture of normals",
  kde: "a kernel density",
  vamp: "the mixture of posteriors of some training items",
  maf: "a masked autoregressive flow",
  "two-stage": "a second VAE",
  pixelcnn: "a PixelCNN",
} as const;

/** What was fitted when the training ended or later; undefined where a run's latents come from the prior alone. */
export function samplerIn({ results, config }: RunFile): SamplerChoice | undefined {
  const told = results?.sampler as SamplerChoice | undefined;
  if (config.sampler === undefined || told === undefined || told.kind === "prior") return undefined;
  return told;
}

/** `a mixture of normals with 32 components, fitted to the latents of 9000 training items`, or `the prior`. */
export function describeSampler(file: RunFile): string {
  const choice = samplerIn(file);
  if (choice === undefined) return "the prior";
  const parts = choice.components === undefined ? "" : ` with ${choice.components} components`;
  const of = choice.kind === "pixelcnn" ? "codes" : "latents";
  const items = choice.items === undefined ? "training items" : `${choice.items} training items`;
  return `${NAMES[choice.kind as keyof typeof NAMES]}${parts}, fitted to the ${of} of ${items}`;
}

/** Kinds whose tensors are latents or posteriors of single training items. */
export function storesItems({ kind }: SamplerSpec | SamplerChoice): boolean {
  return kind === "kde" || kind === "vamp";
}
