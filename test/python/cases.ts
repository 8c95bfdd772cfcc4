// Models that the test of PyTorch compares, with small data for them.

import { Generator } from "../../src/array/index.ts";
import { byteImages, type Dataset, defaultColumnNames, tableDataset } from "../../src/data/index.ts";
import type { Json } from "../../src/models/index.ts";
import { digits } from "../train/helpers.ts";

/** A model to train for an epoch and then to open in PyTorch. */
export interface Case {
  readonly title: string;
  readonly data: () => Dataset;
  readonly preset: string;
  readonly config?: { readonly [key: string]: Json };
}

// Every kind of layer, with the options in which libraries differ: uneven padding, groups, dilation, odd sizes.
const pictureLayers: readonly Json[] = [
  { kind: "conv", filters: 8, kernel: 4, stride: 2, padding: "same" },
  { kind: "batchNorm" },
  { kind: "leakyRelu", slope: 0.1 },
  { kind: "conv", filters: 12, kernel: [3, 2], padding: [[2, 0], 1], groups: 4, bias: false },
  { kind: "layerNorm" },
  { kind: "elu", alpha: 0.7 },
  { kind: "conv", filters: 12, kernel: 3, dilation: 2, padding: 2 },
  { kind: "groupNorm", groups: 3, epsilon: 1e-3 },
  { kind: "mish" },
  { kind: "averagePool", size: 3, stride: 2, padding: 1 },
  { kind: "residual", layers: [{ kind: "conv", filters: 10, kernel: 3, stride: 2, padding: 1 }, { kind: "selu" }] },
  { kind: "upsample", factor: 2 },
  {
    kind: "residual",
    layers: [
      { kind: "upsample", factor: [2, 1] },
      { kind: "crop", shape: [15, 14] },
    ],
  },
  { kind: "crop", shape: [13, 15] },
  { kind: "convTranspose", filters: 9, kernel: 3, stride: 2, padding: [[1, 0], 1], outputPadding: 1 },
  { kind: "maxPool", size: 2 },
  { kind: "hardSwish" },
  { kind: "dropout", rate: 0.2 },
  { kind: "flatten" },
];
const rowLayers: readonly Json[] = [
  { kind: "dense", units: 12 },
  { kind: "batchNorm" },
  { kind: "reshape", shape: [2, 6] },
  { kind: "conv", filters: 4, kernel: 3, padding: "same", stride: 2 },
  { kind: "residual", layers: [{ kind: "convTranspose", filters: 6, kernel: 2, stride: 2 }, { kind: "tanh" }] },
  { kind: "averagePool", size: 2 },
  { kind: "flatten" },
  { kind: "residual", layers: [{ kind: "dense", units: 7 }, { kind: "softplus" }] },
  { kind: "dense", units: 8 },
  { kind: "gelu" },
  { kind: "dense", units: 8 },
  { kind: "geluTanh" },
];
const saturating = ["sigmoid", "hardSigmoid", "softsign", "logSigmoid", "silu"];
const activationLayers: readonly Json[] = saturating.flatMap((kind) => [{ kind: "dense", units: 32 }, { kind }]);

/** Presets, and between them every kind of layer and likelihood that a saved model has. */
export const cases: readonly Case[] = [
  { title: "preset mnist", preset: "mnist", data: () => digits(64) },
  { title: "preset conv", preset: "conv", data: () => pictures(64) },
  { title: "preset conv-pool", preset: "conv-pool", data: () => pictures(64) },
  { title: "preset conv-large", preset: "conv-large", data: () => pictures(64) },
  { title: "preset conv-autoencoder", preset: "conv-autoencoder", data: () => pictures(64) },
  { title: "preset vector", preset: "vector", data: () => rows(64) },
  {
    title: "picture layers of every kind, a predicted scale",
    preset: "conv",
    data: () => pictures(64),
    config: { model: { encoder: pictureLayers, likelihood: { kind: "normal", scale: "predicted" } } },
  },
  {
    title: "layers in one dimension, a learned tail",
    preset: "vector",
    data: () => rows(64),
    config: {
      model: {
        encoder: rowLayers,
        init: "he-normal",
        likelihood: { kind: "student-t", scale: "shared", df: "learned" },
      },
    },
  },
  {
    title: "activations that saturate, a scale shared by all columns",
    preset: "vector",
    data: () => rows(64),
    config: {
      model: {
        encoder: activationLayers,
        init: { kind: "normal", deviation: 1 },
        likelihood: { kind: "laplace", scale: "shared" },
      },
    },
  },
  {
    title: "a discretised logistic",
    preset: "conv-pool",
    data: () => pictures(64),
    config: { model: { likelihood: { kind: "discretised-logistic", scale: "per-dimension" } } },
  },
  {
    title: "a continuous Bernoulli",
    preset: "mnist",
    data: () => digits(64),
    config: { model: { likelihood: { kind: "continuous-bernoulli" } } },
  },
];

// Smooth colours with noise, 33x47.
function pictures(count: number): Dataset {
  const g = new Generator(1, "pictures");
  const [channels, height, width] = [3, 33, 47];
  const pixels = new Uint8Array(count * channels * height * width);
  for (let start = 0; start < pixels.length; start += height * width) {
    const [base, down, across] = [g.uniform() * 128, g.uniform() * 64, g.uniform() * 64];
    for (let i = 0; i < height * width; i++) {
      const [y, x] = [Math.floor(i / width) / height, (i % width) / width];
      pixels[start + i] = base + down * y + across * x * g.uniform();
    }
  }
  return byteImages("pictures", pixels, { channels: 3, height, width });
}

/** Rows of nine columns. */
export function rows(count: number): Dataset {
  const g = new Generator(1, "rows");
  const values = Float32Array.from({ length: count * 9 }, (_, i) => (i % 9) * 100 + 10 * g.normal());
  return tableDataset("rows", values, defaultColumnNames(9));
}
