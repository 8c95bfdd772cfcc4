// A second VAE whose items are the latents of the first (Dai & Wipf 2019, section 4): where the first fills its prior badly, the
// second, with as many latents as its items have numbers and a learned deviation, can fill its own well.

import { z } from "zod";
import type { Dataset } from "../../data/index.ts";
import type { Normal } from "../../distributions/index.ts";
import { add, initialValues, input, mul, Scope, slice } from "../../graph/index.ts";
import { BoundScorer, boundOf, importanceNll } from "../../metrics/index.ts";
import { Model } from "../../models/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { type LatentScorer, loadStandard, standardRows, trainOnLatents, within } from "./on-latents.ts";
import { RowGraph } from "./row-graph.ts";
import type { FitContext, LatentSampler, LoadContext, SamplerWeights } from "./sampler.ts";

/** Schema of the kind `two-stage`. */
export const twoStageSchema = z.strictObject({
  kind: z.literal("two-stage"),
  /** Units of the second encoder's hidden layers, those of the decoder in reverse; default [128, 128]. */
  hidden: z.array(z.int().positive()).min(1).optional(),
  /** Latents of the second VAE; default as many as the first has. */
  latent: z.int().positive().optional(),
  /** Passes over the latents; default as many as make 4000 steps, at most 400, stopped early. */
  epochs: z.int().positive().optional(),
});

type TwoStageSpec = z.infer<typeof twoStageSchema>;

const PREFIX = "sampler.two-stage.";
// Importance samples for the density of one latent.
const SAMPLES = 64;

/** Trains the second VAE. */
export function fitTwoStage({ runtime, latents, size, seed }: FitContext, spec: TwoStageSpec): Promise<SamplerWeights> {
  const model = secondStage(spec, size);
  const scorer = (held: Dataset) => boundScorer(runtime, model, held);
  return trainOnLatents(model, PREFIX, { runtime, latents, size, seed, epochs: spec.epochs, scorer });
}

/** A saved second VAE. */
export function loadTwoStage(
  spec: TwoStageSpec,
  weights: SamplerWeights,
  { runtime, size }: LoadContext,
): LatentSampler {
  const model = secondStage(spec, size);
  const own = within(`${PREFIX}model.`, weights);
  const standard = loadStandard(PREFIX, weights);
  const width = model.latent + size;
  let decoder: Promise<RowGraph> | undefined;
  return {
    kind: "two-stage",
    async draw(count, generator, temperature = 1) {
      decoder ??= RowGraph.compile(runtime, own, width, (noise, scope) => {
        const u = slice(noise, { axis: 1, end: model.latent });
        const { loc, scale } = model.decode(u, scope).distribution as Normal;
        return add(loc, mul(scale, slice(noise, { axis: 1, start: model.latent })));
      });
      const noise = generator.fillNormal(new Float32Array(count * width));
      if (temperature !== 1) for (let i = 0; i < noise.length; i++) noise[i]! *= temperature;
      return standard.from(await (await decoder).run(noise));
    },
    async logDensity(latents) {
      const rows = standardRows(standard.to(latents), size);
      const { perItem } = await importanceNll(runtime, model, own, rows, { samples: SAMPLES });
      return perItem.map((nll) => -nll - standard.logVolume);
    },
    async dispose() {
      await (await decoder)?.dispose();
    },
  };
}

function secondStage({ hidden = [128, 128], latent }: TwoStageSpec, size: number): Model {
  return new Model(
    {
      kind: "vae",
      latent: latent ?? size,
      encoder: hidden.flatMap((units) => [{ kind: "dense" as const, units }, { kind: "relu" as const }]),
      decoder: "mirror",
      likelihood: { kind: "normal", scale: "shared", value: 0.3 },
      objective: { kind: "elbo" },
    },
    { kind: "vector", shape: [size] },
  );
}

async function boundScorer(runtime: Runtime, model: Model, held: Dataset): Promise<LatentScorer> {
  const scope = new Scope({ training: false });
  const x = input("x", [1, ...model.item.shape]);
  model.decode(model.encode(x, scope).mean, scope).logLikelihood(x);
  const first = initialValues(scope.variables(), 0);
  const scorer = await BoundScorer.compile(runtime, model, first, Math.min(256, held.count));
  return {
    async score(weights) {
      await scorer.write(weights);
      return -boundOf(await scorer.score(held), model).elbo;
    },
    dispose: () => scorer.dispose(),
  };
}
