import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.ts";
import { describeLayers, type Layer, mirrorLayers, outputShapeOf, parseLayers } from "./index.ts";

const kinds = (layers: readonly Layer[]) => layers.map(({ kind }) => kind);

// Both sides of the mirror: from a code of 8 with the head, and from the encoder's own output without.
function expectMirror(encoder: Layer[], shape: number[], outputs = shape): Layer[] {
  const decoder = mirrorLayers(encoder, shape, { outputs });
  expect(outputShapeOf(decoder, [8])).toEqual(outputs);
  const bare = mirrorLayers(encoder, shape, { outputs, head: false });
  expect(outputShapeOf(bare, outputShapeOf(encoder, shape))).toEqual(outputs);
  expect(parseLayers(JSON.parse(JSON.stringify(decoder)))).toEqual(decoder);
  return decoder;
}

describe("mirrorLayers", () => {
  it("reverses a dense stack with the sizes that came in and no activation at the end", () => {
    const encoder: Layer[] = [
      { kind: "flatten" },
      { kind: "dense", units: 400 },
      { kind: "relu" },
      { kind: "dense", units: 50 },
      { kind: "tanh" },
    ];
    expect(expectMirror(encoder, [1, 28, 28])).toEqual([
      { kind: "dense", units: 50 },
      { kind: "tanh" },
      { kind: "dense", units: 400 },
      { kind: "relu" },
      { kind: "dense", units: 784 },
      { kind: "reshape", shape: [1, 28, 28] },
    ]);
  });

  it("makes transposed convolutions whose output padding gives the size that came in", () => {
    const encoder: Layer[] = [
      { kind: "conv", filters: 32, kernel: 3, stride: 2, padding: 1 },
      { kind: "relu" },
      { kind: "conv", filters: 64, kernel: 4, stride: 2, padding: 1 },
      { kind: "gelu" },
      { kind: "flatten" },
    ];
    expect(expectMirror(encoder, [3, 28, 21])).toEqual([
      { kind: "dense", units: 64 * 7 * 5 },
      { kind: "reshape", shape: [64, 7, 5] },
      { kind: "gelu" },
      { kind: "convTranspose", filters: 32, kernel: 4, stride: 2, padding: 1, outputPadding: [0, 1] },
      { kind: "relu" },
      { kind: "convTranspose", filters: 3, kernel: 3, stride: 2, padding: 1, outputPadding: [1, 0] },
    ]);
  });

  it("keeps norms before activations and bias beside them", () => {
    const block = (filters: number): Layer[] => [
      { kind: "conv", filters, kernel: 4, stride: 2, padding: 1, bias: false },
      { kind: "batchNorm" },
      { kind: "silu" },
    ];
    const decoder = expectMirror([...block(8), ...block(16)], [3, 16, 16]);
    expect(kinds(decoder)).toEqual([
      "dense",
      "reshape",
      "batchNorm",
      "silu",
      "convTranspose",
      "batchNorm",
      "silu",
      "convTranspose",
    ]);
    expect(decoder.map((layer) => "bias" in layer && layer.bias === false)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it("turns pooling into upsampling, with a crop only where sizes do not divide", () => {
    const encoder: Layer[] = [
      { kind: "conv", filters: 4, kernel: 3, padding: "same" },
      { kind: "relu" },
      { kind: "maxPool", size: 2 },
    ];
    expect(kinds(expectMirror(encoder, [1, 8, 8]))).toEqual(["dense", "reshape", "upsample", "relu", "convTranspose"]);
    const odd = expectMirror(encoder, [1, 9, 8]);
    expect(odd[3]).toEqual({ kind: "crop", shape: [9, 8] });
  });

  it("mirrors residuals within, pre-activation blocks as such", () => {
    const encoder: Layer[] = [
      { kind: "conv", filters: 8, kernel: 3, padding: 1 },
      {
        kind: "residual",
        layers: [
          { kind: "groupNorm", groups: 4 },
          { kind: "silu" },
          { kind: "conv", filters: 8, kernel: 3, padding: 1 },
          { kind: "relu" },
          { kind: "conv", filters: 16, kernel: 3, stride: 2, padding: 1 },
        ],
      },
    ];
    const residual = expectMirror(encoder, [3, 15, 12])[2]!;
    expect(residual.kind === "residual" && kinds(residual.layers)).toEqual([
      "groupNorm",
      "silu",
      "convTranspose",
      "relu",
      "convTranspose",
    ]);
  });

  it("ends with other channels or units where outputs say so", () => {
    expect(expectMirror([{ kind: "conv", filters: 8, kernel: 3 }], [3, 9, 9], [6, 9, 9]).at(-1)).toMatchObject({
      filters: 6,
    });
    expect(expectMirror([{ kind: "dense", units: 8 }], [5], [10]).at(-1)).toMatchObject({ units: 10 });
    const flat: Layer[] = [{ kind: "flatten" }, { kind: "dropout", rate: 0.2 }, { kind: "dense", units: 8 }];
    expect(expectMirror(flat, [1, 6, 5], [2, 6, 5]).slice(-2)).toEqual([
      { kind: "dense", units: 60 },
      { kind: "reshape", shape: [2, 6, 5] },
    ]);
    const unfolded: Layer[] = [
      { kind: "reshape", shape: [1, 4, 4] },
      { kind: "conv", filters: 2, kernel: 3 },
    ];
    expect(expectMirror(unfolded, [16], [32]).slice(-2)).toEqual([
      { kind: "convTranspose", filters: 2, kernel: 3 },
      { kind: "flatten" },
    ]);
  });

  it("mirrors an empty encoder to one dense layer", () => {
    expect(mirrorLayers([], [2, 3])).toEqual([
      { kind: "dense", units: 6 },
      { kind: "reshape", shape: [2, 3] },
    ]);
  });

  it("says what it cannot mirror", () => {
    expect(() => mirrorLayers([{ kind: "embedding", count: 5, size: 2 }], [7])).toThrow(
      new ConfigError("mirror of encoder layer 0 (embedding): classes have no mirror; write the decoder's layers"),
    );
    expect(() => mirrorLayers([{ kind: "conv", filters: 2, kernel: 3 }], [1, 9, 9], { outputs: [1, 8, 9] })).toThrow(
      "mirror: outputs may differ from the encoder's input [1, 9, 9] in the first size only, got [1, 8, 9]",
    );
    const grouped: Layer[] = [{ kind: "conv", filters: 4, kernel: 3, groups: 2 }];
    expect(() => mirrorLayers(grouped, [4, 9, 9], { outputs: [3, 9, 9] })).toThrow(
      "mirror of encoder layer 0 (conv): outputs must be divisible by groups 2, got 3; write the decoder's layers",
    );
    expect(() => mirrorLayers([{ kind: "maxPool", size: 2 }], [1, 4, 4], { outputs: [2, 4, 4], head: false })).toThrow(
      "mirror: outputs must be reachable, got [2, 4, 4]",
    );
  });
});

// Random encoders, kept only where they fit their input.
const conv = fc.record(
  {
    kind: fc.constant("conv" as const),
    filters: fc.integer({ min: 1, max: 6 }),
    kernel: fc.oneof(
      fc.integer({ min: 1, max: 5 }),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    ),
    stride: fc.oneof(
      fc.integer({ min: 1, max: 3 }),
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    ),
    padding: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant("same" as const), fc.constant([[0, 1], 2] as const)),
    dilation: fc.integer({ min: 1, max: 2 }),
    bias: fc.boolean(),
  },
  { requiredKeys: ["kind", "filters", "kernel"] },
);
const pool = fc.record(
  {
    kind: fc.constantFrom("maxPool" as const, "averagePool" as const),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 1 }),
  },
  { requiredKeys: ["kind", "size"] },
);
const steady = fc.constantFrom<Layer>(
  { kind: "relu" },
  { kind: "batchNorm" },
  { kind: "layerNorm" },
  { kind: "dropout", rate: 0.1 },
);
const plain = fc.oneof(
  { weight: 4, arbitrary: conv },
  pool,
  steady,
  fc.constant<Layer>({ kind: "upsample", factor: 2 }),
);
const residual = fc.record({
  kind: fc.constant("residual" as const),
  layers: fc.array(plain, { minLength: 1, maxLength: 3 }),
});
const encoders = fc.tuple(
  fc.array(fc.oneof({ weight: 5, arbitrary: plain }, residual), { minLength: 1, maxLength: 5 }),
  fc.constantFrom<Layer[]>(
    [],
    [{ kind: "flatten" }],
    [{ kind: "flatten" }, { kind: "dense", units: 7 }, { kind: "elu" }],
  ),
);
const shapes = fc.tuple(fc.constantFrom(1, 3, 4), fc.integer({ min: 1, max: 65 }), fc.integer({ min: 1, max: 47 }));

function fits(layers: Layer[], shape: number[]): boolean {
  try {
    return describeLayers(layers, shape).every(({ outputShape }) => outputShape.every((n) => n < 300));
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

describe("mirrorLayers of random encoders", () => {
  it("gives exactly the input's shape for any sizes", () => {
    let kept = 0;
    fc.assert(
      fc.property(encoders, shapes, ([body, end], shape) => {
        const encoder = [...body, ...end];
        fc.pre(fits(encoder, shape));
        expectMirror(encoder, shape);
        kept++;
      }),
      { seed: 11, numRuns: 600, maxSkipsPerRun: 20 },
    );
    expect(kept).toBe(600);
  });

  it("never fails for want of shape on a strided stack, down to one pixel", () => {
    for (let height = 1; height <= 65; height += 4) {
      for (let width = 1; width <= 47; width++) {
        const block: Layer[] = [{ kind: "conv", filters: 2, kernel: 3, stride: 2, padding: 1 }, { kind: "relu" }];
        const decoder = mirrorLayers([...block, ...block, ...block], [3, height, width]);
        expect(outputShapeOf(decoder, [4])).toEqual([3, height, width]);
      }
    }
  });
});
