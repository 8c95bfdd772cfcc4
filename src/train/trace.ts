// Traces a model's training objective at a batch size: the loss, what it trains, and the noise it needs.

import { initialValues, input, NoiseSource, Scope } from "../graph/index.ts";
import type { Model } from "../models/index.ts";
import { optimiser, withEma } from "../optim/index.ts";
import type { TrainConfig } from "./config.ts";
import type { StepProgram } from "./step-program.ts";

/** Names of the inputs that the training loop feeds. */
export const INPUTS = {
  input: "batch:input",
  target: "batch:target",
  weights: "batch:weights",
  beta: "objective:beta",
} as const;

/** A traced training step. */
export interface TracedStep {
  readonly program: StepProgram;
  readonly noise: NoiseSource;
  /** Whether input and target are separate feeds. */
  readonly corrupted: boolean;
}

/** Traces the objective with first values of every variable. */
export function traceStep(model: Model, config: TrainConfig): TracedStep {
  const scope = new Scope({ training: true });
  const shape = [config.batch, ...model.item.shape];
  const corrupted = config.corrupt !== undefined;
  const x = input(INPUTS.input, shape);
  const { loss, terms } = model.objective(
    {
      input: x,
      target: corrupted ? input(INPUTS.target, shape) : x,
      weights: input(INPUTS.weights, [config.batch]),
      beta: input(INPUTS.beta, []),
    },
    scope,
  );
  const variables = scope.variables();
  const values = initialValues(variables, config.seed);
  const rule = optimiser(config.optimiser);
  const program: StepProgram = {
    loss,
    terms,
    parameters: variables
      .filter(({ trained }) => trained)
      .map(({ name, tensor }) => ({ tensor, value: values[name]! })),
    states: variables
      .filter(({ trained }) => !trained)
      .map(({ name, tensor }) => {
        const next = scope.updates().get(name);
        return { tensor, value: values[name]!, ...(next ? { next } : {}) };
      }),
    rule: config.ema === undefined ? rule : withEma(rule, config.ema),
    ...(config.clip === null ? {} : { clip: config.clip }),
  };
  const updates = [...scope.updates().values()];
  return { program, corrupted, noise: new NoiseSource([loss, ...Object.values(terms), ...updates]) };
}
