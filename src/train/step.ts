// One training step as an executable: gradients, clipping and the optimiser's update. On host memory the update is one
// fused WebAssembly loop over flat arrays (parameters, slots, gradients share a WebAssembly memory that the engine
// reads and writes in place); elsewhere, or on request, it is part of the graph. Both come from the same rule.

import { float32, type HostArray, sizeOf } from "../array/index.ts";
import { grad, input, mul, type Tensor } from "../graph/index.ts";
import { clipFactor, clipFactorOf, globalNorm, type UpdateRule } from "../optim/index.ts";
import {
  canFuse,
  compileKernel,
  compileSumOfSquares,
  type Executable,
  type Resident,
  type Runtime,
  type Values,
} from "../runtime/index.ts";

/** What a step computes and changes. */
export interface StepProgram {
  /** The scalar that is minimised. */
  readonly loss: Tensor;
  /** Further values to return, by name. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** Trained tensors with their first values. */
  readonly parameters: readonly { readonly tensor: Tensor<"input">; readonly value: HostArray }[];
  /** Values updated without a gradient (running statistics). */
  readonly states: readonly { readonly tensor: Tensor<"input">; readonly value: HostArray; readonly next?: Tensor }[];
  readonly rule: UpdateRule;
  /** Limit on the global norm of the gradients; default none. */
  readonly clip?: number;
}

/** Everything that changes during training, by name. */
export interface TrainState {
  readonly parameters: Readonly<Record<string, HostArray>>;
  /** Optimiser slots, named `slot/parameter`. */
  readonly slots: Readonly<Record<string, HostArray>>;
  readonly states: Readonly<Record<string, HostArray>>;
}

/** A compiled training step. */
export interface TrainStep {
  /** How the update runs. */
  readonly update: "fused" | "graph";
  /** Runs step number `step` (from 1) at learning rate `rate`; returns `loss`, `gradientNorm` and the terms. */
  run(feeds: Values, step: number, rate: number): Promise<Record<string, HostArray>>;
  read(): Promise<TrainState>;
  write(state: TrainState): Promise<void>;
  dispose(): Promise<void>;
}

/** Where the update runs: `auto` fuses where the runtime keeps parameters in host memory. */
export type UpdatePlace = "auto" | "fused" | "graph";

/** Compiles a step. */
export function compileStep(runtime: Runtime, program: StepProgram, update: UpdatePlace = "auto"): Promise<TrainStep> {
  const fused =
    update === "fused" || (update === "auto" && runtime.hostMemory && canFuse(updateOf(program, [4]).outputs));
  return fused ? compileFused(runtime, program) : compileWhole(runtime, program);
}

const nameOf = ({ tensor }: { tensor: Tensor<"input"> }) => tensor.attrs.name;
const scalarInput = (name: string) => input(`optimiser:${name}`, []);

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

function firstSlot(rule: UpdateRule, slot: string, value: HostArray): HostArray {
  const start = rule.slots[slot]!;
  if (start === "parameter") return float32((value.data as Float32Array).slice(), value.shape);
  return float32(new Float32Array(sizeOf(value.shape)).fill(start), value.shape);
}

function split(program: StepProgram, values: Readonly<Record<string, HostArray>>): TrainState {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
  const parameters = program.parameters.map(nameOf);
  const slots = Object.keys(program.rule.slots).flatMap((slot) => parameters.map((name) => `${slot}/${name}`));
  return { parameters: pick(parameters), slots: pick(slots), states: pick(program.states.map(nameOf)) };
}

/** The whole step as one program: gradients, clipping and update in the graph. */
export function wholeStep(program: StepProgram): { outputs: Record<string, Tensor>; resident: Resident[] } {
  const { loss, terms, parameters, states, rule, clip } = program;
  const gradients = grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const norm = globalNorm(gradients);
  const factor = clip === undefined ? undefined : clipFactor(norm, clip);
  const scalars = Object.fromEntries(rule.scalars.map((name) => [name, scalarInput(name)]));
  const resident = parameters.flatMap(({ tensor, value }, i) => {
    const { name } = tensor.attrs;
    const slots = Object.fromEntries(
      Object.keys(rule.slots).map((slot) => [slot, input(`${slot}/${name}`, tensor.shape)]),
    );
    const gradient = factor === undefined ? gradients[i]! : mul(gradients[i]!, factor);
    const updated = rule.update(tensor, gradient, slots, scalars);
    return [
      { input: tensor, value, next: updated.parameter },
      ...Object.entries(slots).map(([slot, tensorOfSlot]) => ({
        input: tensorOfSlot,
        value: firstSlot(rule, slot, value),
        next: updated.slots[slot]!,
      })),
    ];
  });
  const kept = states.map(({ tensor, value, next }) => ({ input: tensor, value, ...(next ? { next } : {}) }));
  return { outputs: { ...terms, loss, gradientNorm: norm }, resident: [...resident, ...kept] };
}

async function compileWhole(runtime: Runtime, program: StepProgram): Promise<TrainStep> {
  const { rule } = program;
  const executable = await runtime.compile(wholeStep(program));
  return {
    update: "graph",
    run(feeds, step, rate) {
      const values = Object.entries(rule.scalarsAt(step, rate)).map(([name, v]) => [
        `optimiser:${name}`,
        float32([v], []),
      ]);
      return executable.run({ ...feeds, ...Object.fromEntries(values) });
    },
    read: async () => split(program, await executable.read()),
    write: (state) => executable.write({ ...state.parameters, ...state.slots, ...state.states }),
    dispose: () => executable.dispose(),
  };
}

// Flat arrays in one WebAssembly memory: parameters, slots, gradients, each tensor starting on a cache line.
class FlatMemory {
  readonly memory: WebAssembly.Memory;
  readonly length: number;
  private readonly places = new Map<string, { start: number; shape: readonly number[] }>();

  constructor(program: StepProgram, arrays: number) {
    let length = 0;
    for (const { tensor, value } of program.parameters) {
      this.places.set(tensor.attrs.name, { start: length, shape: value.shape });
      length += Math.ceil(sizeOf(value.shape) / 16) * 16;
    }
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

async function compileFused(runtime: Runtime, program: StepProgram): Promise<TrainStep> {
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
  const gradients = grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
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
  const kernel = compileKernel({
    memory: flat.memory,
    length: flat.length,
    reads: new Map<Tensor, number>([
      [traced.parameter, flat.offset(0)],
      [traced.gradient, flat.offset(1)],
      ...slotNames.map((slot, k): [Tensor, number] => [traced.slots[slot]!, flat.offset(2 + k)]),
    ]),
    scalars: [traced.gradientScale, ...rule.scalars.map((name) => traced.scalars[name]!)],
    writes: traced.outputs.map((value, k) => ({ value, offset: flat.offset(k === 0 ? 0 : k + 1) })),
  });
  const sumOfSquares = compileSumOfSquares(flat.memory, flat.offset(1), flat.length);
  return {
    update: "fused",
    async run(feeds, step, rate) {
      const results = await executable.run(feeds);
      const norm = Math.sqrt(sumOfSquares());
      const scalars = rule.scalarsAt(step, rate);
      const scale = clip === undefined ? 1 : clipFactorOf(norm, clip);
      kernel([scale, ...rule.scalars.map((name) => scalars[name]!)]);
      return { ...results, gradientNorm: float32([norm], []) };
    },
    async read() {
      const copies = Object.entries(values).map(([name, { data, shape }]) => [name, float32(data.slice(), shape)]);
      return split(program, { ...(await executable.read()), ...Object.fromEntries(copies) });
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
