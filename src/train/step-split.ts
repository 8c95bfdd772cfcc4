// The step in two: the engine computes gradients into a WebAssembly memory, and one fused loop there clips and updates.
// Between the two, gradients may be averaged with those of other workers.

import { float32, type HostArray, sizeOf } from "../array/index.ts";
import { input, mul, type Tensor } from "../graph/index.ts";
import { clipFactorOf } from "../optim/index.ts";
import {
  canFuse,
  compileKernel,
  compileSumOfSquares,
  type Executable,
  type Runtime,
  type Values,
} from "../runtime/index.ts";
import {
  firstSlot,
  gradientsOf,
  nameOf,
  type Part,
  type PartSteps,
  partOf,
  type StepProgram,
  scalarInput,
  type TrainStep,
  trainState,
} from "./step-program.ts";

/** A step whose halves can be called one by one. */
export interface SplitStep extends TrainStep {
  /** All gradients, one after the other, each from a multiple of 16 floats; written by `computeGradients`. */
  readonly gradients: Float32Array;
  /** Computes the gradients of a batch; returns the loss and terms. */
  computeGradients(feeds: Values): Promise<Values>;
  /** Clips and updates from the gradients in place; returns their norm before clipping. */
  applyUpdate(step: number, rate: number, parts?: PartSteps): number;
}

/** True when the rule can run as a fused loop. */
export const canSplit = (program: StepProgram): boolean => canFuse(updateOf(program, [16]).outputs);

// The rule traced for one parameter shape, with its inputs.
function updateOf({ rule }: StepProgram, shape: readonly number[]) {
  const names = Object.keys(rule.slots);
  const parameter = input("parameter", shape);
  const gradient = input("gradient", shape);
  const gradientScale = scalarInput("gradientScale");
  const slots = Object.fromEntries(names.map((name) => [name, input(`slot:${name}`, shape)]));
  const scalars = Object.fromEntries(rule.scalars.map((name) => [name, scalarInput(name)]));
  const updated = rule.update(parameter, mul(gradient, gradientScale), slots, scalars);
  const outputs = [updated.parameter, ...names.map((name) => updated.slots[name]!)];
  return { names, parameter, gradient, gradientScale, slots, scalars, outputs };
}

// Flat arrays in one WebAssembly memory: parameters, slots, gradients, each tensor starting on a cache line, those of the
// encoder first where the program names it.
class FlatMemory {
  readonly memory: WebAssembly.Memory;
  readonly length: number;
  /** What each part holds of every array. */
  readonly ranges: readonly { readonly part: Part; readonly start: number; readonly length: number }[];
  private readonly places = new Map<string, { start: number; shape: readonly number[] }>();

  constructor(program: StepProgram, arrays: number) {
    let length = 0;
    const parts: readonly Part[] = ["encoder", "rest"];
    this.ranges = parts.flatMap((part) => {
      const start = length;
      for (const { tensor, value } of program.parameters) {
        if (partOf(program, tensor.attrs.name) !== part) continue;
        this.places.set(tensor.attrs.name, { start: length, shape: value.shape });
        length += Math.ceil(sizeOf(value.shape) / 16) * 16;
      }
      return length > start ? [{ part, start, length: length - start }] : [];
    });
    this.length = Math.max(length, 16);
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((this.length * 4 * arrays) / 65536) });
  }

  offset(array: number): number {
    return array * this.length * 4;
  }

  view(array: number, name: string): HostArray<"float32"> {
    const { start, shape } = this.places.get(name)!;
    return float32(new Float32Array(this.memory.buffer, this.offset(array) + start * 4, sizeOf(shape)), shape);
  }
}

/** Compiles gradients for the engine and the update for a fused loop. */
export async function compileSplit(runtime: Runtime, program: StepProgram): Promise<SplitStep> {
  const { loss, terms, parameters, states, rule, clip } = program;
  const slotNames = Object.keys(rule.slots);
  // Arrays: 0 parameters, 1 gradients, then the slots.
  const flat = new FlatMemory(program, 2 + slotNames.length);
  const views = (array: number, prefix: string) =>
    Object.fromEntries(parameters.map((p) => [`${prefix}${nameOf(p)}`, flat.view(array, nameOf(p))]));
  const values = {
    ...views(0, ""),
    ...Object.assign({}, ...slotNames.map((slot, k) => views(2 + k, `${slot}/`))),
  } as Record<string, HostArray<"float32">>;
  for (const { tensor, value } of parameters) {
    const { name } = tensor.attrs;
    values[name]!.data.set(value.data as Float32Array);
    for (const slot of slotNames)
      values[`${slot}/${name}`]!.data.set(firstSlot(rule, slot, value).data as Float32Array);
  }
  const gradients = gradientsOf(program);
  const gradientOutputs = Object.fromEntries(parameters.map((p, i) => [`gradient:${nameOf(p)}`, gradients[i]!]));
  const executable: Executable = await runtime.compile({
    outputs: { ...terms, loss, ...gradientOutputs },
    resident: [
      ...parameters.map(({ tensor }) => ({ input: tensor, value: values[tensor.attrs.name]! })),
      ...states.map(({ tensor, value, next }) => ({ input: tensor, value, ...(next ? { next } : {}) })),
    ],
    into: views(1, "gradient:"),
  });
  const traced = updateOf(program, [flat.length]);
  const kernels = flat.ranges.map(({ part, start, length }) => {
    const offset = (array: number) => flat.offset(array) + start * 4;
    const kernel = compileKernel({
      memory: flat.memory,
      length,
      reads: new Map<Tensor, number>([
        [traced.parameter, offset(0)],
        [traced.gradient, offset(1)],
        ...slotNames.map((slot, k): [Tensor, number] => [traced.slots[slot]!, offset(2 + k)]),
      ]),
      scalars: [traced.gradientScale, ...rule.scalars.map((name) => traced.scalars[name]!)],
      writes: traced.outputs.map((value, k) => ({ value, offset: offset(k === 0 ? 0 : k + 1) })),
    });
    return { part, kernel };
  });
  const sumOfSquares = compileSumOfSquares(flat.memory, flat.offset(1), flat.length);
  const computeGradients = (feeds: Values) => executable.run(feeds);
  const applyUpdate = (step: number, rate: number, parts: PartSteps = { encoder: step, rest: step }) => {
    const norm = Math.sqrt(sumOfSquares());
    const scale = clip === undefined ? 1 : clipFactorOf(norm, clip);
    for (const { part, kernel } of kernels) {
      const at = parts[part];
      if (at === undefined) continue;
      const scalars = rule.scalarsAt(at, rate);
      kernel([scale, ...rule.scalars.map((name) => scalars[name]!)]);
    }
    return norm;
  };
  return {
    update: "fused",
    gradients: new Float32Array(flat.memory.buffer, flat.offset(1), flat.length),
    computeGradients,
    applyUpdate,
    async run(feeds, step, rate, parts) {
      const results = await computeGradients(feeds);
      return { ...results, gradientNorm: float32([applyUpdate(step, rate, parts)], []) };
    },
    async read() {
      const copies = Object.entries(values).map(([name, { data, shape }]) => [name, float32(data.slice(), shape)]);
      return trainState(program, { ...(await executable.read()), ...Object.fromEntries(copies) });
    },
    async write(state) {
      for (const [name, value] of Object.entries({ ...state.parameters, ...state.slots })) {
        values[name]?.data.set(value.data as Float32Array);
      }
      await executable.write(state.states);
    },
    dispose: () => executable.dispose(),
  };
}
