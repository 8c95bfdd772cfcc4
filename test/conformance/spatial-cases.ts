// Cases of convolutions, pooling and upsampling in one and two dimensions.

import fc from "fast-check";
import * as g from "../../src/graph/index.ts";
import type { OpCase } from "./op-case.ts";
import { cases, real } from "./sample.ts";

// One spatial axis: kernel, stride, dilation, padding, and elements beyond the smallest input that fits.
const spatialAxis = fc.record({
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.constantFrom(1, 1, 2),
  before: fc.nat(2),
  after: fc.nat(2),
  extra: fc.nat(4),
  outputPadding: fc.nat(2),
});

const convolution = fc.record({
  axes: fc.array(spatialAxis, { minLength: 1, maxLength: 2 }),
  batch: fc.constantFrom(1, 2, 3),
  groups: fc.constantFrom(1, 1, 1, 2, 3),
  // Four channels and more take another form of the kernel's gradient.
  into: fc.constantFrom(1, 2, 3, 4, 5),
  out: fc.constantFrom(1, 2, 3),
});

type Convolution = typeof convolution extends fc.Arbitrary<infer T> ? T : never;

const optionsOf = ({ axes, groups }: Convolution): g.ConvOptions => ({
  stride: axes.map(({ stride }) => stride),
  dilation: axes.map(({ dilation }) => dilation),
  padding: axes.map(({ before, after }) => [before, after] as const),
  groups,
});

// The input's size: the smallest whose padded length holds the kernel, and some more.
const largeSizes = ({ axes }: Convolution) =>
  axes.map(
    ({ kernel, dilation, before, after, extra }) => Math.max(1, dilation * (kernel - 1) + 1 - before - after) + extra,
  );

const smallSizes = (drawn: Convolution) =>
  largeSizes(drawn).map((size, i) => {
    const { kernel, dilation, before, after, stride } = drawn.axes[i]!;
    return Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
  });

const kernelOf = ({ axes }: Convolution) => axes.map(({ kernel }) => kernel);

// A transposed convolution's output may lose all its elements to padding; then a longer input is taken.
function transposedSizes({ axes }: Convolution): { sizes: number[]; extra: number[] } {
  const extra = axes.map(({ outputPadding, stride }) => Math.min(outputPadding, stride - 1));
  const sizes = axes.map(({ kernel, dilation, before, after, stride, extra: more }, i) => {
    const fixed = dilation * (kernel - 1) + 1 - before - after + extra[i]!;
    return Math.max(1, Math.ceil((1 - fixed) / stride) + 1) + Math.min(more, 2);
  });
  return { sizes, extra };
}

const pooling = fc.record({
  axes: fc.array(
    fc.record({
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.nat(1),
      extra: fc.nat(4),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  lead: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
});

type Pooling = typeof pooling extends fc.Arbitrary<infer T> ? T : never;

function poolingOf({ axes, lead }: Pooling) {
  const kernel = axes.map((axis) => axis.kernel);
  const padding = axes.map((axis) => (axis.kernel > 1 ? axis.padding : 0));
  const sizes = axes.map((axis, i) => Math.max(1, axis.kernel - 2 * padding[i]!) + axis.extra);
  return { shape: [...lead, ...sizes], kernel, options: { stride: axes.map((axis) => axis.stride), padding } };
}

/** Cases of convolutions and pooling. */
export const spatialCases = {
  conv: {
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const x = make.input([batch, groups * into, ...largeSizes(drawn)], real);
      return g.conv(x, make.input([groups * out, into, ...kernelOf(drawn)], real), optionsOf(drawn));
    }),
  },
  convTranspose: {
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const { sizes, extra } = transposedSizes(drawn);
      const x = make.input([batch, groups * into, ...sizes], real);
      const w = make.input([groups * into, out, ...kernelOf(drawn)], real);
      return g.convTranspose(x, w, { ...optionsOf(drawn), outputPadding: extra });
    }),
  },
  convWeightGrad: {
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const x = make.input([batch, groups * into, ...largeSizes(drawn)], real);
      const dy = make.input([batch, groups * out, ...smallSizes(drawn)], real);
      return g.convWeightGrad(x, dy, kernelOf(drawn), optionsOf(drawn));
    }),
  },
  maxPool: {
    draw: cases(pooling, (drawn, make) => {
      const { shape, kernel, options } = poolingOf(drawn);
      return g.maxPool(make.distinct(shape), kernel, options);
    }),
  },
} satisfies Record<string, OpCase>;

/** Cases of the spatial compositions. */
export const spatialCompositeCases = {
  averagePool: {
    draw: cases(pooling, (drawn, make) => {
      const { shape, kernel, options } = poolingOf(drawn);
      return g.averagePool(make.input(shape, real), kernel, options);
    }),
  },
  upsampleNearest: {
    draw: cases(fc.tuple(pooling, fc.integer({ min: 1, max: 3 })), ([drawn, factor], make) => {
      const { shape, kernel } = poolingOf(drawn);
      return g.upsampleNearest(make.input(shape, real), factor === 3 ? kernel : factor);
    }),
  },
} satisfies Record<string, OpCase>;
