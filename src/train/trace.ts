// Traces a model's training objective at a batch size: the loss, what it trains, and the noise it needs.

import { ConfigError } from "../errors.ts";
import { initialValues, input, NoiseSource, Scope, type Tensor } from "../graph/index.ts";
import { ENCODER_PREFIXES } from "../models/index.ts";
import { optimiser, withEma } from "../optim/index.ts";
import type { TrainConfig } from "./config.ts";
import type { PrivacyPlan } from "./privacy-plan.ts";
import { privateStep } from "./step-private.ts";
import type { StepProgram } from "./step-program.ts";
import type { Trainable } from "./trainable.ts";

/** Names of the inputs that the training loop feeds. */
export const INPUTS = {
  input: "batch:input",
  target: "batch:target",
  weights: "batch:weights",
  condition: "batch:condition",
} as const;

/** Name of the input of a scheduled number of the objective. */
export const scheduledInput = (name: string): string => `objective:${name}`;

/** A traced training step. */
export interface TracedStep {
  readonly program: StepProgram;
  readonly noise: NoiseSource;
  /** Whether input and target are separate feeds. */
  readonly corrupted: boolean;
}

/**
 * Traces the objective for a training set of `items`, with first values of every variable. With a `plan` the gradients are private, over batches of its
 * capacity; weights are then 1 for a row and 0 for padding, and loss and terms are means all the same.
 */
export function traceStep(model: Trainable, config: TrainConfig, plan?: PrivacyPlan, items?: number): TracedStep {
  if (plan && config.encoderSteps) {
    throw new ConfigError("train.encoderSteps: are updates that a private budget does not count; leave them out");
  }
  const batch = plan?.capacity ?? config.batch;
  const scope = new Scope({ training: true });
  const shape = [batch, ...model.item.shape];
  const corrupted = config.corrupt !== undefined || (config.hide ?? 0) > 0;
  const x = input(INPUTS.input, shape);
  const weights = input(INPUTS.weights, [batch]);
  const { conditionWidth = 0 } = model;
  const condition = conditionWidth > 0 ? input(INPUTS.condition, [batch, conditionWidth]) : undefined;
  const scheduled = Object.keys(model.scheduled(0)).map((name) => [name, input(scheduledInput(name), [])] as const);
  const objective = model.objective(
    {
      input: x,
      target: corrupted ? input(INPUTS.target, shape) : x,
      weights,
      condition,
      scheduled: Object.fromEntries(scheduled),
      ...(items === undefined ? {} : { items }),
      ...(config.encoderSteps ? { mutualInformation: true } : {}),
    },
    scope,
  );
  const { loss, terms } = objective;
  if (config.encoderSteps && terms.mutualInformation === undefined) {
    throw new ConfigError(
      "train.encoderSteps: need a model whose objective tells the mutual information; leave them out",
    );
  }
  const variables = scope.variables();
  const values = initialValues(variables, config.seed);
  const rule = optimiser(config.optimiser);
  const plain: StepProgram = {
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
    ...(objective.owners ? { owners: objective.owners } : {}),
    ...(config.encoderSteps ? { encoder: ENCODER_PREFIXES } : {}),
  };
  const program = plan === undefined ? plain : privateStep(plain, model, plan, weights, rowInputs(batch));
  const updates = [...scope.updates().values()];
  const outputs = [program.loss, ...Object.values(program.terms), ...updates, ...(program.gradients ?? [])];
  return { program, corrupted, noise: new NoiseSource(outputs) };
}

// What the loop feeds row by row: items, weights, and noise of the batch's length.
function rowInputs(batch: number): (node: Tensor<"input">) => boolean {
  const fed: readonly string[] = Object.values(INPUTS);
  return ({ attrs: { name, noise }, shape }) => fed.includes(name) || (noise !== undefined && shape[0] === batch);
}
