// Measures a finished run the way its paper did.

import { importanceNll } from "../../dist/metrics/index.js";
import { evaluateModel, fitted } from "../../dist/tasks/index.js";

/** `value`, the number to compare with the published one, and what belongs to it. */
export async function measure({ measured, seed = 0 }, { model, runtime, data }) {
  if (measured.kind === "loss") return await bound(measured, { model, runtime, data, seed });
  const { samples, repeats = 1 } = measured;
  const test = fitted(model, data.test);
  const { binarise } = model.config.train;
  const estimates = [];
  for (let i = 0; i < repeats; i++) {
    const options = { samples, seed: seed + i, binarise };
    estimates.push(await importanceNll(runtime, model.model, model.weights, test, options));
  }
  const value = mean(estimates.map(({ nll }) => nll));
  const { standardError, seconds } = estimates[0];
  const spread = Math.max(...estimates.map(({ nll }) => nll)) - Math.min(...estimates.map(({ nll }) => nll));
  const loss = await evaluateModel(runtime, model, data.test, { seed });
  return {
    value,
    samples,
    repeats,
    spread,
    standardError,
    estimateSeconds: seconds,
    elbo: loss.elbo,
    kl: loss.kl,
    activeUnits: loss.activeUnits,
  };
}

async function bound(_measured, { model, runtime, data, seed }) {
  const { elbo, reconstruction, kl, activeUnits } = await evaluateModel(runtime, model, data.test, { seed });
  return { value: -elbo, reconstruction, kl, activeUnits };
}

const mean = (values) => values.reduce((total, v) => total + v, 0) / values.length;
