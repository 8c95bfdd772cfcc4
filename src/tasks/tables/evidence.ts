// Latents of rows of which only some cells are known: draws from q(z | known cells) and from the model's own sampler,
// weighted by p(known | z) p(z) / proposal (importance resampling; Mattei & Frellsen 2019, MIWAE).

import { float32, type Generator, type HostArray } from "../../array/index.ts";
import { input, Scope } from "../../graph/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import { Inference } from "../inference.ts";
import type { TrainedModel } from "../run.ts";
import { type LatentSampler, samplerOf } from "../sampler.ts";

const BATCH = 1024;
// The rest comes from the sampler, so that no part of the latent space is out of reach.
const POSTERIOR_SHARE = 0.75;

/** Draws latents for rows with gaps. */
export class EvidenceSampler {
  private readonly trained: TrainedModel;
  private readonly runtime: Runtime;
  private readonly inference: Inference;
  private readonly sampler: LatentSampler;
  private likelihood: Promise<Executable> | undefined;

  constructor(trained: TrainedModel, runtime: Runtime) {
    this.trained = trained;
    this.runtime = runtime;
    this.inference = new Inference(trained, runtime);
    this.sampler = samplerOf(trained);
  }

  /**
   * `draws` latents for each of the items [n, 2 D] (unknown cells are -2), as [draws, n, latent], resampled from
   * `proposals` weighted candidates per row, three quarters of them from q.
   */
  async draw(items: Float32Array, draws: number, generator: Generator, proposals = 32): Promise<Float32Array> {
    const width = this.trained.model.item.shape[0]!;
    const { latent } = this.trained.model;
    const count = items.length / width;
    const out = new Float32Array(draws * count * latent);
    const step = Math.max(1, Math.floor(16_384 / proposals));
    for (let start = 0; start < count; start += step) {
      const end = Math.min(start + step, count);
      const part = items.subarray(start * width, end * width);
      const chosen = await this.drawPart(part, draws, generator, proposals);
      const size = end - start;
      for (let d = 0; d < draws; d++) {
        out.set(chosen.subarray(d * size * latent, (d + 1) * size * latent), (d * count + start) * latent);
      }
    }
    return out;
  }

  async dispose(): Promise<void> {
    await this.inference.dispose();
    await (await this.likelihood)?.dispose();
  }

  private async drawPart(items: Float32Array, draws: number, generator: Generator, proposals: number) {
    const width = this.trained.model.item.shape[0]!;
    const { latent } = this.trained.model;
    const count = items.length / width;
    const { mean, logVariance } = await this.inference.encode(float32(items, [count, width]));
    const own = Math.max(1, Math.floor(proposals * POSTERIOR_SHARE));
    // Candidates [proposals, count, latent]: first the posterior's, then the sampler's.
    const z = new Float32Array(proposals * count * latent);
    generator.fillNormal(z.subarray(0, own * count * latent));
    for (let i = 0; i < own * count * latent; i++) {
      const at = i % (count * latent);
      z[i] = mean.data[at]! + z[i]! * Math.exp(logVariance!.data[at]! / 2);
    }
    z.set(this.sampler.draw((proposals - own) * count, generator), own * count * latent);
    const likelihood = await this.logLikelihood(z, items, proposals);
    const model = this.sampler.logDensity(z);
    const share = own / proposals;
    const out = new Float32Array(draws * count * latent);
    const weights = new Float64Array(proposals);
    for (let i = 0; i < count; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < proposals; k++) {
        const at = k * count + i;
        const posterior = normalLogDensity(z, at * latent, mean.data, logVariance!.data, i * latent, latent);
        const proposal = logMix(posterior, model[at]!, share);
        weights[k] = model[at]! + likelihood[at]! - proposal;
        if (weights[k]! > top) top = weights[k]!;
      }
      const total = weights.reduce((sum, w) => sum + Math.exp(w - top), 0);
      for (let d = 0; d < draws; d++) {
        // Stratified, so that equal weights give different candidates.
        let u = ((d + generator.uniform()) / draws) * total;
        let k = 0;
        for (; k < proposals - 1; k++) {
          u -= Math.exp(weights[k]! - top);
          if (u < 0) break;
        }
        const from = (k * count + i) * latent;
        out.set(z.subarray(from, from + latent), (d * count + i) * latent);
      }
    }
    return out;
  }

  // log p(known cells | z) of candidates [proposals, count, latent] as [proposals * count].
  private async logLikelihood(z: Float32Array, items: Float32Array, proposals: number): Promise<Float32Array> {
    const width = this.trained.model.item.shape[0]!;
    const { latent } = this.trained.model;
    const count = items.length / width;
    const total = proposals * count;
    const out = new Float32Array(total);
    this.likelihood ??= this.compile();
    const executable = await this.likelihood;
    const latents = float32(new Float32Array(BATCH * latent), [BATCH, latent]);
    const cells: HostArray<"float32"> = float32(new Float32Array(BATCH * width), [BATCH, width]);
    for (let start = 0; start < total; start += BATCH) {
      const end = Math.min(start + BATCH, total);
      latents.data.set(z.subarray(start * latent, end * latent));
      for (let row = start; row < end; row++) {
        const from = (row % count) * width;
        cells.data.set(items.subarray(from, from + width), (row - start) * width);
      }
      const { logLikelihood } = await executable.run({ z: latents, x: cells });
      out.set((logLikelihood!.data as Float32Array).subarray(0, end - start), start);
    }
    return out;
  }

  private compile(): Promise<Executable> {
    const { model, weights } = this.trained;
    const scope = new Scope({ training: false });
    const z = input("z", [BATCH, model.latent]);
    const logLikelihood = model.decode(z, scope).logLikelihood(input("x", [BATCH, ...model.item.shape]));
    const constants = Object.fromEntries(scope.variables().map(({ name }) => [name, weights[name]!]));
    return this.runtime.compile({ outputs: { logLikelihood }, constants });
  }
}

// log N(z; mean, exp(logVariance)) of one latent.
function normalLogDensity(
  z: Float32Array,
  at: number,
  mean: Float32Array,
  logVariance: Float32Array,
  row: number,
  size: number,
): number {
  let total = (-size / 2) * Math.log(2 * Math.PI);
  for (let d = 0; d < size; d++) {
    const variance = logVariance[row + d]!;
    total -= ((z[at + d]! - mean[row + d]!) ** 2 / Math.exp(variance) + variance) / 2;
  }
  return total;
}

// log(share exp(a) + (1 - share) exp(b)).
function logMix(a: number, b: number, share: number): number {
  const top = Math.max(a, b);
  return top + Math.log(share * Math.exp(a - top) + (1 - share) * Math.exp(b - top));
}
