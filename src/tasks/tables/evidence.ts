// Latents for rows of which only some cells are known: draws from q(z | known cells) and from the model's own sampler, with
// what their weights need of the proposal (importance sampling; Mattei & Frellsen 2019, MIWAE).

import { float32, type Generator } from "../../array/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { Inference } from "../inference.ts";
import type { TrainedModel } from "../run.ts";
import { densitySampler } from "../samplers/open.ts";
import type { DensitySampler } from "../samplers/sampler.ts";
import { tempered } from "./tempered.ts";

// The rest comes from the sampler, so that no part of the latent space is out of reach.
const POSTERIOR_SHARE = 0.75;

/** Latents with log p(z) - log proposal. */
export interface Candidates {
  /** [proposals, n, latent]. */
  readonly z: Float32Array;
  /** [proposals * n], in nats. */
  readonly logRatio: Float64Array;
}

/** Proposes latents for rows with gaps. */
export class EvidenceSampler {
  private readonly trained: TrainedModel;
  private readonly inference: Inference;
  private readonly sampler: DensitySampler;

  /** `temperature` multiplies the standard deviations of the latents; default 1. */
  constructor(trained: TrainedModel, runtime: Runtime, temperature = 1) {
    this.trained = trained;
    this.inference = new Inference(trained, runtime);
    this.sampler = tempered(densitySampler(trained), trained.model.latent, temperature);
  }

  /** Candidates for each of the items [n, 2 D] (unknown cells are -2), three quarters of them from q. */
  async propose(items: Float32Array, proposals: number, generator: Generator): Promise<Candidates> {
    const width = this.trained.model.item.shape[0]!;
    const { latent } = this.trained.model;
    const count = items.length / width;
    const { mean, logVariance } = await this.inference.encode(float32(items, [count, width]));
    const own = Math.max(1, Math.floor(proposals * POSTERIOR_SHARE));
    const z = new Float32Array(proposals * count * latent);
    generator.fillNormal(z.subarray(0, own * count * latent));
    for (let i = 0; i < own * count * latent; i++) {
      const at = i % (count * latent);
      z[i] = mean.data[at]! + z[i]! * Math.exp(logVariance!.data[at]! / 2);
    }
    z.set(this.sampler.draw((proposals - own) * count, generator), own * count * latent);
    const model = this.sampler.logDensity(z);
    const share = own / proposals;
    const logRatio = model.map((density, at) => {
      const row = (at % count) * latent;
      const posterior = normalLogDensity(z, at * latent, mean.data, logVariance!.data, row, latent);
      return density - logMix(posterior, density, share);
    });
    return { z, logRatio };
  }

  async dispose(): Promise<void> {
    await this.inference.dispose();
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
