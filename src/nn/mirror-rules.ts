// The mirror of each kind of layer: what gives back the shape that came in.

import { type Shape, sizeOf } from "../array/index.ts";
import { ConfigError, internalError } from "../errors.ts";
import type { Layer, LayerKind, LayerOf } from "./layer.ts";
import { type Geometry, geometryOf, spanOf } from "./layers/geometry.ts";
import { poolStride } from "./layers/pooling.ts";

/** Where a mirrored layer stands; shapes of one item, without the batch axis. */
export interface Place {
  /** What came into the encoder's layer. */
  readonly before: Shape;
  /** What the encoder's layer gave, and the mirrored one gets. */
  readonly after: Shape;
  /** What the mirrored layer must give: `before`, or towards the end the wanted outputs. */
  readonly target: Shape;
  /** True for the last layer of the decoder. */
  readonly final: boolean;
  readonly bias: { readonly bias?: false };
}

/** `stays`: keeps the shape and follows its layer to the mirrored place. */
type MirrorRule<L> = "stays" | ((layer: L, place: Place) => Layer[]);

type Padding = NonNullable<LayerOf<"convTranspose">["padding"]>;

/** The mirror of each kind. */
export const mirrorRules: { readonly [K in LayerKind]: MirrorRule<LayerOf<K>> } = {
  dense: ({ init, biasInit }, { target, bias }) => [
    { kind: "dense", units: target[0]!, ...bias, ...given({ init, biasInit }) },
  ],
  // H = (h - 1) stride - padding + span + outputPadding, with the remainder that the strided windows left over
  conv(layer, { before, target, bias }) {
    const space = before.slice(1);
    const geometry = geometryOf(layer, space);
    const left = space.map((n, i) => {
      const [first, second] = geometry.padding[i]!;
      return (n + first + second - spanOf(geometry, i)) % geometry.stride[i]!;
    });
    const outputPadding = left.some((n) => n > 0) ? { outputPadding: collapse(left) } : {};
    expectGroups(layer, target);
    return [{ kind: "convTranspose", filters: target[0]!, ...mirrored(layer, geometry), ...outputPadding, ...bias }];
  },
  convTranspose(layer, { before, target, bias }) {
    expectGroups(layer, target);
    return [{ kind: "conv", filters: target[0]!, ...mirrored(layer, geometryOf(layer, before.slice(1))), ...bias }];
  },
  maxPool: unpool,
  averagePool: unpool,
  upsample: ({ factor }) => [{ kind: "averagePool", size: factor }],
  crop: (_layer, { before }) => [{ kind: "crop", shape: before.slice(1) }],
  flatten: (_layer, { before, target }) => (before.length === 1 ? [] : [{ kind: "reshape", shape: target }]),
  reshape: (_layer, { target }) => [target.length === 1 ? { kind: "flatten" } : { kind: "reshape", shape: target }],
  residual() {
    throw internalError("a residual is mirrored by mirrorLayers");
  },
  embedding() {
    throw new ConfigError("classes have no mirror; write the decoder's layers");
  },
  batchNorm: "stays",
  layerNorm: "stays",
  groupNorm: "stays",
  dropout: "stays",
  leakyRelu: "stays",
  elu: "stays",
  relu: "stays",
  selu: "stays",
  gelu: "stays",
  geluTanh: "stays",
  silu: "stays",
  mish: "stays",
  softplus: "stays",
  softsign: "stays",
  tanh: "stays",
  sigmoid: "stays",
  logSigmoid: "stays",
  hardSigmoid: "stays",
  hardSwish: "stays",
};

/** The shape that a mirrored layer must get so that it can give `target` where that differs from `before`. */
export function targetBefore(layer: Layer, { before, after, target }: Omit<Place, "final" | "bias">): Shape {
  switch (layer.kind) {
    case "flatten":
      return [sizeOf(target)];
    case "reshape": {
      const first = (after[0]! * sizeOf(target)) / sizeOf(before);
      if (Number.isInteger(first)) return [first, ...after.slice(1)];
      throw new ConfigError(
        `mirror: outputs [${target.join(", ")}] do not reshape to [..., ${after.slice(1).join(", ")}]; write the decoder's layers`,
      );
    }
    case "maxPool":
    case "averagePool":
    case "upsample":
    case "crop":
      return [target[0]!, ...after.slice(1)];
    default:
      return after;
  }
}

// Nearest upsampling by the stride, then cropped or padded to the size that came in.
function unpool(layer: LayerOf<"maxPool"> | LayerOf<"averagePool">, { before, after }: Place): Layer[] {
  const space = before.slice(1);
  const factor = poolStride(layer, space.length);
  const exact = space.every((n, i) => n === after[i + 1]! * factor[i]!);
  return [
    ...(factor.some((f) => f > 1) ? [{ kind: "upsample", factor: collapse(factor) } as const] : []),
    ...(exact ? [] : [{ kind: "crop", shape: space } as const]),
  ];
}

// The options that a convolution and its mirror share; `same` becomes the numbers it stood for.
function mirrored(layer: LayerOf<"conv"> | LayerOf<"convTranspose">, { padding }: Geometry) {
  const { kernel, stride, dilation, groups, init, biasInit } = layer;
  const sides = padding.map(([before, after]) => (before === after ? before : ([before, after] as const)));
  const [first] = sides;
  const symmetric = typeof first === "number" && sides.every((side) => side === first);
  const framed = { padding: (symmetric ? first : sides) as Padding };
  return {
    kernel,
    ...given({ stride }),
    ...(first === 0 && symmetric ? {} : framed),
    ...given({ dilation, groups, init, biasInit }),
  };
}

function expectGroups({ groups = 1 }: { groups?: number }, target: Shape): void {
  if (target[0]! % groups === 0) return;
  throw new ConfigError(`outputs must be divisible by groups ${groups}, got ${target[0]}; write the decoder's layers`);
}

function collapse(list: readonly number[]): number | readonly number[] {
  return list.every((n) => n === list[0]) ? list[0]! : list;
}

// The entries that are there: JSON has no undefined.
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}
