// Measures a finished run the way its paper did.

import { float32 } from "../../dist/array/index.js";
import { BatchSource } from "../../dist/data/index.js";
import { add, input, Key, NoiseSource, neg, Scope, sum } from "../../dist/graph/index.js";
import { importanceNll } from "../../dist/metrics/index.js";
import { disentanglement, evaluateModel, evaluatePictures, fitted } from "../../dist/tasks/index.js";

const KINDS = { nll, loss, "relaxed-loss": relaxedLoss, mig, frechet };

/** `value`, the number to compare with the published one, and what belongs to it. */
export function measure({ measured, seed = 0 }, trained) {
  return KINDS[measured.kind](measured, { ...trained, seed });
}

// Importance sampling; `binarise` where the paper's test pictures differ from its training pictures.
async function nll(measured, { model, runtime, data, seed }) {
  const { samples, repeats = 1, binarise = model.config.train.binarise } = measured;
  const test = fitted(model, data.test);
  const estimates = [];
  for (let i = 0; i < repeats; i++) {
    const options = { samples, seed: seed + i, binarise };
    estimates.push(await importanceNll(runtime, model.model, model.weights, test, options));
  }
  const { standardError, seconds } = estimates[0];
  const values = estimates.map((estimate) => estimate.nll);
  const { elbo, kl, activeUnits } = await evaluateModel(runtime, model, data.test, { seed });
  return {
    value: mean(values),
    samples,
    repeats,
    spread: Math.max(...values) - Math.min(...values),
    standardError,
    estimateSeconds: seconds,
    elbo,
    kl,
    activeUnits,
  };
}

// -ELBO of a part of the data plus a constant that the paper's loss has not.
async function loss({ part = "test", constant = 0 }, { model, runtime, data, seed }) {
  const { elbo, reconstruction, kl, activeUnits } = await evaluateModel(runtime, model, data[part], { seed });
  return { value: constant - elbo, reconstruction: reconstruction + constant, kl, activeUnits };
}

// The training loss of the test items, with relaxed draws at the last temperature, beside the discrete model's own -ELBO.
async function relaxedLoss(_measured, { model: trained, runtime, data, seed }) {
  const { model, weights } = trained;
  const test = fitted(trained, data.test);
  const batch = 100;
  const scope = new Scope({ training: true });
  const x = input("x", [batch, ...model.item.shape]);
  const encoded = model.encode(x, scope);
  const { z, cost } = model.draw(encoded, { scope, key: new Key("reproduce"), kl: model.klKind });
  const outputs = { loss: add(neg(model.decode(z, scope).logLikelihood(x)), sum(cost.kl, { axes: 1 })) };
  const constants = Object.fromEntries(scope.variables().map(({ name }) => [name, weights[name]]));
  const executable = await runtime.compile({ outputs, constants });
  const noise = new NoiseSource(Object.values(outputs));
  const source = new BatchSource(test, { batchSize: batch, seed, shuffle: false });
  const losses = [];
  for (let step = 0; step < source.stepsPerEpoch; step++) {
    const { target, count } = source.batch(0, step);
    const feeds = { x: float32(target, x.shape), ...noise.at(seed, step) };
    losses.push(...(await executable.run(feeds)).loss.data.subarray(0, count));
  }
  await executable.dispose();
  const { elbo, kl, activeUnits } = await evaluateModel(runtime, trained, data.test, { seed });
  return { value: mean(losses), elbo, kl, activeUnits };
}

async function mig(_measured, { model, runtime, data, seed }) {
  const { scores } = await disentanglement(runtime, model, data.test, { seed });
  return { value: scores.mig, ...scores };
}

// In the feature space of a classifier that is trained with a fixed seed.
async function frechet({ count }, { model, runtime, data, seed }) {
  const quality = await evaluatePictures(runtime, model, data, { count, seed });
  const { meanSquaredError } = await evaluateModel(runtime, model, data.test, { seed });
  return { value: quality.frechet.samples, ...quality, meanSquaredError };
}

const mean = (values) => values.reduce((total, v) => total + v, 0) / values.length;
