// What choices come to on the open data: the config in full, and the network block by block.

import type { DataBundle, Dataset } from "vaekit/data";
import { VaekitError } from "vaekit/errors";
import { describeNetwork, Model, type Network, type NetworkLayer } from "vaekit/models";
import { type ConfigChoices, checkData, itemOf, partsOf, type RunConfig, resolveConfig } from "vaekit/tasks";
import { batchSource, privacyPlan } from "vaekit/train";
import type { Block, LatentSketch, Plan, Planned } from "./plan-types.ts";

/** A plan of choices, or the library's own words on why they cannot be carried out. */
export function planOf(bundle: DataBundle, choices: ConfigChoices): Planned {
  try {
    return { plan: makePlan(bundle, choices) };
  } catch (error) {
    if (error instanceof VaekitError) return { problem: error.message };
    throw error;
  }
}

function makePlan(bundle: DataBundle, choices: ConfigChoices): Plan {
  const { config, reasons } = resolveConfig(choices, bundle.train);
  const train = trainingPart(bundle, config);
  checkData({ train }, config);
  const model = new Model(config.model, itemOf(train.schema));
  const network = describeNetwork(model);
  const items = itemsLeft(bundle, config, train);
  const { members } = network;
  const each = (blocks: Block[]) => blocks.map((block) => ({ ...block, parameters: block.parameters / members }));
  return {
    config,
    reasons,
    items,
    stepsPerEpoch: stepsOf(config, train, items),
    parameters: network.parameters,
    encoder: [inputBlock(network), ...each(blocksOf(network.encoder))],
    latent: latentOf(config, network),
    decoder: each(blocksOf(network.decoder)),
    output: lastChannel(model.item.kind === "table" ? [model.item.shape[0]! / 2] : model.item.shape),
    others: Object.fromEntries(Object.entries(network.others).map(([name, count]) => [name, count / members])),
    members,
  };
}

// Semi-supervised batches begin with items that recur in all of them.
function stepsOf({ train: training, model }: RunConfig, train: Dataset, items: number): number {
  const plan = privacyPlan(training, items);
  if (plan) return plan.stepsPerEpoch;
  if (!model.classifier) return Math.ceil(items / training.batch);
  return Math.ceil((batchSource(train, training, model).stepsPerEpoch * items) / train.count);
}

let fitted: { readonly bundle: DataBundle; readonly key: string; readonly train: Dataset } | undefined;

// Pictures are as they are; other items are fitted to what is left after the split, kept for the next plan.
function trainingPart(bundle: DataBundle, config: RunConfig): Dataset {
  if (bundle.train.schema.kind === "image") return bundle.train;
  const { validation, seed } = config.train;
  const key = JSON.stringify([validation, seed, config.encoding]);
  if (fitted?.bundle !== bundle || fitted.key !== key) fitted = { bundle, key, train: partsOf(bundle, config).train };
  return fitted.train;
}

function itemsLeft({ train, validation }: DataBundle, config: RunConfig, part: Dataset): number {
  const share = config.train.validation;
  if (part !== train || validation !== undefined || share === 0) return part.count;
  return train.count - Math.min(train.count - 1, Math.max(1, Math.round(train.count * share)));
}

function inputBlock({ input }: Network): Block {
  return { kind: "input", detail: "", after: [], shape: lastChannel(input), parameters: 0 };
}

// Layers that only change values or how they are arranged.
const MINOR = new Set([
  ...["flatten", "reshape", "dropout", "batchNorm", "layerNorm", "groupNorm"],
  ...["relu", "tanh", "sigmoid", "softplus", "silu", "gelu", "geluTanh", "leakyRelu", "elu", "selu", "mish"],
  ...["hardSigmoid", "hardSwish", "softsign", "softmax"],
]);

/** Layers as blocks: one for each that changes what there is, those that do not hang on to the one before. */
export function blocksOf(layers: readonly NetworkLayer[]): Block[] {
  const blocks: { block: Block; after: string[]; parameters: number }[] = [];
  for (const { layer, outputShape, parameters } of layers) {
    const last = blocks.at(-1);
    const minor = MINOR.has(layer.kind);
    if (minor && last) {
      last.after.push(layer.kind);
      last.parameters += parameters;
      // A flattened map keeps its shape in the sketch; what is laid out as a map gains it.
      const shape = layer.kind === "reshape" ? lastChannel(outputShape) : last.block.shape;
      last.block = { ...last.block, shape };
    } else if (!minor) {
      const block = {
        kind: layer.kind,
        detail: detailOf(layer, Math.max(1, outputShape.length - 1)),
        after: [],
        shape: lastChannel(outputShape),
        parameters: 0,
      };
      blocks.push({ block, after: [], parameters });
    }
  }
  return blocks.map(({ block, after, parameters }) => ({ ...block, after, parameters }));
}

type Numbers = number | readonly number[];

// Numbers along each axis of a map; one number stands for all of them.
function detailOf(layer: NetworkLayer["layer"], axes: number): string {
  const times = (value: Numbers) => (typeof value === "number" ? new Array(axes).fill(value) : value).join("×");
  const { kernel, stride, size, factor, layers } = layer as {
    readonly kernel?: Numbers;
    readonly stride?: Numbers;
    readonly size?: Numbers;
    readonly factor?: Numbers;
    readonly layers?: readonly object[];
  };
  if (layers !== undefined) return `×${layers.length}`;
  const window = kernel ?? size ?? factor;
  if (window === undefined) return "";
  return stride === undefined || stride === 1
    ? times(window)
    : `${times(window)} /${typeof stride === "number" ? stride : times(stride)}`;
}

/** [channels, height, width] as one reads it: [height, width, channels]. */
export function lastChannel(shape: readonly number[]): readonly number[] {
  return shape.length > 1 ? [...shape.slice(1), shape[0]!] : shape;
}

function latentOf({ model }: RunConfig, { latent, layers, codes, members }: Network): LatentSketch {
  if (layers.length > 0) return { kind: "layers", layers: layers.map(({ name, size }) => ({ name, size })) };
  if (codes) return { kind: "codes", ...codes, quantiser: model.quantiser!.kind };
  const vae = model.kind === "vae";
  return {
    kind: "vector",
    size: latent / members,
    posterior: vae ? (model.posterior?.kind ?? "normal") : undefined,
    prior: vae ? (model.prior?.kind ?? "standard") : undefined,
  };
}
