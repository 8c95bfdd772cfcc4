// export: the model as ONNX files with weights inside and a dynamic batch, its weights as safetensors with a note, or its
// training step as ONNX.

import { sizeOf } from "../array/index.ts";
import { modelled } from "../data/index.ts";
import { input, type OpName, Scope, simplify, softmax, Tensor } from "../graph/index.ts";
import { type CodeLayout, hasLogVariance } from "../models/index.ts";
import { toOnnx } from "../onnx/index.ts";
import { trainStepGraph } from "../train/index.ts";
import { attributesIn } from "./item-conditions.ts";
import { encodeWeights, type TrainedModel } from "./run.ts";

// A batch size no other axis has, which marks the dynamic axis while tracing.
const BATCH = 7919;

/**
 * `onnx/encoder.onnx` (mean, log_variance) and `onnx/decoder.onnx` (mean, output and the likelihood's parameters); both read the
 * `condition` of a conditional model, and a model with a classifier has `onnx/classifier.onnx` beside.
 */
export function exportOnnx(trained: TrainedModel): Record<string, Uint8Array> {
  const { model, weights } = trained;
  const encoderScope = new Scope({ training: false });
  const x = input("x", [BATCH, ...model.item.shape]);
  const { mean, logVariance, codes } = model.encode(x, encoderScope, conditionInput(model));
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
      { mean, ...(logVariance && { log_variance: logVariance }), ...(codes && { codes }) },
      `Encoder. Input x: ${item}.${conditionNote(trained)} ${encoderOutputs(trained)}`,
    ),
    "onnx/decoder.onnx": emit(
      decoder.outputs,
      `Decoder. Input z: latents [batch, ${model.latent}].${conditionNote(trained)} ${decoder.note}`,
    ),
    ...(model.config.classifier && { "onnx/classifier.onnx": emit(...classifierGraph(trained, x, item)) }),
  };
}

function encoderOutputs({ model }: TrainedModel): string {
  if (model.codes === undefined) {
    const what = hasLogVariance(model.config) ? "posterior mean and log-variance" : "mean, which represents an item,";
    return `Outputs: ${what} [batch, ${model.latent}].`;
  }
  const { space, classes } = model.codes;
  return `Outputs: codes [batch, ${sizeOf(space) * classes.length}], whole numbers below ${classes.join(", ")}, position after position of a grid [${space.join(", ")}]; mean: the vectors they stand for [batch, ${model.latent}].`;
}

const conditionInput = ({ conditionWidth }: TrainedModel["model"]) =>
  conditionWidth > 0 ? input("condition", [BATCH, conditionWidth]) : undefined;

// Which place of a one-hot row means what.
function conditionNote(trained: TrainedModel): string {
  const attributes = attributesIn(trained);
  if (attributes.length === 0) return "";
  const places = attributes.map(({ name, levels }) => `${name} (${levels.join(", ")})`).join("; then ");
  return ` Input condition: [batch, ${trained.model.conditionWidth}], one-hot rows of ${places}; zeros where it is not known.`;
}

function classifierGraph(
  trained: TrainedModel,
  x: Tensor,
  item: string,
): [outputs: Record<string, Tensor<OpName>>, documentation: string] {
  const scores = trained.model.classify(x, new Scope({ training: false }));
  const names = attributesIn(trained)[0]!.levels.join(", ");
  return [
    { probabilities: softmax(scores, 1) },
    `Classifier. Input x: ${item}. Output: probabilities [batch, ${trained.model.conditionWidth}] of ${names}.`,
  ];
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
  const z = input("z", [BATCH, model.latent]);
  const decoded = model.decode(z, new Scope({ training: false }), conditionInput(model));
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
  const quantised = model.codes && quantisedHeads(model.codes);
  const heads =
    quantised ??
    (model.variational
      ? hasLogVariance(config.model)
        ? "`posterior.mean` and `posterior.logVariance` are dense layers on the flattened output of the encoder"
        : "tensors whose names begin with `posterior` lead from the output of the encoder to the latents"
      : "`code` is a dense layer on the flattened output of the encoder");
  const meaning = model.variational
    ? `the parameters of the likelihood \`${JSON.stringify(config.model.likelihood)}\``
    : `the item, as the objective \`${JSON.stringify(config.model.objective)}\` reads it`;
  const beside =
    model.conditionWidth === 0
      ? ""
      : `. The condition [batch, ${model.conditionWidth}] is added to the output of the encoder's first dense or convolutional layer through \`encoder.condition.0.weight\`, and stands behind the features in these layers and behind the latents in the first layer of the decoder`;
  const note = `# Weights of a vaekit model

The tensors of model.safetensors have the names and layouts of a PyTorch \`state_dict\`:

    from safetensors.torch import load_file
    tensors = load_file("model.safetensors")

Items are [batch, ${model.item.shape.join(", ")}], ${MEANING[model.item.kind]}. Tensor \`encoder.3.weight\` is
the weight of layer 3 of the encoder; ${heads};
latents are [batch, ${model.latent}]${beside}; the decoder's output is ${meaning}.

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

function quantisedHeads({ space }: CodeLayout): string {
  return `\`code\` leads from the encoder's output to the vectors on a grid [${space.join(", ")}] (a 1x1 convolution on a feature map, otherwise dense); \`quantiser\` holds the codebooks, where there are any`;
}

/** The whole training step as one ONNX model with a note on how to drive it. */
export function exportTrainStep(trained: TrainedModel): Record<string, Uint8Array> {
  const { outputs, note } = trainStepGraph(trained.model, trained.config.train);
  return {
    "train-step.onnx": toOnnx(outputs, { documentation: note }),
    "train-step.md": new TextEncoder().encode(note),
  };
}
