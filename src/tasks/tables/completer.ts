// Rows of which only some cells are known, completed by the model: candidates of the latent are weighted by what they make
// of the known cells and resampled. With autoregressive columns the whole row is a candidate, since a column is drawn
// before it is seen what the known cells after it make of it (sequential importance resampling, Doucet et al. 2001).

import { float32, type Generator, type HostArray } from "../../array/index.ts";
import { cast, greater, input, mul, Scope, sum } from "../../graph/index.ts";
import { constantsOf } from "../../metrics/index.ts";
import type { ColumnsLikelihood } from "../../models/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { type Candidates, EvidenceSampler } from "./evidence.ts";
import { CellFiller, HIDDEN } from "./filler.ts";

const BATCH = 1024;
// Candidate rows at a time.
const MOST = 16_384;

/** How rows are completed. */
export interface CompleteOptions {
  /** Completed rows per row. */
  readonly draws: number;
  /** Weighted candidates per row. */
  readonly proposals: number;
  /** Whether a drawn cell may be missing, as cells of the training part were. */
  readonly allowMissing: boolean;
  /** What the encoder sees where that is more than the known cells; default the items. */
  readonly seen?: Float32Array;
}

/** Completes rows of one model. */
export class RowCompleter {
  private readonly trained: TrainedModel;
  private readonly runtime: Runtime;
  private readonly evidence: EvidenceSampler;
  private readonly filler: CellFiller;
  private known: Promise<Executable> | undefined;

  /** `temperature` multiplies the standard deviations of the latents; default 1. */
  constructor(trained: TrainedModel, runtime: Runtime, temperature = 1) {
    this.trained = trained;
    this.runtime = runtime;
    this.evidence = new EvidenceSampler(trained, runtime, temperature);
    this.filler = new CellFiller(trained, runtime);
  }

  /** Completed items [draws, n, 2 D] of items [n, 2 D], whose unknown cells are -2. */
  async complete(items: Float32Array, options: CompleteOptions, generator: Generator): Promise<Float32Array> {
    const { draws, proposals, seen = items } = options;
    const width = this.trained.model.item.shape[0]!;
    const count = items.length / width;
    const out = new Float32Array(draws * count * width);
    const step = Math.max(1, Math.floor(MOST / proposals));
    const { columns } = this.trained.config.model.likelihood as ColumnsLikelihood;
    for (let start = 0; start < count; start += step) {
      const end = Math.min(start + step, count);
      const part = items.subarray(start * width, end * width);
      const candidates = await this.evidence.propose(seen.subarray(start * width, end * width), proposals, generator);
      const completed =
        columns === "autoregressive"
          ? await this.byRow(part, candidates, options, generator)
          : await this.byLatent(part, candidates, options, generator);
      const size = (end - start) * width;
      for (let d = 0; d < draws; d++) {
        out.set(completed.subarray(d * size, (d + 1) * size), (d * count + start) * width);
      }
    }
    return out;
  }

  async dispose(): Promise<void> {
    await this.evidence.dispose();
    await this.filler.dispose();
    await (await this.known)?.dispose();
  }

  // Columns are independent given the latent: it is chosen first, the cells are drawn for the chosen ones.
  private async byLatent(part: Float32Array, candidates: Candidates, options: CompleteOptions, generator: Generator) {
    const { latent } = this.trained.model;
    const { draws, proposals, allowMissing } = options;
    const count = part.length / this.trained.model.item.shape[0]!;
    const weights = await this.weigh(candidates, repeated(part, proposals), part);
    const latents = resample(candidates.z, latent, weights, { count, proposals, draws }, generator);
    const rows = repeated(part, draws);
    await this.filler.fill(rows, latents, generator, { allowMissing });
    return rows;
  }

  private async byRow(part: Float32Array, candidates: Candidates, options: CompleteOptions, generator: Generator) {
    const width = this.trained.model.item.shape[0]!;
    const { draws, proposals, allowMissing } = options;
    const rows = repeated(part, proposals);
    await this.filler.fill(rows, candidates.z, generator, { allowMissing });
    const weights = await this.weigh(candidates, rows, part);
    return resample(rows, width, weights, { count: part.length / width, proposals, draws }, generator);
  }

  // log weight of each candidate: log p(known cells | z, cells before) + log p(z) - log proposal [proposals * n].
  private async weigh({ z, logRatio }: Candidates, rows: Float32Array, part: Float32Array): Promise<Float64Array> {
    const width = this.trained.model.item.shape[0]!;
    const { latent } = this.trained.model;
    const count = part.length / width;
    const total = logRatio.length;
    const out = Float64Array.from(logRatio);
    this.known ??= this.compile();
    const executable = await this.known;
    const feeds: Record<string, HostArray<"float32">> = {
      z: float32(new Float32Array(BATCH * latent), [BATCH, latent]),
      x: float32(new Float32Array(BATCH * width), [BATCH, width]),
      given: float32(new Float32Array(BATCH * width), [BATCH, width]),
    };
    for (let start = 0; start < total; start += BATCH) {
      const end = Math.min(start + BATCH, total);
      feeds.z!.data.set(z.subarray(start * latent, end * latent));
      feeds.x!.data.set(rows.subarray(start * width, end * width));
      for (let row = start; row < end; row++) {
        const from = (row % count) * width;
        feeds.given!.data.set(part.subarray(from, from + width), (row - start) * width);
      }
      const { logLikelihood } = await executable.run(feeds);
      const values = logLikelihood!.data as Float32Array;
      for (let row = start; row < end; row++) out[row]! += values[row - start]!;
    }
    return out;
  }

  private compile(): Promise<Executable> {
    const { model, weights } = this.trained;
    const scope = new Scope({ training: false });
    const [z, x] = [input("z", [BATCH, model.latent]), input("x", [BATCH, ...model.item.shape])];
    const given = model.codesOf(input("given", [BATCH, ...model.item.shape]));
    const visible = cast(greater(given, HIDDEN + 0.5), "float32");
    const logLikelihood = sum(mul(model.cellLogLikelihood(z, x, scope), visible), { axes: 1 });
    return this.runtime.compile({ outputs: { logLikelihood }, constants: constantsOf(scope, weights) });
  }
}

function repeated(rows: Float32Array, times: number): Float32Array {
  const out = new Float32Array(rows.length * times);
  for (let t = 0; t < times; t++) out.set(rows, t * rows.length);
  return out;
}

// Candidates [proposals, count, width] chosen by weight [proposals * count] as [draws, count, width]; stratified, so that
// equal weights give different ones.
function resample(
  candidates: Float32Array,
  width: number,
  logWeights: Float64Array,
  { count, proposals, draws }: { count: number; proposals: number; draws: number },
  generator: Generator,
): Float32Array {
  const out = new Float32Array(draws * count * width);
  const weights = new Float64Array(proposals);
  for (let i = 0; i < count; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < proposals; k++) top = Math.max(top, logWeights[k * count + i]!);
    let total = 0;
    for (let k = 0; k < proposals; k++) {
      weights[k] = Math.exp(logWeights[k * count + i]! - top);
      total += weights[k]!;
    }
    for (let d = 0; d < draws; d++) {
      let u = ((d + generator.uniform()) / draws) * total;
      let k = 0;
      for (; k < proposals - 1; k++) {
        u -= weights[k]!;
        if (u < 0) break;
      }
      const from = (k * count + i) * width;
      out.set(candidates.subarray(from, from + width), (d * count + i) * width);
    }
  }
  return out;
}
