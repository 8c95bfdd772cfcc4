// Cases of convolutions, pooling and upsampling in one and two dimensions.

import fc from "fast-check";
import * as g from "../../src/graph/index.ts";
import type { OpCase } from "./op-case.ts";
import { cases, type Maker, one, real } from "./sample.ts";

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
  // From sixteen items on, products over arrays with the batch last stand in (graph/passes/batch-last.ts).
  batch: fc.constantFrom(1, 2, 3, 16),
  groups: fc.constantFrom(1, 1, 1, 2, 3),
  into: fc.constantFrom(1, 2, 3, 4, 5, 6, 9),
  out: fc.constantFrom(1, 2, 3, 4, 5, 6, 8),
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

// A kernel's gradient sums over every window of every item, up to a few thousand terms; WebAssembly adds them one by one.
const longSums = { all: { tolerance: 1e-5, because: "sums over all windows of sixteen items round more often" } };

const inputs = (make: Maker, ...all: readonly (readonly number[])[]) =>
  all.map((shape) => make.input(shape, real)) as [g.Tensor, g.Tensor];

/** Cases of convolutions and pooling. */
export const spatialCases = {
  conv: {
    // Each was silently wrong on WebGPU: channels in threes, groups of five outputs, padding only behind the image.
    always: [
      one((make) => g.conv(...inputs(make, [2, 6, 5, 5], [4, 6, 3, 3]), { padding: 1 })),
      one((make) => g.conv(...inputs(make, [2, 9, 4], [8, 9, 1]), { stride: 2 })),
      one((make) => g.conv(...inputs(make, [2, 4, 6], [10, 2, 2]), { groups: 2 })),
      one((make) => g.conv(...inputs(make, [3, 2, 2], [2, 2, 2]), { padding: [[0, 2]], stride: 2 })),
      one((make) => g.conv(...inputs(make, [3, 2, 5], [3, 2, 1]), { padding: [[0, 2]] })),
      // A batch from which on training graphs are laid out with the batch last.
      one((make) => g.relu(g.conv(...inputs(make, [16, 3, 6, 5], [4, 3, 3, 3]), { padding: 1, stride: 2 }))),
    ],
    tolerance: longSums,
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const x = make.input([batch, groups * into, ...largeSizes(drawn)], real);
      return g.conv(x, make.input([groups * out, into, ...kernelOf(drawn)], real), optionsOf(drawn));
    }),
  },
  convTranspose: {
    // Each was silently wrong on WebGPU: groups of one output, and at stride one what conv got wrong.
    always: [
      one((make) => g.convTranspose(...inputs(make, [2, 4, 3], [4, 1, 3]), { stride: 2, groups: 2 })),
      one((make) => g.convTranspose(...inputs(make, [2, 6, 4, 4], [6, 8, 3, 3]), { padding: 1 })),
      one((make) => g.relu(g.convTranspose(...inputs(make, [17, 4, 3, 3], [4, 2, 4, 4]), { padding: 1, stride: 2 }))),
      one((make) => g.convTranspose(...inputs(make, [3, 5, 2], [5, 3, 2]), { padding: [[2, 0]], dilation: 2 })),
    ],
    tolerance: longSums,
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const { sizes, extra } = transposedSizes(drawn);
      const x = make.input([batch, groups * into, ...sizes], real);
      const w = make.input([groups * into, out, ...kernelOf(drawn)], real);
      return g.convTranspose(x, w, { ...optionsOf(drawn), outputPadding: extra });
    }),
  },
  convWeightGrad: {
    // A batch of six, and a gradient as large as the image: both wrong on WebGPU once.
    always: [
      one((make) => g.convWeightGrad(...inputs(make, [6, 2, 5, 5], [6, 4, 3, 3]), [3, 3])),
      one((make) => g.convWeightGrad(...inputs(make, [2, 2, 4], [2, 2, 4]), [3], { padding: [[0, 2]] })),
    ],
    tolerance: longSums,
    draw: cases(convolution, (drawn, make) => {
      const { batch, groups, into, out } = drawn;
      const x = make.input([batch, groups * into, ...largeSizes(drawn)], real);
      const dy = make.input([batch, groups * out, ...smallSizes(drawn)], real);
      return g.convWeightGrad(x, dy, kernelOf(drawn), optionsOf(drawn));
    }),
  },
  maxPool: {
    // A window of one element over a slice: its gradient was that of the slice.
    always: [one((make) => g.maxPool(g.slice(make.distinct([1, 2, 5]), { axis: 2, start: 1, end: 4 }), 1))],
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
