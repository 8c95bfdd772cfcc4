import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noiseFor } from "../../../test/distribution-harness.ts";
import { float32, Generator, sizeOf } from "../../array/index.ts";
import { ConfigError, ShapeError } from "../../errors.ts";
import {
  add,
  constant,
  evaluate,
  grad,
  initialValues,
  input,
  Key,
  mul,
  Scope,
  sum,
  type Tensor,
  vjp,
} from "../../graph/index.ts";
import type { Mapped } from "./flow.ts";
import { flowDensity } from "./flow-density.ts";
import { type FlowSpec, flowSchema } from "./flow-schema.ts";
import { isInvertible, makeFlow } from "./make-flow.ts";

type Values = Record<string, ArrayLike<number>>;
type Direction = "forward" | "inverse";
const [ROWS, SIZE, WIDTH] = [3, 4, 2];

const specs: readonly FlowSpec[] = [
  { kind: "planar", layers: 3 },
  { kind: "radial", layers: 3 },
  { kind: "householder", layers: 3 },
  { kind: "iaf", layers: 2, hidden: [7, 6] },
  { kind: "maf", layers: 2, hidden: [7, 6] },
  { kind: "realnvp", layers: 3, hidden: [6] },
];
const settings = specs.flatMap((spec) => [
  { spec, contextual: false, name: spec.kind },
  { spec, contextual: true, name: `${spec.kind} with a context` },
]);
const invertible = settings.filter(({ spec }) => isInvertible(spec));
const directions = settings.flatMap((setting) =>
  (isInvertible(setting.spec) ? (["forward", "inverse"] as const) : (["forward"] as const)).map((direction) => ({
    ...setting,
    direction,
  })),
);

function traced(spec: FlowSpec, contextual: boolean, rows = ROWS) {
  const scope = new Scope({ training: true });
  const x = input("x", [rows, SIZE]);
  const context = contextual ? input("context", [rows, WIDTH]) : undefined;
  const flow = makeFlow(spec, SIZE, scope, { context });
  return { flow, scope, x, context };
}

/** Normal numbers for every input, so that no parameter is at its special first value. */
function randomFeeds({ scope, x, context }: ReturnType<typeof traced>, scale = 0.7): Values {
  const tensors = [x, ...(context ? [context] : []), ...scope.variables().map(({ tensor }) => tensor)];
  return Object.fromEntries(
    tensors.map(({ attrs: { name }, shape }) => {
      const values = new Generator(8, name).fillNormal(new Float32Array(sizeOf(shape)));
      return [name, values.map((v) => v * scale)];
    }),
  );
}

const close = (got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number) => {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < got.length; i++) {
    const error = Math.abs(got[i]! - want[i]!);
    if (!(error <= tolerance * Math.max(1, Math.abs(want[i]!)))) {
      expect.fail(`element ${i}: expected ${want[i]}, got ${got[i]}`);
    }
  }
};

interface FixtureArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface FixtureCase {
  readonly name: string;
  readonly spec: FlowSpec;
  readonly direction: Direction;
  readonly context: FixtureArray | null;
  readonly parameters: Readonly<Record<string, FixtureArray>>;
  readonly x: FixtureArray;
  readonly value: FixtureArray;
  readonly logDeterminant: readonly number[];
}

const cases: readonly FixtureCase[] = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/flows.json", import.meta.url), "utf8"),
);

describe("agrees with formulas and Jacobians of torch", () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    "%s",
    (_, { spec, direction, context, parameters, ...rest }) => {
      const scope = new Scope({ training: true });
      const given = context === null ? undefined : input("context", context.shape);
      const flow = makeFlow(spec, rest.x.shape[1]!, scope, { context: given });
      const { value, logDeterminant } = flow[direction](input("x", rest.x.shape));
      const declared = scope.variables().map(({ name, tensor }) => [name, tensor.shape]);
      expect(Object.fromEntries(declared)).toEqual(
        Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape])),
      );
      const feeds: Values = { x: rest.x.data, context: context?.data ?? [] };
      for (const [name, { data }] of Object.entries(parameters)) feeds[name] = data;
      const [gotValue, gotDeterminant] = evaluate([value, logDeterminant], feeds);
      close(gotValue!.data, rest.value.data, 1e-9);
      close(gotDeterminant!.data, rest.logDeterminant, 1e-9);
    },
  );
});

test.each(invertible)(
  "$name: each direction undoes the other, with opposite log-determinants",
  ({ spec, contextual }) => {
    const one = traced(spec, contextual);
    const feeds = randomFeeds(one);
    for (const [there, back] of [
      ["forward", "inverse"],
      ["inverse", "forward"],
    ] as const) {
      const image = one.flow[there](one.x);
      const again = one.flow[back](image.value);
      const moved = [image.value, again.value, image.logDeterminant, again.logDeterminant];
      const [middle, x, first, second] = evaluate(moved, feeds).map(({ data }) => data);
      close(x!, feeds.x!, 1e-7);
      close(
        second!.map((v) => -v),
        first!,
        1e-7,
      );
      expect(middle!.some((v, i) => Math.abs(v - feeds.x![i]!) > 0.1)).toBe(true);
    }
  },
);

test.each(directions)(
  "$name: the log-determinant of $direction is that of its Jacobian",
  ({ spec, contextual, direction }) => {
    const one = traced(spec, contextual);
    const feeds = randomFeeds(one);
    const mapped = one.flow[direction](one.x);
    const rows = Array.from({ length: SIZE }, (_, i) => {
      const unit = Float32Array.from({ length: ROWS * SIZE }, (_, k) => Number(k % SIZE === i));
      return vjp([mapped.value], [constant(float32(unit, [ROWS, SIZE]))], [one.x])[0]!;
    });
    const [logDeterminant, ...jacobian] = evaluate([mapped.logDeterminant, ...rows], feeds).map(({ data }) => data);
    const want = Array.from({ length: ROWS }, (_, n) =>
      logAbsDeterminant(jacobian.map((row) => Array.from(row!.slice(n * SIZE, (n + 1) * SIZE)))),
    );
    close(logDeterminant!, want, 1e-6);
  },
);

function logAbsDeterminant(matrix: number[][]): number {
  let total = 0;
  for (let k = 0; k < matrix.length; k++) {
    const pivot = matrix
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(matrix[best]![k]!) ? i + k : best), k);
    [matrix[k], matrix[pivot]] = [matrix[pivot]!, matrix[k]!];
    total += Math.log(Math.abs(matrix[k]![k]!));
    for (const row of matrix.slice(k + 1)) {
      const factor = row[k]! / matrix[k]![k]!;
      for (let j = k; j < row.length; j++) row[j]! -= factor * matrix[k]![j]!;
    }
  }
  return total;
}

test.each(directions)(
  "$name: gradients through $direction equal finite differences",
  ({ spec, contextual, direction }) => {
    const one = traced(spec, contextual);
    const feeds: Record<string, Float64Array> = Object.fromEntries(
      Object.entries(randomFeeds(one)).map(([name, values]) => [name, Float64Array.from(values)]),
    );
    const wrt = [one.x, ...(one.context ? [one.context] : []), ...one.scope.variables().map(({ tensor }) => tensor)];
    const loss = weighted(one.flow[direction](one.x));
    const at = () => evaluate([loss], feeds)[0]!.data[0]!;
    const gradients = evaluate(grad(loss, wrt), feeds);
    const step = 1e-5;
    wrt.forEach((tensor, k) => {
      const { name } = tensor.attrs;
      const values = feeds[name]!;
      // Up to three elements of each.
      for (let i = 0; i < values.length; i += Math.ceil(values.length / 3)) {
        const before = values[i]!;
        values[i] = before + step;
        const above = at();
        values[i] = before - step;
        const below = at();
        values[i] = before;
        const want = (above - below) / (2 * step);
        const got = gradients[k]!.data[i]!;
        if (!(Math.abs(got - want) <= 1e-5 * Math.max(1, Math.abs(want)))) {
          expect.fail(`${name}[${i}]: expected ${want}, got ${got}`);
        }
      }
    });
    expect(gradients.filter(({ data }) => data.some((v) => v !== 0)).length).toBe(wrt.length);
  },
);

// A scalar that weighs every output differently.
function weighted({ value, logDeterminant }: Mapped): Tensor {
  const weights = (n: number, shape: readonly number[]) =>
    constant(float32(new Generator(n).fillNormal(new Float32Array(sizeOf(shape))), shape));
  return [value, logDeterminant].map((x, i) => sum(mul(x, weights(i, x.shape)))).reduce((a, b) => add(a, b));
}

describe("the first values", () => {
  const atFirst = (spec: FlowSpec, contextual: boolean) => {
    const one = traced(spec, contextual);
    const { value, logDeterminant } = one.flow.forward(one.x);
    const feeds = { ...randomFeeds(one), ...valuesOf(initialValues(one.scope.variables(), 4)) };
    const [y, determinant] = evaluate([value, logDeterminant], feeds);
    return { x: feeds.x!, y: y!.data, determinant: determinant!.data };
  };
  const exact = settings.filter(({ spec }) => spec.kind !== "iaf");

  test.each(exact)("$name: an even number of steps starts as the identity", ({ spec, contextual }) => {
    const { x, y, determinant } = atFirst({ ...spec, layers: 4 }, contextual);
    close(y, x, 1e-6);
    close(determinant, [0, 0, 0], 1e-6);
  });

  test("an odd number of reflections starts as one reflection", () => {
    const { x, y } = atFirst({ kind: "householder", layers: 3 }, false);
    const once = atFirst({ kind: "householder", layers: 1 }, false);
    close(y, once.y, 1e-6);
    expect(Math.abs(y[0]! - x[0]!)).toBeGreaterThan(1e-3);
  });

  test("iaf starts with gates of sigmoid(2)", () => {
    const gate = 1 / (1 + Math.exp(-2));
    const { x, y, determinant } = atFirst({ kind: "iaf", layers: 2 }, true);
    close(
      y,
      Array.from(x, (v) => v * gate ** 2),
      1e-6,
    );
    close(determinant, [0, 0, 0].fill(2 * SIZE * Math.log(gate)), 1e-6);
  });

  // Equal reflections cancel in pairs, and only the difference within a pair matters at first.
  test.each(settings)("$name: training can leave the identity", ({ spec, contextual }) => {
    const one = traced({ ...spec, layers: 4 }, contextual);
    const variables = one.scope.variables();
    const feeds = { ...randomFeeds(one), ...valuesOf(initialValues(variables, 4)) };
    const tensors = variables.map(({ tensor }) => tensor);
    const gradients = evaluate(grad(weighted(one.flow.forward(one.x)), tensors), feeds);
    const moving = variables.filter((_, i) => gradients[i]!.data.some((v) => Math.abs(v) > 1e-6));
    const gates = { planar: "u", radial: "beta", householder: "v", iaf: "output", maf: "output", realnvp: "output" };
    for (const t of spec.kind === "householder" ? [1, 3] : [0, 1, 2, 3]) {
      expect(moving.some(({ name }) => name.startsWith(`${t}.${gates[spec.kind]}`))).toBe(true);
    }
  });
});

const valuesOf = (arrays: ReturnType<typeof initialValues>): Values =>
  Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, data]));

test("flows stay finite where their parameters are zero or large", () => {
  for (const spec of specs) {
    const one = traced(spec, true);
    const { value, logDeterminant } = one.flow.forward(one.x);
    for (const scale of [0, 8]) {
      const results = evaluate([value, logDeterminant], randomFeeds(one, scale));
      for (const { data } of results) expect(data.every(Number.isFinite)).toBe(true);
    }
  }
});

test.each(invertible)(
  "$name: the density of draws is that of their noise less the log-determinant",
  ({ spec, contextual }) => {
    const one = traced(spec, contextual);
    const density = flowDensity(one.flow, SIZE);
    const z = density.sample(new Key("draw"), ROWS);
    const logProb = density.logProb(z);
    const noise = noiseFor([z], 2);
    const [u] = Object.values(noise);
    const { logDeterminant } = one.flow.forward(one.x);
    const parameters = randomFeeds(one);
    const [got] = evaluate([logProb], { ...parameters, ...noise });
    const [determinant] = evaluate([logDeterminant], { ...parameters, x: u! });
    const want = Array.from({ length: ROWS }, (_, n) => {
      const row = Array.from(u!.slice(n * SIZE, (n + 1) * SIZE));
      const base = row.reduce((total, v) => total - (v * v) / 2 - Math.log(2 * Math.PI) / 2, 0);
      return base - determinant!.data[n]!;
    });
    close(got!.data, want, 1e-6);
  },
);

test("a second flow in the same scope for more draws shares the parameters", () => {
  const one = traced({ kind: "iaf", layers: 2 }, true);
  const before = one.scope.variables().length;
  makeFlow({ kind: "iaf", layers: 2 }, SIZE, one.scope, { context: input("tiled", [2 * ROWS, WIDTH]) });
  expect(one.scope.variables().length).toBe(before);
});

test("autoregressive flows and radial steps also map single numbers", () => {
  for (const spec of specs.filter(({ kind }) => kind !== "realnvp")) {
    const flow = makeFlow(spec, 1, new Scope({ training: true }));
    expect(flow.forward(input("x", [5, 1])).logDeterminant.shape).toEqual([5]);
  }
});

test("wrong shapes and missing inverses are refused with a remedy", () => {
  const scope = new Scope({ training: true });
  const planar = makeFlow({ kind: "planar", layers: 2 }, 3, scope);
  expect(isInvertible({ kind: "planar", layers: 2 })).toBe(false);
  expect(() => planar.inverse(input("y", [2, 3]))).toThrow(ConfigError);
  expect(() => planar.inverse(input("y", [2, 3]))).toThrow(/realnvp/);
  expect(() => planar.forward(input("x", [2, 4]))).toThrow(ShapeError);
  expect(() => planar.forward(input("x", [2, 4]))).toThrow("flow.forward: needs vectors [n, 3], got [2, 4]");
  expect(() => makeFlow({ kind: "realnvp", layers: 2 }, 1, scope)).toThrow(/at least 2 elements/);
  expect(() => makeFlow({ kind: "maf", layers: 2 }, 3, scope, { context: input("c", [4]) })).toThrow(ShapeError);
});

test("the schema takes every kind and refuses what a kind does not have", () => {
  for (const spec of specs) expect(flowSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  for (const bad of [
    { kind: "planar", layers: 2, hidden: [4] },
    { kind: "maf" },
    { kind: "maf", layers: 0 },
    { kind: "realnvp", layers: 2, hidden: [] },
    { kind: "glow", layers: 2 },
  ]) {
    expect(flowSchema.safeParse(bad).success).toBe(false);
  }
});
