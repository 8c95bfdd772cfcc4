// export: the model as ONNX files with weights inside and a dynamic batch, or its training step as ONNX.

import { input, type OpName, Scope, simplify, Tensor } from "../graph/index.ts";
import { toOnnx } from "../onnx/index.ts";
import { trainStepGraph } from "../train/index.ts";
import type { TrainedModel } from "./run.ts";

// A batch size no other axis has, which marks the dynamic axis while tracing.
const BATCH = 7919;

/** `onnx/encoder.onnx` (mean, log_variance) and `onnx/decoder.onnx` (mean, output and the likelihood's parameters). */
export function exportOnnx(trained: TrainedModel): Record<string, Uint8Array> {
  const { model, weights } = trained;
  const encoderScope = new Scope({ training: false });
  const { mean, logVariance } = model.encode(input("x", [BATCH, ...model.item.shape]), encoderScope);
  const decoderScope = new Scope({ training: false });
  const decoded = model.decode(input("z", [BATCH, model.config.latent]), decoderScope);
  const emit = (outputs: Record<string, Tensor<OpName>>, documentation: string) => {
    const names = Object.keys(outputs);
    const simpler = simplify(Object.values(outputs));
    const graph = Object.fromEntries(names.map((name, i) => [name, simpler[i]!]));
    return toOnnx(graph, { weights, batch: BATCH, documentation });
  };
  const item = `items [batch, ${model.item.shape.join(", ")}] in the model's encoding (pixels in [0, 1], columns standardised)`;
  return {
    "onnx/encoder.onnx": emit(
      logVariance === undefined ? { mean } : { mean, log_variance: logVariance },
      `Encoder. Input x: ${item}. Outputs: posterior mean and log-variance [batch, ${model.config.latent}].`,
    ),
    "onnx/decoder.onnx": emit(
      { mean: decoded.mean, ...distributionParameters(decoded.distribution, decoded.output) },
      `Decoder. Input z: latents [batch, ${model.config.latent}]. Output mean: ${item}; the others: parameters of the likelihood.`,
    ),
  };
}

// The tensors a distribution is made of; an autoencoder's raw output.
function distributionParameters(distribution: object | undefined, output: Tensor): Record<string, Tensor> {
  if (distribution === undefined) return { output };
  const entries = Object.entries(distribution).filter((entry): entry is [string, Tensor] => entry[1] instanceof Tensor);
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), tensor]),
  );
}

/** The whole training step as one ONNX model with a note on how to drive it. */
export function exportTrainStep(trained: TrainedModel): Record<string, Uint8Array> {
  const { outputs, note } = trainStepGraph(trained.model, trained.config.train);
  return {
    "train-step.onnx": toOnnx(outputs, { documentation: note }),
    "train-step.md": new TextEncoder().encode(note),
  };
}
