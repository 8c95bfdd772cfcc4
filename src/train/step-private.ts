// The gradients of differentially private training (Abadi et al. 2016): each row's gradient clipped to a norm, their sum
// with Gaussian noise, divided by the expected number of rows. What the optimiser makes of them is as private as they are.
//
// Noise and samples follow from the run's key, so that a run can be resumed. The guarantee holds against those who do not know
// the key. Not covered: what the gaps between floating-point numbers give away (Mironov 2012).

import { ConfigError } from "../errors.ts";
import { add, div, Key, maximum, mul, randn, sum, type Tensor } from "../graph/index.ts";
import { comparesRows, type ModelConfig } from "../models/index.ts";
import { clipFactors, rowGradients } from "./per-example.ts";
import type { PrivacyPlan } from "./privacy-plan.ts";
import type { StepProgram } from "./step-program.ts";
import type { Trainable } from "./trainable.ts";

// Norms are computed in 32-bit floats; their rounding is far below this share, which the noise makes up for.
const ROUNDING = 1e-4;

/** Turns a step over a batch of `plan.capacity` rows, weighted 1 or 0 by `weights`, into a private one. */
export function privateStep(
  program: StepProgram,
  model: Trainable,
  plan: PrivacyPlan,
  weights: Tensor<"input">,
  isRow: (node: Tensor<"input">) => boolean,
): StepProgram {
  refuseBatchStatistics(program, model);
  const { clip: _unused, ...rest } = program;
  const parameters = program.parameters.map(({ tensor }) => tensor);
  const names = Object.keys(program.terms);
  const rows = rowGradients({
    loss: program.loss,
    terms: names.map((name) => program.terms[name]!),
    parameters,
    batch: plan.capacity,
    isRow,
  });
  const factors = div(clipFactors(rows.norms, plan.clip), plan.expectedRows);
  const deviation = (plan.noiseMultiplier * plan.clip * (1 + ROUNDING)) / plan.expectedRows;
  const gradients = rows.weightedSums(factors).map((total, i) => {
    const { shape, attrs } = parameters[i]!;
    return add(total, mul(randn(new Key(`private:${attrs.name}`), shape), deviation));
  });
  const mean = (total: Tensor) => div(total, maximum(sum(weights), 1));
  return {
    ...rest,
    loss: mean(rows.loss),
    terms: Object.fromEntries(names.map((name, i) => [name, mean(rows.terms[i]!)])),
    gradients,
  };
}

function refuseBatchStatistics({ states, owners = [] }: StepProgram, model: Trainable): void {
  const { objective, penalties = [], classifier, quantiser }: Partial<ModelConfig> = model.config ?? {};
  const { freeBits, freeBitsTotal, capacity } = objective?.kind === "elbo" ? objective : {};
  const [name, value] = Object.entries({ freeBits, freeBitsTotal, capacity }).find(([, choice]) => choice) ?? [];
  if (name !== undefined) {
    throw new ConfigError(
      `model.objective.${name}: private training needs a loss of single rows, got ${JSON.stringify(value)}, which is about a batch's mean; leave it out and use a smaller beta`,
    );
  }
  const across = penalties.find(comparesRows);
  if (across !== undefined) {
    throw new ConfigError(
      `model.penalties: private training needs a loss of single rows, got ${across.kind}, which compares those of a batch; leave it out`,
    );
  }
  if (penalties.some(({ kind }) => kind === "decoder-norm")) {
    throw new ConfigError(
      "model.penalties: private training needs a loss of single rows, got decoder-norm, which is one of the weights; use the optimiser adamw with its weightDecay",
    );
  }
  const owner = owners[0];
  if (owner !== undefined) {
    throw new ConfigError(
      `private training: all parameters must minimise one loss, got another for those named ${owner.prefixes.join(" or ")}; use an objective without it`,
    );
  }
  if (classifier !== undefined) {
    throw new ConfigError(
      "model.classifier: private training needs a loss of single rows, got a classifier, whose labelled items come again and again; leave one of the two out",
    );
  }
  if (quantiser !== undefined) {
    throw new ConfigError(
      `model.quantiser: private training needs a loss of single rows, got ${quantiser.kind}, which counts the codes of a batch; leave it out`,
    );
  }
  const running = states.find(({ next }) => next !== undefined);
  if (running !== undefined) {
    const { name } = running.tensor.attrs;
    throw new ConfigError(
      `private training: every row must be scored by itself, got ${name}, statistics of whole batches ${name.startsWith("likelihood.") ? '(the scale "optimal"); use another scale' : "(batchNorm); use layerNorm or no normalisation"}`,
    );
  }
}
