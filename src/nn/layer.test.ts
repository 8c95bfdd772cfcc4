import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { input, Scope } from "../graph/index.ts";
import {
  applyLayers,
  countParameters,
  describeLayers,
  type Layer,
  layerKinds,
  layerSchema,
  parseLayers,
} from "./index.ts";

const EVERY_KIND: Layer[] = [
  {
    kind: "conv",
    filters: 4,
    kernel: [3, 3],
    stride: 2,
    padding: "same",
    dilation: 1,
    groups: 1,
    bias: false,
    init: "he-normal",
  },
  {
    kind: "convTranspose",
    filters: 4,
    kernel: 4,
    stride: 2,
    padding: [[1, 0], 1],
    outputPadding: [0, 1],
    biasInit: "zeros",
  },
  { kind: "maxPool", size: 2 },
  { kind: "averagePool", size: [2, 2], stride: 1, padding: 1 },
  { kind: "upsample", factor: 2 },
  { kind: "crop", shape: [8, 8] },
  { kind: "batchNorm", momentum: 0.2, epsilon: 1e-3 },
  { kind: "layerNorm", epsilon: 1e-3 },
  { kind: "groupNorm", groups: 2 },
  { kind: "dropout", rate: 0.5 },
  {
    kind: "residual",
    layers: [
      { kind: "residual", layers: [{ kind: "relu" }] },
      { kind: "conv", filters: 2, kernel: 1 },
    ],
  },
  { kind: "flatten" },
  { kind: "dense", units: 5, init: { kind: "normal", deviation: 0.02 }, biasInit: { kind: "constant", value: 1 } },
  { kind: "reshape", shape: [5, 1] },
  { kind: "embedding", count: 10, size: 3, init: "orthogonal" },
  { kind: "leakyRelu", slope: 0.2 },
  { kind: "elu", alpha: 0.5 },
  ...(["relu", "selu", "gelu", "geluTanh", "silu", "mish", "softplus", "softsign"] as const).map((kind) => ({ kind })),
  ...(["tanh", "sigmoid", "logSigmoid", "hardSigmoid", "hardSwish"] as const).map((kind) => ({ kind })),
];

const apply = (layers: Layer[], shape: number[], label?: string, training = false) =>
  applyLayers(layers, input("x", shape), new Scope({ training }).child("net"), label);

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("nothing was thrown");
}

describe("layer lists as JSON", () => {
  it("round trips every kind of layer with all options", () => {
    expect(new Set(EVERY_KIND.map(({ kind }) => kind))).toEqual(new Set(layerKinds));
    const json: unknown = JSON.parse(JSON.stringify(EVERY_KIND));
    expect(parseLayers(json)).toEqual(EVERY_KIND);
    expect(z.array(layerSchema).parse(json)).toEqual(EVERY_KIND);
  });

  it("has a JSON schema", () => {
    expect(JSON.stringify(z.toJSONSchema(layerSchema))).toContain('"convTranspose"');
  });

  it.each([
    [
      { kind: "dens", units: 3 },
      'encoder layer 1 (dens): kind must be one that is known, got "dens"; did you mean "dense"?',
    ],
    [{ kind: "dense", unit: 3 }, 'encoder layer 1 (dense): options must be known, got "unit"; did you mean "units"?'],
    [
      { kind: "dense", units: 3, biasInits: "zeros" },
      'encoder layer 1 (dense): options must be known, got "biasInits"; did you mean "biasInit"?',
    ],
    [
      { kind: "conv", filters: 3, kernel: "3" },
      'encoder layer 1 (conv): kernel: must be a positive whole number, or one per spatial axis, got "3"',
    ],
    [{ kind: "dense" }, "encoder layer 1 (dense): units: must be given, got nothing"],
    [{ kind: "dropout", rate: 1 }, "encoder layer 1 (dropout): rate: Too big: expected number to be <1, got 1"],
    [
      { kind: "residual", layers: [{ kind: "rely" }] },
      'encoder layer 1 (residual): layer 0 (rely): kind must be one that is known, got "rely"; did you mean "relu"?',
    ],
  ])("refuses %j by layer, option and remedy", (layer, message) => {
    expect(messageOf(() => parseLayers([{ kind: "relu" }, layer], "encoder"))).toBe(message);
  });

  it("refuses what is no list and what is no layer", () => {
    expect(messageOf(() => parseLayers({ kind: "relu" }, "decoder"))).toBe(
      'decoder: must be a list of layers, got {"kind":"relu"}',
    );
    expect(messageOf(() => parseLayers([3]))).toMatch(
      /^layer 0 \(\?\): must be an object with a kind, got 3; known: dense, conv/,
    );
  });
});

describe("architectures that do not fit", () => {
  const image = [16, 64, 7, 7];
  it.each<[string, Layer, number[], string]>([
    [
      "dense on images",
      { kind: "dense", units: 3 },
      image,
      "needs [N, features], got [N, 64, 7, 7]; put a flatten before it",
    ],
    [
      "conv on features",
      { kind: "conv", filters: 3, kernel: 3 },
      [16, 20],
      "needs [N, channels, length] or [N, channels, height, width], got [N, 20]; put a reshape before it",
    ],
    [
      "a kernel larger than the input",
      { kind: "conv", filters: 3, kernel: [3, 9], padding: [0, 0] },
      image,
      "needs at least [N, 64, 3, 9], got [N, 64, 7, 7]; use a smaller kernel, more padding or fewer strides before it",
    ],
    [
      "groups",
      { kind: "conv", filters: 9, kernel: 3, groups: 3 },
      image,
      "needs input channels and filters divisible by groups 3, got [N, 64, 7, 7]; with 9 filters choose groups that divide both",
    ],
    [
      "two kernel sizes for one axis",
      { kind: "conv", filters: 9, kernel: [3, 3] },
      [16, 1, 100],
      "kernel: needs one number, or a list with one for each spatial axis (1), got a list of 2",
    ],
    [
      "output padding",
      { kind: "convTranspose", filters: 1, kernel: 3, stride: 2, outputPadding: 2 },
      image,
      "outputPadding: must be below the stride 2, got 2",
    ],
    [
      "pool",
      { kind: "maxPool", size: 8 },
      image,
      "needs at least [N, 64, 8, 8], got [N, 64, 7, 7]; use a smaller size, more padding or fewer strides before it",
    ],
    [
      "pool padding",
      { kind: "averagePool", size: 2, padding: 2 },
      image,
      "padding: must be at most half the size 2, got 2",
    ],
    [
      "reshape",
      { kind: "reshape", shape: [3, 4] },
      image,
      "needs 12 elements for [N, 3, 4], got [N, 64, 7, 7]; those are 3136 elements, so change the shape or the layer before it",
    ],
    [
      "group norm",
      { kind: "groupNorm", groups: 5 },
      image,
      "needs [N, channels, ...] with channels divisible by groups 5, got [N, 64, 7, 7]; choose groups that divide them",
    ],
    [
      "embedding",
      { kind: "embedding", count: 5, size: 2 },
      image,
      "needs int64 classes, got float32; put it first, on an input of classes",
    ],
    ["crop", { kind: "crop", shape: [5] }, image, "shape: needs one size for each spatial axis (2), got 1"],
    [
      "a residual that flattens",
      { kind: "residual", layers: [{ kind: "flatten" }] },
      image,
      "needs layers that keep [N, features] or [N, channels, ...space], which these turn into [N, 3136], got [N, 64, 7, 7]; move flatten and reshape out of the residual",
    ],
  ])("%s", (_title, layer, shape, message) => {
    const list: Layer[] = [{ kind: "relu" }, layer];
    expect(messageOf(() => apply(list, shape, "encoder"))).toBe(`encoder layer 1 (${layer.kind}): ${message}`);
  });

  it("names nested layers, and the scope where no label is given", () => {
    const layers: Layer[] = [{ kind: "residual", layers: [{ kind: "relu" }, { kind: "dense", units: 2 }] }];
    expect(messageOf(() => apply(layers, image))).toBe(
      "net layer 0 (residual): layer 1 (dense): needs [N, features], got [N, 64, 7, 7]; put a flatten before it",
    );
  });

  it("batch norm cannot train on one value per channel", () => {
    expect(messageOf(() => apply([{ kind: "batchNorm" }], [1, 4], "encoder", true))).toBe(
      "encoder layer 0 (batchNorm): needs more than one value per channel while training, got [N, 4]; use batches of at least 2",
    );
    expect(apply([{ kind: "batchNorm" }], [1, 4]).shape).toEqual([1, 4]);
  });
});

describe("describeLayers", () => {
  const layers: Layer[] = [
    { kind: "conv", filters: 8, kernel: 3, stride: 2, padding: 1 },
    { kind: "batchNorm" },
    { kind: "relu" },
    { kind: "residual", layers: [{ kind: "conv", filters: 16, kernel: 3, padding: 1, bias: false }] },
    { kind: "flatten" },
    { kind: "dense", units: 10 },
  ];

  it("gives shapes without the batch and counts of trained values", () => {
    expect(describeLayers(layers, [1, 28, 27])).toEqual([
      { kind: "conv", outputShape: [8, 14, 14], parameters: 8 * 9 + 8 },
      { kind: "batchNorm", outputShape: [8, 14, 14], parameters: 16 },
      { kind: "relu", outputShape: [8, 14, 14], parameters: 0 },
      { kind: "residual", outputShape: [16, 14, 14], parameters: 16 * 8 * 9 + 16 * 8 },
      { kind: "flatten", outputShape: [3136], parameters: 0 },
      { kind: "dense", outputShape: [10], parameters: 31370 },
    ]);
    expect(countParameters(layers, [1, 28, 27])).toBe(80 + 16 + 1280 + 31370);
  });

  it("feeds classes to a list that begins with an embedding", () => {
    const text: Layer[] = [{ kind: "embedding", count: 20, size: 4 }, { kind: "flatten" }];
    expect(describeLayers(text, [6]).map(({ outputShape }) => outputShape)).toEqual([[6, 4], [24]]);
  });

  it("names the layer that does not fit", () => {
    expect(messageOf(() => describeLayers([{ kind: "dense", units: 2 }], [1, 28, 28], "encoder"))).toMatch(
      /^encoder layer 0 \(dense\)/,
    );
  });
});
