// The log density of latents under a model's own prior.

import type { Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { priorLogDensity } from "./prior.ts";
import { RowGraph } from "./row-graph.ts";

/** log p(z) of latents [n, latent] as [n], in nats; undefined for a prior without a density, or one that depends on a condition. */
export async function priorLogDensities(
  runtime: Runtime,
  { model, weights }: TrainedModel,
  latents: Float32Array,
): Promise<Float64Array | undefined> {
  if (model.standardNormalPrior) return priorLogDensity(latents, model.latent);
  if (!model.knowsPrior || model.conditionWidth > 0) return undefined;
  const graph = await RowGraph.compile(runtime, weights, model.latent, (z, scope) => model.logPrior(z, { scope }));
  const densities = await graph.run(latents);
  await graph.dispose();
  return Float64Array.from(densities);
}
