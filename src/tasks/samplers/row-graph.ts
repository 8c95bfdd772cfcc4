// A compiled function of rows, run in batches of fixed size, the last one filled up with zeros.

import { float32, rows as take } from "../../array/index.ts";
import { input, Scope, type Tensor } from "../../graph/index.ts";
import { constantsOf } from "../../metrics/index.ts";
import type { Executable, Runtime } from "../../runtime/index.ts";
import { padded } from "../padded.ts";
import type { SamplerWeights } from "./sampler.ts";

const BATCH = 256;

/** Rows [n, width] to rows or numbers [n, ...]. */
export class RowGraph {
  private readonly executable: Executable;
  private readonly width: number;

  private constructor(executable: Executable, width: number) {
    this.executable = executable;
    this.width = width;
  }

  /** Compiles `trace` with weights by the names that it declares. */
  static async compile(
    runtime: Runtime,
    weights: SamplerWeights,
    width: number,
    trace: (x: Tensor, scope: Scope) => Tensor,
  ): Promise<RowGraph> {
    const scope = new Scope({ training: false });
    const result = trace(input("x", [BATCH, width]), scope);
    const executable = await runtime.compile({ outputs: { result }, constants: constantsOf(scope, weights) });
    return new RowGraph(executable, width);
  }

  /** The results of rows [n, width], flat. */
  async run(rows: Float32Array): Promise<Float32Array> {
    const count = rows.length / this.width;
    const all = float32(rows, [count, this.width]);
    let out = new Float32Array(0);
    for (let start = 0; start < count; start += BATCH) {
      const end = Math.min(start + BATCH, count);
      const { result } = await this.executable.run({ x: padded(take(all, start, end), BATCH) });
      const each = result!.data.length / BATCH;
      if (start === 0) out = new Float32Array(count * each);
      out.set((result!.data as Float32Array).subarray(0, (end - start) * each), start * each);
    }
    return out;
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}
