// Cases of reductions, matrix products, movement, indexing and scans.

import fc from "fast-check";
import { bool, type DType, float32, int64, sizeOf } from "../../src/array/index.ts";
import * as g from "../../src/graph/index.ts";
import { type OpCase, SIGMOID_TAIL } from "./op-case.ts";
import { anyShape, broadcastable, cases, type Maker, one, real, shapes, small, wide } from "./sample.ts";

/** A shape with some of its axes, negative ones too, and whether to keep them. */
export const reductions = fc
  .tuple(shapes(1, 4), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([shape, chosen, negative, all, keepDims]) => {
    const axes = shape.flatMap((_, axis) => (chosen[axis] ? [negative ? axis - shape.length : axis] : []));
    return { shape, options: all || axes.length === 0 ? { keepDims } : { axes, keepDims } };
  });

/** A shape with one axis, perhaps negative. */
export const axisOf = (low: number, high: number) =>
  fc.tuple(shapes(low, high), fc.nat(3), fc.boolean()).map(([shape, pick, negative]) => {
    const axis = pick % shape.length;
    return { shape, axis: negative ? axis - shape.length : axis };
  });

const extremum = (f: typeof g.max): OpCase => ({
  draw: cases(reductions, ({ shape, options }, make) => f(make.distinct(shape), options)),
});

// An input of a type that can be moved but not computed with.
function anything(make: Maker, shape: readonly number[], dtype: DType): g.Tensor {
  return dtype === "bool" ? make.bools(shape) : make.input(shape, dtype === "int64" ? small : real, dtype);
}

const dtypes = fc.constantFrom<DType>("float32", "float32", "float32", "int64", "bool");

const product = fc.record({
  batch: broadcastable(2),
  sizes: fc.tuple(...new Array(3).fill(fc.integer({ min: 1, max: 4 }))) as fc.Arbitrary<[number, number, number]>,
  options: fc.record({ transposeA: fc.boolean(), transposeB: fc.boolean() }),
});

const matrix = (rows: number, columns: number, transposed: boolean) => (transposed ? [columns, rows] : [rows, columns]);

interface Cut {
  readonly dim: number;
  readonly start: number;
  readonly size: number;
  readonly step: number;
}

// An axis and a range of it in steps of either sign.
const cut: fc.Arbitrary<Cut> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.nat(6), fc.nat(6), fc.constantFrom(1, 1, 2, 3, -1, -2))
  .map(([dim, at, length, step]) => {
    const start = at % dim;
    const room = step > 0 ? Math.floor((dim - 1 - start) / step) : Math.floor(start / -step);
    return { dim, start, size: 1 + (length % (room + 1)), step };
  });

const framed = fc
  .array(fc.record({ dim: fc.integer({ min: 1, max: 4 }), before: fc.nat(2), after: fc.nat(2) }), {
    minLength: 1,
    maxLength: 4,
  })
  .filter((axes) => axes.some(({ before, after }) => before + after > 0));

// Sizes whose trailing axes split into groups of 16 to 100, as the grouped logarithm of a product needs.
const grouped = fc.constantFrom(
  { shape: [2, 32], axes: [1] },
  { shape: [3, 4, 12], axes: [1, 2] },
  { shape: [200], axes: [0] },
  { shape: [2, 3, 25], axes: [0, 1, 2] },
  { shape: [32, 3], axes: [0] },
);

/** Cases of operations that combine or move elements. */
export const structureCases = {
  sum: { draw: cases(reductions, ({ shape, options }, make) => g.sum(make.input(shape, real), options)) },
  max: extremum(g.max),
  min: extremum(g.min),
  argmax: {
    draw: fc.oneof(cases(axisOf(1, 4), ({ shape, axis }, make) => g.argmax(make.distinct(shape), axis))),
  },
  softplusSum: {
    tolerance: SIGMOID_TAIL,
    draw: fc.oneof(
      cases(reductions, ({ shape, options }, make) => g.softplusSum(make.input(shape, wide), options.axes)),
      cases(grouped, ({ shape, axes }, make) => g.softplusSum(make.input(shape, wide), axes)),
    ),
  },
  matmul: {
    draw: cases(product, ({ batch: [a, b], sizes: [m, k, n], options }, make) =>
      g.matmul(
        make.input([...a!.slice(-2), ...matrix(m, k, options.transposeA)], real),
        make.input([...b!.slice(-2), ...matrix(k, n, options.transposeB)], real),
        options,
      ),
    ),
  },
  gemm: {
    draw: cases(
      fc.tuple(product, fc.nat(4)),
      (
        [
          {
            sizes: [m, k, n],
            options,
          },
          form,
        ],
        make,
      ) => {
        const bias = [[n], [1, n], [m, n], [m, 1], []][form]!;
        const [a, b] = [matrix(m, k, options.transposeA), matrix(k, n, options.transposeB)];
        return g.gemm(make.input(a, real), make.input(b, real), make.input(bias, real), options);
      },
    ),
  },
  reshape: {
    draw: cases(fc.tuple(anyShape, fc.nat(4), dtypes), ([shape, form, dtype], make) => {
      const size = sizeOf(shape);
      const target = [[-1], [size, 1], [1, -1, 1], [...shape].reverse(), [1, ...shape]][form]!;
      return g.reshape(anything(make, shape, dtype), target);
    }),
  },
  transpose: {
    draw: cases(
      shapes(0, 4).chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.shuffledSubarray(
            shape.map((_, axis) => axis),
            { minLength: shape.length, maxLength: shape.length },
          ),
          dtypes,
        ),
      ),
      ([shape, permutation, dtype], make) => g.transpose(anything(make, shape, dtype), permutation),
    ),
  },
  slice: {
    // WebGPU went backwards wrongly over a part of an axis.
    always: [
      one((make) =>
        g.slice(make.input([7, 6], real), { axis: 0, start: 6, step: -1, end: 3 }, { axis: 1, start: 4, step: -2 }),
      ),
      one((make) => g.slice(make.input([2, 3], real), { axis: 1, start: 1, end: 0, step: -1 })),
    ],
    draw: cases(fc.tuple(fc.array(cut, { minLength: 1, maxLength: 3 }), dtypes), ([cuts, dtype], make) => {
      const x = anything(
        make,
        cuts.map(({ dim }) => dim),
        dtype,
      );
      const ranges = cuts.map(({ start, size, step }, axis) => {
        const stop = start + (size - 1) * step + Math.sign(step);
        return { axis, start, step, ...(stop >= 0 ? { end: stop } : {}) };
      });
      return g.slice(x, ...ranges);
    }),
  },
  concat: {
    draw: cases(
      fc.tuple(axisOf(1, 4), fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }), dtypes),
      ([{ shape, axis }, sizes, dtype], make) =>
        g.concat(
          sizes.map((size) => anything(make, shape.with(axis, size), dtype)),
          axis,
        ),
    ),
  },
  pad: {
    draw: cases(fc.tuple(framed, fc.constantFrom(0, 0, 1.5, -3.4e38)), ([axes, value], make) => {
      const pick = (of: "dim" | "before" | "after") => axes.map((axis) => axis[of]);
      const padded = g.pad(make.input(pick("dim"), real), pick("before"), pick("after"), value);
      return Math.abs(value) > 1e3 ? g.maximum(padded, -100) : padded;
    }),
  },
  broadcastTo: {
    draw: cases(fc.tuple(broadcastable(2), dtypes), ([[full, part], dtype], make) => {
      const shape = full!.map((dim, axis) => Math.max(dim, part![axis - full!.length + part!.length] ?? 1));
      return g.broadcastTo(anything(make, part!, dtype), shape);
    }),
  },
  gather: {
    draw: cases(fc.tuple(axisOf(1, 3), shapes(0, 2)), ([{ shape, axis }, places], make) =>
      g.gather(make.input(shape, real), make.indices(places, shape.at(axis)!), axis),
    ),
  },
  scatterAdd: {
    draw: cases(
      fc.tuple(axisOf(1, 3), shapes(0, 2), fc.integer({ min: 1, max: 5 })),
      ([{ shape, axis }, places, size], make) => {
        const at = axis < 0 ? axis + shape.length : axis;
        const updates = [...shape.slice(0, at), ...places, ...shape.slice(at + 1)];
        return g.scatterAdd(make.indices(places, size), make.input(updates, real), at, size);
      },
    ),
  },
  cumsum: {
    draw: cases(
      fc.tuple(axisOf(1, 4), fc.record({ exclusive: fc.boolean(), reverse: fc.boolean() })),
      ([{ shape, axis }, options], make) => g.cumsum(make.input(shape, real), axis, options),
    ),
  },
  softmax: { draw: cases(axisOf(1, 4), ({ shape, axis }, make) => g.softmax(make.input(shape, wide), axis)) },
  input: { draw: cases(fc.tuple(anyShape, dtypes), ([shape, dtype], make) => anything(make, shape, dtype)) },
  constant: {
    draw: cases(fc.tuple(shapes(1, 3), dtypes), ([shape, dtype], make) => {
      const numbers = Array.from({ length: sizeOf(shape) }, () => small(make.generator));
      const x = make.input(shape, real);
      if (dtype === "int64") return g.mul(x, g.cast(g.constant(int64(numbers, shape)), "float32"));
      if (dtype === "float32") return g.mul(x, g.constant(float32(numbers, shape)));
      return g.where(
        g.constant(
          bool(
            numbers.map((v) => v > 0),
            shape,
          ),
        ),
        x,
        2,
      );
    }),
  },
} satisfies Record<string, OpCase>;
