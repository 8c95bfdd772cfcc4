// export: the model as ONNX files with weights inside and a dynamic batch, its weights as safetensors with a note, or its
// training step as ONNX.

import { modelled } from "../data/index.ts";
import { input, type OpName, Scope, simplify, Tensor } from "../graph/index.ts";
import { toOnnx } from "../onnx/index.ts";
import { trainStepGraph } from "../train/index.ts";
import { encodeWeights, type TrainedModel } from "./run.ts";

// A batch size no other axis has, which marks the dynamic axis while tracing.
const BATCH = 7919;

/** `onnx/encoder.onnx` (mean, log_variance) and `onnx/decoder.onnx` (mean, output and the likelihood's parameters). */
export function exportOnnx(trained: TrainedModel): Record<string, Uint8Array> {
  const { model, weights } = trained;
  const encoderScope = new Scope({ training: false });
  const { mean, logVariance } = model.encode(input("x", [BATCH, ...model.item.shape]), encoderScope);
  const emit = (outputs: Record<string, Tensor<OpName>>, documentation: string) => {
    const names = Object.keys(outputs);
    const simpler = simplify(Object.values(outputs));
    const graph = Object.fromEntries(names.map((name, i) => [name, simpler[i]!]));
    return toOnnx(graph, { weights, batch: BATCH, documentation });
  };
  const decoder = model.layout ? tableDecoder(trained) : itemDecoder(trained);
  const item = `items [batch, ${model.item.shape.join(", ")}] in the model's encoding (${MEANING[model.item.kind]})`;
  return {
    "onnx/encoder.onnx": emit(
      logVariance === undefined ? { mean } : { mean, log_variance: logVariance },
      `Encoder. Input x: ${item}. Outputs: posterior mean and log-variance [batch, ${model.latent}].`,
    ),
    "onnx/decoder.onnx": emit(decoder.outputs, `Decoder. Input z: latents [batch, ${model.latent}]. ${decoder.note}`),
  };
}

const MEANING = {
  image: "pixels in [0, 1]",
  vector: "columns standardised",
  series: "channels standardised",
  table: "the codes of the columns, then their values; -1 a missing cell, -2 an unknown one",
} as const;

interface DecoderGraph {
  readonly outputs: Record<string, Tensor<OpName>>;
  readonly note: string;
}

function itemDecoder({ model }: TrainedModel): DecoderGraph {
  const decoded = model.decode(input("z", [BATCH, model.latent]), new Scope({ training: false }));
  return {
    outputs: { mean: decoded.mean, ...distributionParameters(decoded.distribution, decoded.output) },
    note: "Output mean: items as the encoder takes them; the others: parameters of the likelihood.",
  };
}

// Columns one after the other: given the latent and the cells that are known, the distributions of all.
function tableDecoder({ model, schema }: TrainedModel): DecoderGraph {
  const scope = new Scope({ training: false });
  const [z, x] = [input("z", [BATCH, model.latent]), input("x", [BATCH, ...model.item.shape])];
  const { logits, location, scale, missing } = model.columnDistributions(z, x, scope);
  const names = schema.kind === "table" ? modelled(schema).map(({ name }) => name) : [];
  const { groups, located, missing: gaps } = model.layout!;
  const list = (columns: readonly number[]) => columns.map((column) => names[column]).join(", ");
  const codes = groups.map((group) => `logits_${group.codes} of the columns ${list(group.columns)}`);
  return {
    outputs: {
      ...Object.fromEntries(groups.map((group, g) => [`logits_${group.codes}`, logits[g]!])),
      ...(location && scale ? { location, scale } : {}),
      ...(missing ? { missing } : {}),
    },
    note: `Input x: the cells known so far. Outputs: ${codes.join("; ")}; location and scale of the values of ${list(located) || "none"}; logits of missing cells of ${list(gaps) || "none"}.`,
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

/** `model.safetensors`, byte for byte as in the model's folder, and `model.md`, which says what to build for it. */
export function exportSafeTensors({ config, model, weights }: TrainedModel): Record<string, Uint8Array> {
  const rows = Object.keys(weights)
    .sort()
    .map((name) => `| ${name} | [${weights[name]!.shape.join(", ")}] |`);
  const list = (layers: readonly object[]) =>
    layers.map((layer, index) => `- ${index}: \`${JSON.stringify(layer)}\``).join("\n");
  const heads = model.variational
    ? "`posterior.mean` and `posterior.logVariance` are dense layers on the flattened output of the encoder"
    : "`code` is a dense layer on the flattened output of the encoder";
  const meaning = model.variational
    ? `the parameters of the likelihood \`${JSON.stringify(config.model.likelihood)}\``
    : `the item, as the objective \`${JSON.stringify(config.model.objective)}\` reads it`;
  const note = `# Weights of a vaekit model

The tensors of model.safetensors have the names and layouts of a PyTorch \`state_dict\`:

    from safetensors.torch import load_file
    tensors = load_file("model.safetensors")

Items are [batch, ${model.item.shape.join(", ")}], ${MEANING[model.item.kind]}. Tensor \`encoder.3.weight\` is
the weight of layer 3 of the encoder; ${heads};
latents are [batch, ${model.latent}]; the decoder's output is ${meaning}.

## Encoder

${list(model.encoder)}

## Decoder

${list(model.decoder)}

## Tensors

| tensor | shape |
|---|---|
${rows.join("\n")}
`;
  return { "model.safetensors": encodeWeights(weights), "model.md": new TextEncoder().encode(note) };
}

/** The whole training step as one ONNX model with a note on how to drive it. */
export function exportTrainStep(trained: TrainedModel): Record<string, Uint8Array> {
  const { outputs, note } = trainStepGraph(trained.model, trained.config.train);
  return {
    "train-step.onnx": toOnnx(outputs, { documentation: note }),
    "train-step.md": new TextEncoder().encode(note),
  };
}
