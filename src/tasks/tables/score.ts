// score: how strange each row of a table is, and which columns make it so. The score is -ELBO, averaged over a few draws
// from the posterior that are the same for every row, so that a row's score depends on the row alone.

import { float32, Generator, type HostArray } from "../../array/index.ts";
import { encodeTable, modelled, type Table, type Unseen } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import { add, broadcastTo, exp, input, Key, mul, reshape, Scope, slice, sum } from "../../graph/index.ts";
import { constantsOf } from "../../metrics/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { tableSchemaOf } from "./schema-of.ts";

/** How to score rows. */
export interface RowScoreOptions {
  /** Draws from the posterior per row; 0 takes its mean. Default 8. */
  readonly samples?: number;
  /** Key of the draws. Default 0. */
  readonly seed?: number;
}

/** Scores of rows; the higher, the stranger. */
export interface RowScores {
  readonly count: number;
  /** Sum of a row's contributions, in nats [count]. */
  readonly score: Float64Array;
  /** Names of the contributions: the modelled columns, then `latent` (the KL divergence of the posterior from the prior). */
  readonly names: readonly string[];
  /** [count, names.length], in nats: -log p of a cell, averaged over the draws. */
  readonly contributions: Float32Array;
  readonly unseen: readonly Unseen[];
}

/** Rows of one run: a few rows need not wait for room for many. */
const BATCHES = [16, 64, 512];
const LARGEST = BATCHES.at(-1)!;
/** Rows times draws that are decoded at once. */
const MOST_STACKED = 512;
/** Draws of one run. */
const MOST_TOGETHER = 8;

/** Scores rows of one model, any number of tables one after the other. */
export class RowScorer {
  private readonly trained: TrainedModel;
  private readonly executable: Executable;
  private readonly names: readonly string[];
  private readonly noise: readonly HostArray<"float32">[];
  private readonly batch: number;

  private constructor(
    trained: TrainedModel,
    executable: Executable,
    names: readonly string[],
    noise: readonly HostArray<"float32">[],
    batch: number,
  ) {
    this.trained = trained;
    this.executable = executable;
    this.names = names;
    this.noise = noise;
    this.batch = batch;
  }

  /**
   * A scorer of tables of about `rows` rows; default many.
   * @throws ConfigError for a model of other data or without a posterior, or an impossible number of draws
   */
  static async compile(
    runtime: Runtime,
    trained: TrainedModel,
    { samples = 8, seed = 0, rows = LARGEST }: RowScoreOptions & { readonly rows?: number } = {},
  ): Promise<RowScorer> {
    const schema = tableSchemaOf(trained, "score");
    const { model } = trained;
    if (!model.variational) throw new ConfigError("score: rows of a table need a model of kind vae");
    if (!Number.isInteger(samples) || samples < 0 || samples > 1000) {
      throw new ConfigError(`score: samples must be a whole number from 0 to 1000, got ${samples}`);
    }
    const batch = BATCHES.find((most) => most >= rows) ?? LARGEST;
    const scope = new Scope({ training: false });
    const x = input("x", [batch, ...model.item.shape]);
    const encoded = model.encode(x, scope);
    const kl = model.divergence(encoded, { scope, key: new Key("score/kl") });
    const deviation = exp(mul(encoded.logVariance!, 0.5));
    const draws = Math.max(1, samples);
    const together = largestDivisor(draws, MOST_TOGETHER);
    const noise = input("noise", [together, model.latent]);
    // Few rows: all draws as one batch, the smaller graph.
    const stacked = () => {
      const shift = mul(deviation, reshape(noise, [together, 1, model.latent]));
      const z = reshape(add(encoded.mean, shift), [together * batch, model.latent]);
      const xs = reshape(broadcastTo(x, [together, ...x.shape]), [together * batch, ...model.item.shape]);
      const cells = model.cellLogLikelihood(z, xs, scope);
      return sum(reshape(cells, [together, batch, model.item.shape[0]! / 2]), { axes: [0] });
    };
    // Many: one draw after the other, so that what does not depend on the draw is computed once for all of them.
    const oneByOne = () =>
      Array.from({ length: together }, (_, draw) => {
        const shift = mul(deviation, slice(noise, { axis: 0, start: draw, end: draw + 1 }));
        return model.cellLogLikelihood(add(encoded.mean, shift), x, scope);
      }).reduce((total, term) => add(total, term));
    const sumOfCells = mul(together * batch <= MOST_STACKED ? stacked() : oneByOne(), -1 / draws);
    const constants = constantsOf(scope, trained.weights);
    const names = [...modelled(schema).map(({ name }) => name), "latent"];
    const executable = await runtime.compile({ outputs: { cells: sumOfCells, kl }, constants });
    return new RowScorer(trained, executable, names, noiseOf(samples, together, model.latent, seed), batch);
  }

  /**
   * Scores a table. Cells that the model cannot place, new categories and values beyond the last bin, add log(1 + n) for n
   * training rows: how seldom something new comes after n rows (Laplace's rule of succession).
   * @throws DataError when it lacks a column, or a cell cannot be read
   */
  async score(table: Table, firstRow = 0): Promise<RowScores> {
    const schema = tableSchemaOf(this.trained, "score");
    const { model } = this.trained;
    const columns = model.item.columns!;
    const size = this.names.length;
    const found: { readonly row: number; readonly at: number }[] = [];
    const { values, unseen } = encodeTable(table, schema, {
      firstRow,
      onUnseen(column, row) {
        if (columns[column]!.value !== "normal") found.push({ row, at: row * size + column });
      },
    });
    const scores = await this.scoreItems(values);
    const { score, contributions } = scores;
    const surprise = Math.log1p(schema.rows) * (model.latent / model.config.latent);
    for (const { at } of found) contributions[at]! += surprise;
    for (const { row } of found) score[row] = contributions.subarray(row * size, (row + 1) * size).reduce(plus, 0);
    return { ...scores, unseen };
  }

  /** Scores encoded rows [n, 2 D]. */
  async scoreItems(values: Float32Array): Promise<Omit<RowScores, "unseen">> {
    const width = this.trained.model.item.shape[0]!;
    const columns = width / 2;
    const size = this.names.length;
    const count = values.length / width;
    const contributions = new Float32Array(count * size);
    const score = new Float64Array(count);
    const { batch } = this;
    const x: HostArray<"float32"> = float32(new Float32Array(batch * width), [batch, width]);
    for (let start = 0; start < count; start += batch) {
      const end = Math.min(start + batch, count);
      x.data.set(values.subarray(start * width, end * width));
      const cells = new Float32Array(batch * columns);
      let kl: Float32Array = cells;
      for (const noise of this.noise) {
        const results = await this.executable.run({ x, noise });
        kl = results.kl!.data as Float32Array;
        (results.cells!.data as Float32Array).forEach((value, i) => {
          cells[i]! += value;
        });
      }
      for (let row = start, i = 0; row < end; row++, i++) {
        const at = row * size;
        contributions.set(cells.subarray(i * columns, (i + 1) * columns), at);
        contributions[at + columns] = kl[i]!;
        for (let c = 0; c < size; c++) score[row]! += contributions[at + c]!;
      }
    }
    return { count, score, names: this.names, contributions };
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

const plus = (a: number, b: number) => a + b;

/** Scores the rows of a table. @throws DataError when the table does not fit the model */
export async function scoreRows(
  runtime: Runtime,
  trained: TrainedModel,
  table: Table,
  options: RowScoreOptions = {},
): Promise<RowScores> {
  const scorer = await RowScorer.compile(runtime, trained, { ...options, rows: table.count });
  const scores = await scorer.score(table);
  await scorer.dispose();
  return scores;
}

// Draws in groups as large as one run takes; zeros for none.
function noiseOf(samples: number, together: number, size: number, seed: number): HostArray<"float32">[] {
  const draws = Math.max(1, samples);
  const all = samples === 0 ? new Float32Array(size) : pairedNoise(draws, size, seed);
  return Array.from({ length: draws / together }, (_, group) =>
    float32(all.slice(group * together * size, (group + 1) * together * size), [together, size]),
  );
}

function largestDivisor(value: number, most: number): number {
  for (let divisor = Math.min(value, most); divisor > 1; divisor--) if (value % divisor === 0) return divisor;
  return 1;
}

// Normal draws in pairs of opposite sign, which halves the variance of what is linear in them [draws, size].
function pairedNoise(draws: number, size: number, seed: number): Float32Array {
  const out = new Float32Array(draws * size);
  const half = Math.ceil(draws / 2) * size;
  new Generator(seed, "score").fillNormal(out.subarray(0, half));
  for (let i = half; i < out.length; i++) out[i] = -out[i - half]!;
  return out;
}
