// The checks that every engine must pass, as plain functions: they run under the test runner and inside a page alike.

import fc from "fast-check";
import { evaluate, input, type Tensor, vjp } from "../../src/graph/index.ts";
import type { Runtime, Values } from "../../src/runtime/index.ts";
import type { Engine, OpCase } from "./op-case.ts";
import { allCases } from "./op-cases.ts";
import { type Built, hostArray, type Sample } from "./sample.ts";
import { stateChecks } from "./state-checks.ts";

/** One named check; it throws with an explanation where an engine is wrong. */
export interface Check {
  readonly name: string;
  readonly run: (runtime: Runtime) => Promise<void>;
}

/** What came of a check. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** Size of a suite. */
export interface CheckOptions {
  readonly engine: Engine;
  /** Random cases per operation. */
  readonly cases: number;
  /** Training steps of the long run. */
  readonly steps: number;
}

// Largest error of a value relative to its own size and a twentieth of its tensor's largest: about 30 float32 roundings.
const DEFAULTS: { readonly [E in Engine]: number } = { node: 2e-6, wasm: 2e-6, webgpu: 1e-5 };

/** All checks of an engine. */
export function runtimeChecks({ engine, cases, steps }: CheckOptions): Check[] {
  const ops = allCases.flatMap(([name, opCase]): Check[] =>
    opCase.skip?.[engine] === undefined
      ? [{ name, run: (runtime) => checkOp(runtime, opCase, samplesOf(opCase, cases)) }]
      : [],
  );
  return [...ops, ...stateChecks(steps)];
}

function samplesOf({ draw, always = [] }: OpCase, count: number): Sample[] {
  return [...always, ...fc.sample(draw, { seed: 99, numRuns: count })];
}

/** Runs checks one after the other. */
export async function runChecks(runtime: Runtime, checks: readonly Check[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    try {
      await run(runtime);
      results.push({ name, ok: true, message: "" });
    } catch (error) {
      results.push({ name, ok: false, message: String(error) });
    }
  }
  return results;
}

interface Piece {
  readonly sample: Sample;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly feeds: Readonly<Record<string, Float64Array>>;
  readonly inputs: readonly Tensor[];
}

// The result of a case and its products with a fed cotangent, under names of their own.
function piece(sample: Sample, index: number): Piece {
  const prefix = `s${index}.`;
  const built: Built = sample.build(prefix);
  const floats = built.inputs.filter(({ dtype }) => dtype === "float32");
  const outputs: Record<string, Tensor> = { [`${prefix}y`]: built.output };
  const feeds: Record<string, Float64Array> = { ...built.feeds };
  const inputs: Tensor[] = [...built.inputs];
  if (built.output.dtype === "float32" && floats.length > 0) {
    const cotangent = input(`${prefix}g`, built.output.shape);
    vjp([built.output], [cotangent], floats).forEach((g, i) => {
      outputs[`${prefix}d${i}`] = g;
    });
    inputs.push(cotangent);
    const size = built.output.shape.reduce((a, b) => a * b, 1);
    feeds[cotangent.attrs.name] = Float64Array.from({ length: size }, (_, i) => Math.fround(Math.sin(i + index + 1)));
  }
  return { sample, outputs, feeds, inputs };
}

// One program holds all cases of an operation, since creating a session costs more than running it.
async function checkOp(runtime: Runtime, opCase: OpCase, samples: readonly Sample[]): Promise<void> {
  const pieces = samples.map(piece);
  const executable = await runtime.compile({ outputs: Object.assign({}, ...pieces.map(({ outputs }) => outputs)) });
  try {
    const feeds: Record<string, Values[string]> = {};
    const wanted = new Set(executable.feeds);
    for (const { inputs, feeds: values } of pieces) {
      for (const node of inputs) {
        const { name } = (node as Tensor<"input">).attrs;
        if (wanted.has(name)) feeds[name] = hostArray(node, values[name]!);
      }
    }
    const got = await executable.run(feeds);
    const limit = toleranceOf(opCase, runtime.name);
    for (const { sample, outputs, feeds: values } of pieces) {
      const expected = evaluate(Object.values(outputs), values);
      Object.entries(outputs).forEach(([name, node], i) => {
        compare(name, node, got[name]!, expected[i]!.data, limit, sample);
      });
    }
  } finally {
    await executable.dispose();
  }
}

function toleranceOf({ tolerance = {} }: OpCase, engine: Engine): number {
  return (tolerance[engine] ?? tolerance.all)?.tolerance ?? DEFAULTS[engine];
}

function compare(
  name: string,
  node: Tensor,
  got: Values[string],
  expected: Float64Array,
  limit: number,
  sample: Sample,
): void {
  if (got.dtype !== node.dtype || got.shape.join() !== node.shape.join()) {
    throw new Error(`${name}: got ${got.dtype} [${got.shape}], not ${node.dtype} [${node.shape}] from ${sample}`);
  }
  const largest = expected.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  expected.forEach((value, at) => {
    const error = Math.abs(Number(got.data[at]) - value) / Math.max(Math.abs(value), largest / 20, 0.05);
    if (!(error <= (node.dtype === "float32" ? limit : 0))) {
      throw new Error(
        `${name}[${at}] is ${got.data[at]}, not ${value}: relative error ${error.toExponential(1)} above ${limit} from ${sample}`,
      );
    }
  });
}
