// The step as one graph: gradients, clipping and the optimiser's update together, state donated from run to run.

import { float32 } from "../array/index.ts";
import { input, mul, type Tensor } from "../graph/index.ts";
import { clipFactor, globalNorm } from "../optim/index.ts";
import type { Resident, Runtime } from "../runtime/index.ts";
import { firstSlot, gradientsOf, type StepProgram, scalarInput, type TrainStep, trainState } from "./step-program.ts";

/** The whole step as one program: gradients, clipping and update in the graph. */
export function wholeStep(program: StepProgram): { outputs: Record<string, Tensor>; resident: Resident[] } {
  const { loss, terms, parameters, states, rule, clip } = program;
  const gradients = gradientsOf(program);
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

/** Compiles the whole step. */
export async function compileWhole(runtime: Runtime, program: StepProgram): Promise<TrainStep> {
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
    read: async () => trainState(program, await executable.read()),
    write: (state) => executable.write({ ...state.parameters, ...state.slots, ...state.states }),
    dispose: () => executable.dispose(),
  };
}
