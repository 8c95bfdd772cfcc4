// A masked autoregressive flow of the latents, trained by maximum likelihood (Papamakarios et al. 2017). Densities take one pass,
// draws one pass per latent dimension and layer.

import { z } from "zod";
import { float32 } from "../../array/index.ts";
import { BatchSource, type Dataset } from "../../data/index.ts";
import { type FlowDensity, type FlowSpec, flowDensity, makeFlow } from "../../distributions/index.ts";
import { initialValues, input, mul, neg, Scope, sum } from "../../graph/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import type { Trainable } from "../../train/index.ts";
import { type LatentScorer, loadStandard, trainOnLatents, within } from "./on-latents.ts";
import { RowGraph } from "./row-graph.ts";
import type { FitContext, LatentSampler, LoadContext, SamplerWeights } from "./sampler.ts";

/** Schema of the kind `maf`. */
export const mafSchema = z.strictObject({
  kind: z.literal("maf"),
  /** Steps of the flow; default 5. */
  layers: z.int().min(1).max(64).optional(),
  /** Units of the hidden layers of each step; default as for flows: two of 64 or twice the latents. */
  hidden: z.array(z.int().positive()).min(1).optional(),
  /** Passes over the latents; default as many as make 4000 steps, at most 400, stopped early. */
  epochs: z.int().positive().optional(),
});

type MafSpec = z.infer<typeof mafSchema>;

const PREFIX = "sampler.maf.";
const BATCH = 256;

/** Trains the flow. */
export function fitMaf({ runtime, latents, size, seed }: FitContext, spec: MafSpec): Promise<SamplerWeights> {
  const model: Trainable = {
    item: { kind: "vector", shape: [size] },
    scheduled: () => ({}),
    objective({ target, weights }, scope) {
      return { loss: neg(sum(mul(densityOf(spec, size, scope).logProb(target), weights))), terms: {} };
    },
  };
  const scorer = (held: Dataset) => flowScorer(runtime, spec, size, held);
  return trainOnLatents(model, PREFIX, { runtime, latents, size, seed, epochs: spec.epochs, scorer });
}

/** A saved flow. */
export function loadMaf(spec: MafSpec, weights: SamplerWeights, { runtime, size }: LoadContext): LatentSampler {
  const own = within(`${PREFIX}model.`, weights);
  const standard = loadStandard(PREFIX, weights);
  let forward: Promise<RowGraph> | undefined;
  let inverse: Promise<RowGraph> | undefined;
  return {
    kind: "maf",
    async draw(count, generator, temperature = 1) {
      forward ??= RowGraph.compile(runtime, own, size, (u, scope) => flowOf(spec, size, scope).forward(u).value);
      const noise = generator.fillNormal(new Float32Array(count * size));
      if (temperature !== 1) for (let i = 0; i < noise.length; i++) noise[i]! *= temperature;
      return standard.from(await (await forward).run(noise));
    },
    async logDensity(latents) {
      inverse ??= RowGraph.compile(runtime, own, size, (x, scope) => densityOf(spec, size, scope).logProb(x));
      const densities = await (await inverse).run(standard.to(latents));
      return Float64Array.from(densities, (density) => density - standard.logVolume);
    },
    async dispose() {
      await (await forward)?.dispose();
      await (await inverse)?.dispose();
    },
  };
}

function flowOf({ layers = 5, hidden }: MafSpec, size: number, scope: Scope) {
  const spec: FlowSpec = { kind: "maf", layers, hidden };
  return makeFlow(spec, size, scope.child("flow"));
}

function densityOf(spec: MafSpec, size: number, scope: Scope): FlowDensity {
  return flowDensity(flowOf(spec, size, scope), size);
}

async function flowScorer(runtime: Runtime, spec: MafSpec, size: number, held: Dataset): Promise<LatentScorer> {
  const scope = new Scope({ training: false });
  const [x, weights] = [input("x", [BATCH, size]), input("weights", [BATCH])];
  const total = sum(mul(densityOf(spec, size, scope).logProb(x), weights));
  const first = initialValues(scope.variables(), 0);
  const resident = scope.variables().map(({ name, tensor }) => ({ input: tensor, value: first[name]! }));
  const executable = await runtime.compile({ outputs: { total }, resident });
  const source = new BatchSource(held, { batchSize: BATCH, seed: 0, shuffle: false });
  return {
    async score(values) {
      await executable.write(values);
      let logDensity = 0;
      for (let step = 0; step < source.stepsPerEpoch; step++) {
        const batch = source.batch(0, step);
        const feeds = { x: float32(batch.target, [BATCH, size]), weights: float32(batch.weights, [BATCH]) };
        logDensity += Number((await executable.run(feeds)).total!.data[0]);
      }
      return -logDensity / held.count;
    },
    dispose: () => executable.dispose(),
  };
}
