// The gradients of differentially private training (Abadi et al. 2016): each row's gradient clipped to a norm, their sum
// with Gaussian noise, divided by the expected number of rows. What the optimiser makes of them is as private as they are.
//
// Noise and samples follow from the run's key, so that a run can be resumed. The guarantee holds against those who do not know
// the key. Not covered: what the gaps between floating-point numbers give away (Mironov 2012).

import { ConfigError } from "../errors.ts";
import { add, div, Key, maximum, mul, randn, sum, type Tensor } from "../graph/index.ts";
import type { Model } from "../models/index.ts";
import { clipFactors, rowGradients } from "./per-example.ts";
import type { PrivacyPlan } from "./privacy-plan.ts";
import type { StepProgram } from "./step-program.ts";

// Norms are computed in 32-bit floats; their rounding is far below this share, which the noise makes up for.
const ROUNDING = 1e-4;

/** Turns a step over a batch of `plan.capacity` rows, weighted 1 or 0 by `weights`, into a private one. */
export function privateStep(
  program: StepProgram,
  model: Model,
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

function refuseBatchStatistics({ states }: StepProgram, model: Model): void {
  const { objective } = model.config;
  if (objective.kind === "elbo" && (objective.freeBits ?? 0) > 0) {
    throw new ConfigError(
      `model.objective.freeBits: private training needs a loss of single rows, got free bits ${objective.freeBits}, which are those of a batch's mean; leave them out and use a smaller beta`,
    );
  }
  const running = states.find(({ next }) => next !== undefined);
  if (running !== undefined) {
    const { name } = running.tensor.attrs;
    throw new ConfigError(
      `private training: every row must be scored by itself, got ${name}, statistics of whole batches (batchNorm); use layerNorm or no normalisation`,
    );
  }
}
