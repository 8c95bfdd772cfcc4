// Which samplers go with which models.

import { ConfigError } from "../../errors.ts";
import { hasRealLatents, type ModelConfig } from "../../models/index.ts";
import type { SamplerSpec } from "./index.ts";

/** @throws ConfigError for a kind that the model's latents or items do not allow, naming one that they do */
export function checkSampler({ kind }: SamplerSpec, model: ModelConfig, items: string): void {
  const where = "sampler.kind";
  if (kind === "prior") return;
  const coded = model.quantiser !== undefined;
  if (coded !== (kind === "pixelcnn")) {
    throw new ConfigError(
      coded
        ? `${where}: the latents of this model are codes of a quantiser, got ${kind}; use pixelcnn`
        : `${where}: pixelcnn draws codes of a quantiser, which this model does not have; use mixture or maf`,
    );
  }
  if (!coded && !hasRealLatents(model)) {
    throw new ConfigError(
      `${where}: latents of the posterior ${model.posterior?.kind} are no free vectors of numbers, got ${kind}; use prior`,
    );
  }
  if (items === "table" && (kind === "maf" || kind === "two-stage")) {
    throw new ConfigError(
      `${where}: rows of a table are weighed by the sampler's density one by one, for which ${kind} is too slow; use mixture`,
    );
  }
  const plain =
    model.kind === "vae" && (model.posterior?.kind ?? "normal") === "normal" && model.hierarchy === undefined;
  if (kind === "vamp" && !plain) {
    throw new ConfigError(
      `${where}: vamp is a mixture of posteriors that are diagonal normals, which this model does not have; use kde`,
    );
  }
}
