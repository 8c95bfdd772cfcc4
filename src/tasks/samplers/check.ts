// Which samplers go with which models.

import { ConfigError } from "../../errors.ts";
import { hasRealLatents, type ItemShape, Model, type ModelConfig } from "../../models/index.ts";
import type { SamplerSpec } from "./index.ts";

// Most latents for covariances of all of them, and for a flow that is drawn from latent by latent.
const WIDEST: Readonly<Partial<Record<SamplerSpec["kind"], number>>> = {
  normal: 2048,
  kde: 2048,
  mixture: 512,
  auto: 512,
  maf: 256,
};

/** @throws ConfigError for a kind that the model's latents or items do not allow, naming one that they do */
export function checkSampler({ kind }: SamplerSpec, model: ModelConfig, item: ItemShape): void {
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
  if (model.prior?.kind === "conditional") {
    throw new ConfigError(
      `${where}: the prior of this model depends on the condition, and ${kind} would not; use prior`,
    );
  }
  const table = item.kind === "table";
  if (table && (kind === "maf" || kind === "two-stage")) {
    throw new ConfigError(
      `${where}: rows of a table are weighed by the sampler's density one by one, for which ${kind} is too slow; use mixture`,
    );
  }
  // A table's columns are settled later.
  const latent = table ? model.latent * (model.scales?.length ?? 1) : new Model(model, item).latent;
  const widest = WIDEST[kind] ?? latent;
  if (latent > widest) {
    throw new ConfigError(
      `${where}: ${kind} is for at most ${widest} latents, got ${latent}; use ${table ? "vamp" : "two-stage"}`,
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
