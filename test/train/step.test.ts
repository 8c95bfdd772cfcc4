import { describe, expect, it } from "vitest";
import { float32, Generator } from "../../src/array/index.ts";
import type { OptimiserSpec } from "../../src/optim/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  compileSplit,
  compileStep,
  INPUTS,
  scheduledInput,
  traceStep,
  type UpdatePlace,
} from "../../src/train/index.ts";
import { tinyModel, tinyTraining } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const BATCH = 16;
const x = float32(new Generator(1, "x").fillUniform(new Float32Array(BATCH * 784)), [BATCH, 1, 28, 28]);

async function trainFor(steps: number, update: UpdatePlace, optimiser: OptimiserSpec, ema?: number) {
  const config = tinyTraining({ batch: BATCH, optimiser, clip: 50, ...(ema === undefined ? {} : { ema }) });
  const { program, noise } = traceStep(tinyModel(), config);
  const step = await compileStep(runtime, program, update);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const results = await step.run(
      {
        ...noise.at(config.seed, i),
        [INPUTS.input]: x,
        [INPUTS.weights]: float32(new Float32Array(BATCH).fill(1 / BATCH)),
        [scheduledInput("beta")]: float32([1], []),
      },
      i + 1,
      optimiser.rate ?? 1e-3,
    );
    losses.push(results.loss!.data[0] as number);
  }
  const state = await step.read();
  const kind = step.update;
  await step.dispose();
  return { losses, state, kind };
}

const specs: OptimiserSpec[] = [
  { kind: "sgd", rate: 1e-4, momentum: 0.9, nesterov: true, l1: 1e-3 },
  { kind: "rmsprop", rate: 1e-3, momentum: 0.5, centred: true },
  { kind: "adam", rate: 1e-3, weightDecay: 1e-3, amsgrad: true },
  { kind: "adamw", rate: 1e-3 },
  { kind: "adamax", rate: 1e-3 },
  { kind: "adagrad", rate: 1e-2 },
];

describe("compileStep", () => {
  for (const spec of specs) {
    it(`${spec.kind}: the fused loop and the graph's update train alike`, async () => {
      const [fused, graph] = [await trainFor(12, "fused", spec, 0.9), await trainFor(12, "graph", spec, 0.9)];
      expect([fused.kind, graph.kind]).toEqual(["fused", "graph"]);
      expect(fused.losses[11]).toBeLessThan(fused.losses[0]!);
      fused.losses.forEach((loss, i) => {
        expect(Math.abs(loss - graph.losses[i]!)).toBeLessThan(1e-4 * Math.abs(loss));
      });
      expect(Object.keys(fused.state.slots).sort()).toEqual(Object.keys(graph.state.slots).sort());
      for (const [name, { data }] of Object.entries(fused.state.parameters)) {
        const other = graph.state.parameters[name]!.data as Float32Array;
        // Rounding differs where a sum of squares decides the clip factor; relative to the largest weight.
        const largest = (data as Float32Array).reduce((a, v) => Math.max(a, Math.abs(v)), 1e-6);
        (data as Float32Array).forEach((v, i) => {
          if (Math.abs(v - other[i]!) > 2e-3 * largest) expect(v, `${name}[${i}]`).toBe(other[i]);
        });
      }
    });
  }

  it("can be called in two halves, with the gradients changed between them", async () => {
    const config = tinyTraining({ batch: BATCH, optimiser: { kind: "sgd", rate: 0.5 }, clip: null });
    const { program, noise } = traceStep(tinyModel(), config);
    const step = await compileSplit(runtime, program);
    const before = (await step.read()).parameters["encoder.1.bias"]!.data as Float32Array;
    const weights = float32(new Float32Array(BATCH).fill(1 / BATCH));
    await step.computeGradients({
      ...noise.at(1, 0),
      [INPUTS.input]: x,
      [INPUTS.weights]: weights,
      [scheduledInput("beta")]: float32([1], []),
    });
    expect(step.gradients.some((g) => g !== 0)).toBe(true);
    step.gradients.fill(2);
    expect(step.applyUpdate(1, 0.5)).toBeCloseTo(2 * Math.sqrt(step.gradients.length), 3);
    const after = (await step.read()).parameters["encoder.1.bias"]!.data as Float32Array;
    after.forEach((v, i) => {
      expect(v).toBeCloseTo(before[i]! - 1, 5);
    });
    await step.dispose();
  });

  it("takes the fused loop by default where parameters are in host memory", async () => {
    expect((await trainFor(1, "auto", { kind: "adam" })).kind).toBe("fused");
  });
});
