// Draws the cells of table rows that are not known, column by column, from the model's distributions given a latent and
// the cells that are known so far. Rows are codes, then values; -2 marks a cell to be drawn.

import { float32, type Generator, type HostArray } from "../../array/index.ts";
import { input, Scope, type Tensor } from "../../graph/index.ts";
import { constantsOf } from "../../metrics/index.ts";
import type { ColumnsLikelihood } from "../../models/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import { padded } from "../padded.ts";
import type { TrainedModel } from "../run.ts";

/** A cell to be drawn. */
export const HIDDEN = -2;
/** A cell that the source says is missing. */
export const MISSING = -1;

/** How cells are drawn. */
export interface FillOptions {
  /** Whether a drawn cell may be missing, as cells of the training part were. */
  readonly allowMissing: boolean;
}

const BATCH = 1024;

/** Fills rows of one model. */
export class CellFiller {
  private readonly trained: TrainedModel;
  private readonly runtime: Runtime;
  private readonly compiled = new Map<number, Promise<Executable>>();

  constructor(trained: TrainedModel, runtime: Runtime) {
    this.trained = trained;
    this.runtime = runtime;
  }

  /** Draws the hidden cells of `items` [n, 2 D] in place, given latents [n, latent]. */
  async fill(items: Float32Array, latents: Float32Array, generator: Generator, options: FillOptions): Promise<void> {
    const { latent } = this.trained.model;
    const width = this.trained.model.item.shape[0]!;
    const count = items.length / width;
    for (let start = 0; start < count; start += BATCH) {
      const end = Math.min(start + BATCH, count);
      await this.fillBatch(
        items.subarray(start * width, end * width),
        latents.subarray(start * latent, end * latent),
        generator,
        options,
      );
    }
  }

  async dispose(): Promise<void> {
    for (const executable of this.compiled.values()) await (await executable).dispose();
    this.compiled.clear();
  }

  private async fillBatch(items: Float32Array, latents: Float32Array, generator: Generator, options: FillOptions) {
    const columns = this.trained.model.layout!.columns.length;
    const count = items.length / (2 * columns);
    const order = Array.from({ length: columns }, (_, j) => j).filter((column) => anyHidden(items, column, columns));
    if (order.length === 0) return;
    const autoregressive = (this.trained.config.model.likelihood as ColumnsLikelihood).columns === "autoregressive";
    const stages = autoregressive ? order.map((column) => [column]) : [order];
    const size = Math.min(BATCH, 2 ** Math.ceil(Math.log2(count)));
    const executable = await this.executable(size);
    const z = padded(float32(latents, [count, latents.length / count]), size);
    const rows = float32(items, [count, 2 * columns]);
    for (const stage of stages) {
      const heads = await executable.run({ z, x: padded(rows, size) });
      for (const column of stage) this.drawColumn(items, column, heads, generator, options.allowMissing);
    }
  }

  private drawColumn(
    items: Float32Array,
    column: number,
    heads: Readonly<Record<string, HostArray>>,
    generator: Generator,
    allowMissing: boolean,
  ): void {
    const { columns, groups, located, missing } = this.trained.model.layout!;
    const { codes, valued, value } = columns[column]!;
    const size = columns.length;
    const g = groups.findIndex((group) => group.columns.includes(column));
    const logits = g < 0 ? undefined : (heads[`codes${g}`]!.data as Float32Array);
    const width = g < 0 ? 0 : groups[g]!.columns.length * codes;
    const at = g < 0 ? 0 : groups[g]!.columns.indexOf(column) * codes;
    const [mAt, lAt] = [missing.indexOf(column), located.indexOf(column)];
    const probabilities = new Float64Array(codes);
    for (let i = 0; i < items.length / (2 * size); i++) {
      if (items[i * 2 * size + column] !== HIDDEN) continue;
      const cell = i * 2 * size + column;
      items[cell + size] = 0;
      // A draw is taken for every decision, whatever it is, so that one cell does not move the others' draws.
      const [absent, choice, u, v] = [
        generator.uniform(),
        generator.uniform(),
        generator.uniform(),
        generator.uniform(),
      ];
      const noise = generator.normal();
      if (
        allowMissing &&
        mAt >= 0 &&
        heads.missing &&
        absent < sigmoid(heads.missing.data[i * missing.length + mAt] as number)
      ) {
        items[cell] = MISSING;
        continue;
      }
      const code = logits ? drawCode(logits, i * width + at, probabilities, choice) : 0;
      items[cell] = code;
      if (code < valued) continue;
      if (value === "uniform") items[cell + size] = v;
      else if (value === "normal") {
        const place = i * located.length + lAt;
        items[cell + size] =
          (heads.location!.data[place] as number) +
          this.noiseOf(noise, u, v) * (heads.scale!.data[place % heads.scale!.data.length] as number);
      }
    }
  }

  // A draw of the standard distribution of values.
  private noiseOf(normal: number, u: number, v: number): number {
    const { numbers = "normal", df = 5 } = this.trained.config.model.likelihood as ColumnsLikelihood;
    if (numbers === "normal") return normal;
    if (numbers === "laplace") return v < 0.5 ? Math.log(2 * v + 1e-12) : -Math.log(2 * (1 - v) + 1e-12);
    // Bailey 1994.
    return Math.sqrt(df * ((u + 1e-12) ** (-2 / df) - 1)) * Math.cos(2 * Math.PI * v);
  }

  private executable(batch: number): Promise<Executable> {
    const known = this.compiled.get(batch);
    if (known !== undefined) return known;
    const { model, weights } = this.trained;
    const scope = new Scope({ training: false });
    const heads = model.columnDistributions(
      input("z", [batch, model.latent]),
      input("x", [batch, ...model.item.shape]),
      scope,
    );
    const outputs: Record<string, Tensor> = Object.fromEntries(heads.logits.map((tensor, g) => [`codes${g}`, tensor]));
    for (const name of ["location", "scale", "missing"] as const) if (heads[name]) outputs[name] = heads[name];
    const made = this.runtime.compile({ outputs, constants: constantsOf(scope, weights) });
    this.compiled.set(batch, made);
    return made;
  }
}

function anyHidden(items: Float32Array, column: number, columns: number): boolean {
  for (let at = column; at < items.length; at += 2 * columns) if (items[at] === HIDDEN) return true;
  return false;
}

function drawCode(logits: Float32Array, at: number, probabilities: Float64Array, u: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < probabilities.length; c++) if (logits[at + c]! > top) top = logits[at + c]!;
  let total = 0;
  for (let c = 0; c < probabilities.length; c++) {
    probabilities[c] = Math.exp(logits[at + c]! - top);
    total += probabilities[c]!;
  }
  let rest = u * total;
  for (let c = 0; c < probabilities.length - 1; c++) {
    rest -= probabilities[c]!;
    if (rest < 0) return c;
  }
  return probabilities.length - 1;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
