import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { evaluate, grad, input, mul, Scope, sum } from "../graph/index.ts";
import { applyLayers, type Layer, parseLayers } from "./index.ts";

interface Values {
  shape: number[];
  data: number[];
}

interface Case {
  name: string;
  kind: string;
  options: Record<string, unknown>;
  input: Values;
  weights: Record<string, Values>;
  output: Values;
  cotangent: Values;
  inputGradient?: Values;
  weightGradients: Record<string, Values>;
  buffers?: Record<string, Values>;
  buffersAfter?: Record<string, Values>;
}

interface Activation {
  name: string;
  x: number[];
  y: number[];
  derivative: number[];
}

const fixture = JSON.parse(readFileSync(new URL("../../test/fixtures/nn.json", import.meta.url), "utf8")) as {
  layers: Case[];
  activations: Activation[];
};

// torch's name -> our kind, and torch's option -> ours.
const KINDS: Record<string, string> = {
  linear: "dense",
  conv: "conv",
  "conv-transpose": "convTranspose",
  "max-pool": "maxPool",
  "avg-pool": "averagePool",
  "batch-norm": "batchNorm",
  "layer-norm": "layerNorm",
  "group-norm": "groupNorm",
  "upsample-nearest": "upsample",
  embedding: "embedding",
};
const OPTIONS: Record<string, string> = {
  out_features: "units",
  out_channels: "filters",
  kernel_size: "kernel",
  output_padding: "outputPadding",
  num_groups: "groups",
  eps: "epsilon",
  num_embeddings: "count",
  embedding_dim: "size",
  scale_factor: "factor",
};
const SAME = ["bias", "stride", "padding", "dilation", "groups", "momentum"];

function layerOf({ kind, options }: Case): Layer {
  const ours = KINDS[kind.replace(/[12]d$/, "")]!;
  const layer: Record<string, unknown> = { kind: ours };
  for (const [name, value] of Object.entries(options)) {
    const pooled = name === "kernel_size" && ours.endsWith("Pool");
    const key = pooled ? "size" : SAME.includes(name) ? name : OPTIONS[name];
    if (key !== undefined) layer[key] = value;
  }
  return parseLayers([layer])[0]!;
}

// What we do not offer: dense layers on rank 3, and average pooling that leaves padding out of the mean.
const NOT_OFFERED = ["linear on rank 3", "avg-pool2d, padding not counted"];

function expectClose(got: ArrayLike<number>, want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    expect(Math.abs(got[i]! - value) / Math.max(1, Math.abs(value))).toBeLessThan(2e-7);
  });
}

describe("layers against PyTorch", () => {
  it.each(fixture.layers.filter(({ name }) => !NOT_OFFERED.includes(name)))("$name", (reference) => {
    const layer = layerOf(reference);
    const scope = new Scope({ training: reference.options.training === true });
    const x = input("x", reference.input.shape, layer.kind === "embedding" ? "int64" : "float32");
    const y = applyLayers([layer], x, scope);
    expect(y.shape).toEqual(reference.output.shape);

    const trained = scope.variables().filter((variable) => variable.trained);
    expect(trained.map(({ name }) => name).sort()).toEqual(
      Object.keys(reference.weights)
        .map((name) => `0.${name}`)
        .sort(),
    );
    for (const { name, tensor } of trained) expect(tensor.shape).toEqual(reference.weights[name.slice(2)]!.shape);

    const loss = sum(mul(y, input("cotangent", y.shape)));
    const wrt = [...trained.map(({ tensor }) => tensor), ...(x.dtype === "float32" ? [x] : [])];
    const feeds: Record<string, number[]> = { x: reference.input.data, cotangent: reference.cotangent.data };
    for (const [name, { data }] of Object.entries({ ...reference.weights, ...reference.buffers }))
      feeds[`0.${name}`] = data;
    const updates = [...scope.updates()];
    const [output, ...rest] = evaluate([y, ...grad(loss, wrt), ...updates.map(([, value]) => value)], feeds);

    expectClose(output!.data, reference.output.data);
    trained.forEach(({ name }, i) => {
      expectClose(rest[i]!.data, reference.weightGradients[name.slice(2)]!.data);
    });
    if (reference.inputGradient) expectClose(rest[trained.length]!.data, reference.inputGradient.data);
    if (reference.options.training === true) {
      expect(updates.map(([name]) => name)).toEqual(["0.running_mean", "0.running_var"]);
    }
    updates.forEach(([name], i) => {
      expectClose(rest[wrt.length + i]!.data, reference.buffersAfter![name.slice(2)]!.data);
    });
  });

  const ACTIVATIONS: Record<string, Layer> = {
    leaky_relu: { kind: "leakyRelu" },
    "leaky_relu_0.2": { kind: "leakyRelu", slope: 0.2 },
    elu: { kind: "elu" },
    gelu_tanh: { kind: "geluTanh" },
    logsigmoid: { kind: "logSigmoid" },
    hardsigmoid: { kind: "hardSigmoid" },
    hardswish: { kind: "hardSwish" },
  };

  it.each(fixture.activations.filter(({ name }) => name !== "exp"))(
    "activation $name",
    ({ name, x, y, derivative }) => {
      const layer = ACTIVATIONS[name] ?? parseLayers([{ kind: name }])[0]!;
      const at = input("x", [1, x.length]);
      const out = applyLayers([layer], at, new Scope({ training: true }));
      const [value, slope] = evaluate([out, ...grad(sum(out), [at])], { x });
      expectClose(value!.data, y);
      expectClose(slope!.data, derivative);
    },
  );
});

describe("dropout", () => {
  const shape = [200, 100];
  const apply = (training: boolean) => {
    const scope = new Scope({ training });
    const x = input("x", shape);
    return applyLayers([{ kind: "dropout", rate: 0.3 }], x, scope.child("encoder"));
  };

  it("drops the given share while training and keeps the expectation", () => {
    const noise = new Generator(1, "noise").fillUniform(new Float32Array(20_000));
    const ones = new Array<number>(20_000).fill(1);
    const [y] = evaluate([apply(true)], { x: ones, "noise:uniform:encoder.0.dropout": noise });
    const values = [...y!.data];
    expect(new Set(values.map((v) => v.toFixed(6)))).toEqual(new Set(["0.000000", (1 / 0.7).toFixed(6)]));
    // five deviations of the share and of the mean
    const share = values.filter((v) => v === 0).length / values.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 20_000));
    expect(Math.abs(values.reduce((a, b) => a + b) / values.length - 1)).toBeLessThan(
      (5 * Math.sqrt(0.3 / 0.7)) / Math.sqrt(20_000),
    );
  });

  it("does nothing outside training", () => {
    expect(apply(false).op).toBe("input");
  });
});

describe("spatial layers", () => {
  const output = (layers: Layer[], shape: number[]) =>
    applyLayers(layers, input("x", [2, ...shape]), new Scope({ training: false })).shape.slice(1);

  it.each([1, 2, 3])("padding same gives ceil(size / stride) for stride %i", (stride) => {
    for (let size = 1; size <= 12; size++) {
      for (const kernel of [1, 2, 3, 5]) {
        const layer: Layer = { kind: "conv", filters: 2, kernel, stride, padding: "same" };
        expect(output([layer], [1, size])).toEqual([2, Math.ceil(size / stride)]);
      }
    }
  });

  it("crop cuts or pads about the middle, an odd difference at the end", () => {
    const crop = (data: number[], size: number) => {
      const y = applyLayers(
        [{ kind: "crop", shape: [size] }],
        input("x", [1, 1, data.length]),
        new Scope({ training: false }),
      );
      return [...evaluate([y], { x: data })[0]!.data];
    };
    expect(crop([1, 2, 3, 4], 3)).toEqual([1, 2, 3]);
    expect(crop([1, 2, 3, 4, 5], 3)).toEqual([2, 3, 4]);
    expect(crop([1, 2], 3)).toEqual([1, 2, 0]);
    expect(crop([1, 2], 4)).toEqual([0, 1, 2, 0]);
  });

  it("padding pairs place the zeros before and after", () => {
    const layer: Layer = { kind: "conv", filters: 1, kernel: 1, padding: [[2, 1]], bias: false };
    const y = applyLayers([layer], input("x", [1, 1, 2]), new Scope({ training: false }));
    expect([...evaluate([y], { x: [3, 4], "0.weight": [1] })[0]!.data]).toEqual([0, 0, 3, 4, 0]);
  });
});

describe("residual", () => {
  const trace = (layers: Layer[], shape: number[]) => {
    const scope = new Scope({ training: false });
    const y = applyLayers([{ kind: "residual", layers }], input("x", [2, ...shape]), scope);
    return { y, names: scope.variables().map(({ name, tensor }) => `${name} [${tensor.shape.join(", ")}]`) };
  };

  it("adds the input itself where the shape stays", () => {
    const { y, names } = trace([{ kind: "dense", units: 2, bias: false }], [2]);
    expect(names).toEqual(["0.layers.0.weight [2, 2]"]);
    const [out] = evaluate([y], { x: [1, 2, 3, 4], "0.layers.0.weight": [0, 1, 1, 0] });
    expect([...out!.data]).toEqual([3, 3, 7, 7]);
  });

  it("projects features where their number changes", () => {
    const { y, names } = trace([{ kind: "dense", units: 3, bias: false }], [2]);
    expect(y.shape).toEqual([2, 3]);
    expect(names).toEqual(["0.layers.0.weight [3, 2]", "0.shortcut.weight [3, 2]"]);
  });

  it("projects images with a kernel of 1 that follows stride and upsampling", () => {
    const down = trace([{ kind: "conv", filters: 6, kernel: 3, stride: 2, padding: 1, bias: false }], [4, 9, 6]);
    expect(down.y.shape).toEqual([2, 6, 5, 3]);
    expect(down.names).toEqual(["0.layers.0.weight [6, 4, 3, 3]", "0.shortcut.weight [6, 4, 1, 1]"]);
    const up = trace([{ kind: "convTranspose", filters: 4, kernel: 4, stride: 2, padding: 1 }], [6, 5, 3]);
    expect(up.y.shape).toEqual([2, 4, 10, 6]);
  });

  it("takes every second element for a shortcut of stride 2", () => {
    const { y } = trace([{ kind: "conv", filters: 1, kernel: 1, stride: 2, bias: false }], [1, 4]);
    const [out] = evaluate([y], { x: [1, 2, 3, 4, 5, 6, 7, 8], "0.layers.0.weight": [0], "0.shortcut.weight": [1] });
    expect([...out!.data]).toEqual([1, 3, 5, 7]);
  });
});
