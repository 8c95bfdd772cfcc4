// What a training step is, before it is compiled: loss, parameters, states, rule; and how its state is named.

import { float32, type HostArray, sizeOf } from "../array/index.ts";
import { grad, input, type Tensor } from "../graph/index.ts";
import type { LossOwner } from "../objectives/index.ts";
import type { UpdateRule } from "../optim/index.ts";
import type { Values } from "../runtime/index.ts";

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
  /** Losses of their own for some parameters. */
  readonly owners?: readonly LossOwner[];
  /** What the rule takes for the parameters' gradients, in their order; default those of the loss. */
  readonly gradients?: readonly Tensor[];
  readonly rule: UpdateRule;
  /** Beginnings of the names of the encoder's parameters, where steps may update these or the others alone. */
  readonly encoder?: readonly string[];
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

/** Parameters that may be updated without the others. */
export type Part = "encoder" | "rest";

/** Which update it is for each part, from 1; a part without a number stays as it is. */
export type PartSteps = { readonly [P in Part]?: number };

/** A compiled training step. */
export interface TrainStep {
  /** How the update runs. */
  readonly update: "fused" | "graph";
  /**
   * Runs step number `step` (from 1) at learning rate `rate`; returns `loss`, `gradientNorm` and the terms. With `parts`, those of
   * a program that names its `encoder` are counted, or left as they are, each by itself; the norm is that of all gradients.
   */
  run(feeds: Values, step: number, rate: number, parts?: PartSteps): Promise<Record<string, HostArray>>;
  read(): Promise<TrainState>;
  write(state: TrainState): Promise<void>;
  dispose(): Promise<void>;
}

/** The gradients of a step, in the order of its parameters. */
export function gradientsOf({ loss, parameters, gradients, owners = [] }: StepProgram): readonly Tensor[] {
  if (gradients !== undefined) return gradients;
  const lossOf = (name: string) =>
    owners.find(({ prefixes }) => prefixes.some((prefix) => name.startsWith(prefix)))?.loss ?? loss;
  const losses = parameters.map(({ tensor }) => lossOf(tensor.attrs.name));
  const found: Tensor[] = [];
  for (const own of new Set(losses)) {
    const at = losses.flatMap((other, i) => (other === own ? [i] : []));
    const slopes = grad(
      own,
      at.map((i) => parameters[i]!.tensor),
    );
    at.forEach((i, k) => {
      found[i] = slopes[k]!;
    });
  }
  return found;
}

/** The part that a parameter belongs to. */
export function partOf({ encoder = [] }: StepProgram, name: string): Part {
  return encoder.some((prefix) => name.startsWith(prefix)) ? "encoder" : "rest";
}

/** Name of a parameter or state. */
export const nameOf = ({ tensor }: { readonly tensor: Tensor<"input"> }): string => tensor.attrs.name;

/** The input of one of the rule's scalars. */
export const scalarInput = (name: string): Tensor<"input"> => input(`optimiser:${name}`, []);

/** First value of a slot of a parameter. */
export function firstSlot(rule: UpdateRule, slot: string, value: HostArray): HostArray {
  const start = rule.slots[slot]!;
  if (start === "parameter") return float32((value.data as Float32Array).slice(), value.shape);
  return float32(new Float32Array(sizeOf(value.shape)).fill(start), value.shape);
}

/** Sorts values by name into parameters, slots and states. */
export function trainState(program: StepProgram, values: Readonly<Record<string, HostArray>>): TrainState {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
  const parameters = program.parameters.map(nameOf);
  const slots = Object.keys(program.rule.slots).flatMap((slot) => parameters.map((name) => `${slot}/${name}`));
  return { parameters: pick(parameters), slots: pick(slots), states: pick(program.states.map(nameOf)) };
}
