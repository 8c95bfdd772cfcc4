// The step as one graph: gradients, clipping and the optimiser's update together, state donated from run to run.

import { float32 } from "../array/index.ts";
import { greater, input, mul, type Tensor, where } from "../graph/index.ts";
import { clipFactor, globalNorm } from "../optim/index.ts";
import type { Resident, Runtime } from "../runtime/index.ts";
import {
  firstSlot,
  gradientsOf,
  partOf,
  type StepProgram,
  scalarInput,
  type TrainStep,
  trainState,
} from "./step-program.ts";

/** The whole step as one program: gradients, clipping and update in the graph. */
export function wholeStep(program: StepProgram): { outputs: Record<string, Tensor>; resident: Resident[] } {
  const { loss, terms, parameters, states, rule, clip } = program;
  const gradients = gradientsOf(program);
  const norm = globalNorm(gradients);
  const factor = clip === undefined ? undefined : clipFactor(norm, clip);
  const resident = parameters.flatMap(({ tensor, value }, i) => {
    const { name } = tensor.attrs;
    const slots = Object.fromEntries(
      Object.keys(rule.slots).map((slot) => [slot, input(`${slot}/${name}`, tensor.shape)]),
    );
    const gradient = factor === undefined ? gradients[i]! : mul(gradients[i]!, factor);
    const { scalars, gated } = partInputs(program, name);
    const updated = rule.update(tensor, gradient, slots, scalars);
    return [
      { input: tensor, value, next: gated(updated.parameter, tensor) },
      ...Object.entries(slots).map(([slot, tensorOfSlot]) => ({
        input: tensorOfSlot,
        value: firstSlot(rule, slot, value),
        next: gated(updated.slots[slot]!, tensorOfSlot),
      })),
    ];
  });
  const kept = states.map(({ tensor, value, next }) => ({ input: tensor, value, ...(next ? { next } : {}) }));
  return { outputs: { ...terms, loss, gradientNorm: norm }, resident: [...resident, ...kept] };
}

// The scalars of a parameter's update, and what keeps its values where its part is not updated. Programs without parts have one
// set of scalars.
function partInputs(program: StepProgram, name: string) {
  const prefix = program.encoder === undefined ? "" : `${partOf(program, name)}:`;
  const scalars = Object.fromEntries(program.rule.scalars.map((scalar) => [scalar, scalarInput(prefix + scalar)]));
  const gated = (next: Tensor, now: Tensor) =>
    prefix === "" ? next : where(greater(scalarInput(`${prefix}gate`), 0), next, now);
  return { scalars, gated };
}

/** Compiles the whole step. */
export async function compileWhole(runtime: Runtime, program: StepProgram): Promise<TrainStep> {
  const { rule } = program;
  const executable = await runtime.compile(wholeStep(program));
  return {
    update: "graph",
    run(feeds, step, rate, parts = { encoder: step, rest: step }) {
      const fed = (prefix: string, values: Readonly<Record<string, number>>) =>
        Object.entries(values).map(([name, v]) => [`optimiser:${prefix}${name}`, float32([v], [])]);
      const values =
        program.encoder === undefined
          ? fed("", rule.scalarsAt(step, rate))
          : (["encoder", "rest"] as const).flatMap((part) => {
              const at = parts[part];
              return fed(`${part}:`, { ...rule.scalarsAt(at ?? 1, rate), gate: at === undefined ? 0 : 1 });
            });
      return executable.run({ ...feeds, ...Object.fromEntries(values) });
    },
    read: async () => trainState(program, await executable.read()),
    write: (state) => executable.write({ ...state.parameters, ...state.slots, ...state.states }),
    dispose: () => executable.dispose(),
  };
}
