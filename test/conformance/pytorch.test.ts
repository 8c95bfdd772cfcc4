// Parity with PyTorch: the operations under its layers, and its activations, against recorded results and gradients.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as g from "../../src/graph/index.ts";

interface Recorded {
  readonly shape: number[];
  readonly data: number[];
}

interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, number | number[] | boolean>>;
  readonly input: Recorded;
  readonly weights: Readonly<Record<string, Recorded>>;
  readonly output: Recorded;
  readonly cotangent: Recorded;
  readonly inputGradient?: Recorded;
  readonly weightGradients: Readonly<Record<string, Recorded>>;
}

interface Activation {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
  readonly derivative: number[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/nn.json", import.meta.url), "utf8")) as {
  layers: Layer[];
  activations: Activation[];
};

type Build = (x: g.Tensor, weights: Readonly<Record<string, g.Tensor>>, layer: Layer) => g.Tensor;

const geometry = ({ options }: Layer): g.ConvTransposeOptions & g.PoolOptions => ({
  stride: (options.stride as number | number[]) ?? 1,
  padding: (options.padding as number | number[]) ?? 0,
  dilation: (options.dilation as number | number[]) ?? 1,
  groups: (options.groups as number) ?? 1,
});

// A bias of one number per channel.
function biased(y: g.Tensor, bias: g.Tensor | undefined): g.Tensor {
  return bias === undefined ? y : g.add(y, g.reshape(bias, [-1, ...y.shape.slice(2).map(() => 1)]));
}

const conv: Build = (x, { weight, bias }, layer) => biased(g.conv(x, weight!, geometry(layer)), bias);

const convTranspose: Build = (x, { weight, bias }, layer) => {
  const outputPadding = (layer.options.output_padding as number | number[]) ?? 0;
  return biased(g.convTranspose(x, weight!, { ...geometry(layer), outputPadding }), bias);
};

const upsample: Build = (x, _weights, { options }) => g.upsampleNearest(x, options.scale_factor as number | number[]);

const kernelOf = ({ options }: Layer) => options.kernel_size as number | number[];

const builders: Readonly<Record<string, Build>> = {
  linear(x, { weight, bias }) {
    if (bias !== undefined && x.shape.length === 2) return g.gemm(x, weight!, bias, { transposeB: true });
    const product = g.matmul(x, weight!, { transposeB: true });
    return bias === undefined ? product : g.add(product, bias);
  },
  conv1d: conv,
  conv2d: conv,
  "conv-transpose1d": convTranspose,
  "conv-transpose2d": convTranspose,
  "max-pool2d": (x, _weights, layer) => g.maxPool(x, kernelOf(layer), geometry(layer)),
  "avg-pool2d": (x, _weights, layer) => g.averagePool(x, kernelOf(layer), geometry(layer)),
  embedding: (x, { weight }) => g.gather(weight!, x),
  "upsample-nearest1d": upsample,
  "upsample-nearest2d": upsample,
};

// The engine's average counts padding; layers of several operations belong to the nn room.
const elsewhere = ({ name, kind }: Layer) =>
  name === "avg-pool2d, padding not counted" || ["batch-norm", "layer-norm", "group-norm"].includes(kind);

function expectClose(got: g.RefArray, { shape, data }: Recorded, limit: number): void {
  expect(got.shape).toEqual(shape);
  const error = data.reduce((worst, v, i) => Math.max(worst, Math.abs(got.data[i]! - v) / Math.max(1, Math.abs(v))), 0);
  expect(error).toBeLessThan(limit);
}

describe("PyTorch layers", () => {
  const layers = fixture.layers.filter((layer) => !elsewhere(layer));

  it("are all here that are one operation", () => {
    expect(fixture.layers.length).toBe(39);
    expect(layers.length).toBe(29);
  });

  it.each(layers)("$name: output and gradients agree", (layer) => {
    const integers = layer.inputGradient === undefined;
    const x = g.input("input", layer.input.shape, integers ? "int64" : "float32");
    const weights = Object.fromEntries(Object.entries(layer.weights).map(([n, { shape }]) => [n, g.input(n, shape)]));
    const y = builders[layer.kind]!(x, weights, layer);
    const cotangent = g.input("cotangent", layer.cotangent.shape);
    const wrt = integers ? Object.values(weights) : [x, ...Object.values(weights)];
    const [output, ...grads] = g.evaluate([y, ...g.vjp([y], [cotangent], wrt)], {
      input: layer.input.data,
      cotangent: layer.cotangent.data,
      ...Object.fromEntries(Object.entries(layer.weights).map(([name, { data }]) => [name, data])),
    });
    // The box of an average is a float32 constant.
    const limit = layer.kind === "avg-pool2d" ? 1e-7 : 1e-12;
    expectClose(output!, layer.output, limit);
    const expected = [...(integers ? [] : [layer.inputGradient!]), ...Object.values(layer.weightGradients)];
    expect(grads.length).toBe(expected.length);
    grads.forEach((grad, i) => {
      expectClose(grad, expected[i]!, limit);
    });
  });
});

const activations: Readonly<Record<string, (x: g.Tensor) => g.Tensor>> = {
  relu: g.relu,
  leaky_relu: g.leakyRelu,
  "leaky_relu_0.2": (x) => g.leakyRelu(x, 0.2),
  elu: g.elu,
  selu: g.selu,
  gelu: g.gelu,
  gelu_tanh: g.geluTanh,
  silu: g.silu,
  mish: g.mish,
  softplus: g.softplus,
  logsigmoid: g.logSigmoid,
  hardsigmoid: g.hardSigmoid,
  hardswish: g.hardSwish,
  softsign: g.softsign,
  tanh: g.tanh,
  sigmoid: g.sigmoid,
  exp: g.exp,
};

describe("PyTorch activations", () => {
  it("are all here", () => {
    expect(fixture.activations.map(({ name }) => name)).toEqual(Object.keys(activations));
  });

  it.each(fixture.activations)("$name: values and derivatives agree", ({ name, x, y, derivative }) => {
    const node = g.input("x", [x.length]);
    const value = activations[name]!(node);
    const [got, slope] = g.evaluate([value, ...g.grad(g.sum(value), [node])], { x });
    // Constants of the compositions are float32.
    expectClose(got!, { shape: [x.length], data: y }, 1e-7);
    expectClose(slope!, { shape: [x.length], data: derivative }, 1e-6);
  });
});
