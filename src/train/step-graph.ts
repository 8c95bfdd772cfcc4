// The training step as a plain graph, for export: values in, next values out.

import { simplify, type Tensor, topologicalOrder } from "../graph/index.ts";
import type { Model } from "../models/index.ts";
import type { TrainConfig } from "./config.ts";
import type { StepProgram } from "./step-program.ts";
import { wholeStep } from "./step-whole.ts";
import { traceStep } from "./trace.ts";

/** Named outputs of one step, and a note in Markdown on how to drive it. */
export function trainStepGraph(model: Model, config: TrainConfig): { outputs: Record<string, Tensor>; note: string } {
  // One step updates all parameters.
  const { encoderSteps: _phase, ...plain } = config;
  const { program } = traceStep(model, plain);
  const { outputs, resident } = wholeStep(program);
  const next = resident.flatMap(({ input, next }) =>
    next === undefined ? [] : [[`next:${input.attrs.name}`, next] as const],
  );
  const named: Record<string, Tensor> = { ...outputs, ...Object.fromEntries(next) };
  const simplified = simplify(Object.values(named));
  const graph = Object.fromEntries(Object.keys(named).map((name, i) => [name, simplified[i]!]));
  const inputs = topologicalOrder(simplified).filter((node): node is Tensor<"input"> => node.op === "input");
  const state = new Set(resident.map(({ input }) => input.attrs.name));
  const fed = inputs.filter(({ attrs }) => !state.has(attrs.name));
  const describe = ({ attrs: { name, noise }, shape }: Tensor<"input">) =>
    `- \`${name}\` [${shape.join(", ")}]${noise === undefined ? "" : `: fresh ${noise} noise at every step`}`;
  const scalars = Object.entries(program.rule.scalarsAt(1, config.optimiser.rate ?? 1e-3));
  const note = `# One training step

Run the model once per batch. Inputs fed at every step:

${fed.map(describe).join("\n")}

\`batch:weights\` holds 1/n for each of the n items of the batch. \`objective:beta\` is the weight of the KL (1 for a plain ELBO).
The optimiser's scalars at step 1 are ${scalars.map(([name, value]) => `${name} = ${value}`).join(", ")}.

State, fed back from the output \`next:NAME\` to the input \`NAME\`; parameters begin with model.safetensors, optimiser slots with ${startOf(program)}:

${inputs
  .filter(({ attrs }) => state.has(attrs.name))
  .map(describe)
  .join("\n")}
`;
  return { outputs: graph, note };
}

// What optimiser slots begin with, in words.
function startOf({ rule }: StepProgram): string {
  const others = Object.entries(rule.slots).filter(([, value]) => value !== 0);
  const texts = others.map(([slot, value]) =>
    value === "parameter" ? `\`${slot}\` with the parameter` : `\`${slot}\` with ${value}`,
  );
  return ["zeros", ...texts].join(", ");
}
