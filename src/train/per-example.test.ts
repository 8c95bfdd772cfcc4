import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import {
  add,
  evaluate,
  grad,
  initialValues,
  input,
  matmul,
  mul,
  NoiseSource,
  Scope,
  square,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { type ItemShape, Model, type ModelConfig } from "../models/index.ts";
import { clipFactors, rowGradients } from "./per-example.ts";

const BATCH = 4;
const fed = ["x", "w"];
const isRow = ({ attrs: { name, noise }, shape }: Tensor<"input">) =>
  fed.includes(name) || (noise !== undefined && shape[0] === BATCH);

function objectiveOf(config: object, item: ItemShape) {
  const model = new Model(
    {
      kind: "vae",
      latent: 3,
      encoder: [{ kind: "dense", units: 6 }, { kind: "tanh" }],
      decoder: "mirror",
      objective: { kind: "elbo" },
      ...config,
    } as ModelConfig,
    item,
  );
  const scope = new Scope({ training: true });
  const x = input("x", [BATCH, ...item.shape]);
  const weights = input("w", [BATCH]);
  const { loss, terms } = model.objective({ input: x, target: x, weights, scheduled: { beta: input("b", []) } }, scope);
  return { loss, terms, scope };
}

// Parameters, noise and what is fed, in float64.
function feedsOf(outputs: readonly Tensor[], scope: Scope, x: readonly number[]): Record<string, ArrayLike<number>> {
  const values = Object.entries(initialValues(scope.variables(), 3)).map(([name, { data }]) => {
    const drawn = new Generator(4, name).fillNormal(new Float32Array(data.length));
    return [name, [...drawn].map((v) => v / 2)];
  });
  const noise = Object.entries(new NoiseSource(outputs).at(1, 1)).map(([name, { data }]) => [
    name,
    [...data].map(Number),
  ]);
  return { ...Object.fromEntries(values), ...Object.fromEntries(noise), x, b: [0.7] };
}

// The clipped sum from gradients of one row at a time.
function oneByOne(loss: Tensor, parameters: Tensor[], feeds: Record<string, ArrayLike<number>>, weights: number[]) {
  const gradients = grad(loss, parameters);
  const totals = parameters.map(({ shape }) => new Float64Array(shape.reduce((a, b) => a * b, 1)));
  const rows = weights.map((weight, row) => {
    const own = evaluate(gradients, { ...feeds, w: weights.map((_, i) => (i === row ? weight : 0)) });
    return { own, norm: Math.sqrt(own.reduce((total, { data }) => data.reduce((s, v) => s + v * v, total), 0)) };
  });
  // Some rows are clipped, others are not.
  const clip = rows.reduce((total, { norm }) => total + norm / BATCH, 0);
  for (const { own, norm } of rows) {
    own.forEach(({ data }, p) => {
      data.forEach((v, i) => {
        totals[p]![i]! += v * Math.min(1, clip / norm || 1);
      });
    });
  }
  return { totals, norms: rows.map(({ norm }) => norm), clip };
}

function compare(loss: Tensor, terms: Tensor[], scope: Scope, x: readonly number[], weights: number[]): number[] {
  const parameters = scope.variables().map(({ tensor }) => tensor);
  const feeds = feedsOf([loss], scope, x);
  const rows = rowGradients({ loss, terms, parameters, batch: BATCH, isRow });
  const wanted = oneByOne(loss, parameters, feeds, weights);
  const sums = rows.weightedSums(clipFactors(rows.norms, wanted.clip));
  const w = { ...feeds, w: weights };
  const [norms, newLoss, oldLoss, ...rest] = evaluate(
    [rows.norms, rows.loss, loss, ...rows.terms, ...terms, ...sums],
    w,
  ).map(({ data }) => [...data]);
  expect(newLoss![0]).toBeCloseTo(oldLoss![0]!, 9);
  expect(rest.slice(0, terms.length)).toEqual(rest.slice(terms.length, 2 * terms.length));
  wanted.norms.forEach((norm, i) => {
    expect(Math.abs(norms![i]! - norm)).toBeLessThan(1e-9 * (1 + norm));
  });
  wanted.totals.forEach((total, p) => {
    const got = rest[2 * terms.length + p]!;
    const scale = total.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-9);
    total.forEach((v, i) => {
      expect(Math.abs(got[i]! - v), `${scope.variables()[p]!.name}[${i}]`).toBeLessThan(1e-6 * scale);
    });
  });
  expect(wanted.norms.some((norm) => norm > 1.01 * wanted.clip)).toBe(true);
  expect(wanted.norms.some((norm) => norm < 0.99 * wanted.clip)).toBe(true);
  return wanted.norms;
}

function vectorCase(config: object) {
  const { loss, terms, scope } = objectiveOf(config, { kind: "vector", shape: [5] });
  const data = [...new Generator(2, "items").fillNormal(new Float32Array(20))];
  // The first row lies far out.
  return { loss, terms: Object.values(terms), scope, x: data.map((v, i) => (i < 5 ? 6 * v : v)) };
}

const levels = (codes: number, missing: boolean) => ({
  codes,
  valued: codes,
  value: "none" as const,
  position: Array(codes).fill(0),
  width: Array(codes).fill(0),
  logDensity: Array(codes).fill(0),
  missing,
});
const table: ItemShape = {
  kind: "table",
  shape: [6],
  columns: [
    levels(3, true),
    { codes: 1, valued: 0, value: "normal", position: [0], width: [1], logDensity: [0], missing: true },
    levels(2, false),
  ],
};
const cells = [2, 0, 1, 0, 9.5, 0, -1, 0, 0, 0, -0.4, 0, 0, -1, 1, 0, 0, 0, 1, 0, 1, 0, 0.1, 0];

describe("clipped gradients of rows", () => {
  const vectors: [string, object][] = [
    ["one trained scale per column", { likelihood: { kind: "normal", scale: "per-dimension" } }],
    ["one trained scale", { likelihood: { kind: "laplace", scale: "shared" } }],
    ["trained degrees of freedom", { likelihood: { kind: "student-t", df: "learned", scale: "predicted" } }],
    [
      "layer norm, dropout and a residual block",
      {
        likelihood: { kind: "normal", scale: "fixed" },
        encoder: [
          { kind: "dense", units: 6 },
          { kind: "layerNorm" },
          { kind: "relu" },
          { kind: "dropout", rate: 0.3 },
          { kind: "residual", layers: [{ kind: "dense", units: 6 }, { kind: "tanh" }] },
        ],
        decoder: [{ kind: "dense", units: 5 }],
      },
    ],
  ];
  for (const [name, config] of vectors) {
    it(`of vectors with ${name} are those computed one by one`, () => {
      const { loss, terms, scope, x } = vectorCase(config);
      compare(loss, terms, scope, x, [1, 1, 1, 1]);
    });
  }

  for (const columns of ["independent", "autoregressive"]) {
    it(`of a table with ${columns} columns are those computed one by one`, () => {
      const config = { likelihood: { kind: "columns", columns, units: 3 } };
      const { loss, terms, scope } = objectiveOf(config, table);
      compare(loss, Object.values(terms), scope, cells, [1, 1, 1, 1]);
    });
  }

  it("leave out rows of weight 0", () => {
    const { loss, terms, scope, x } = vectorCase({ likelihood: { kind: "normal", scale: "per-dimension" } });
    expect(compare(loss, terms, scope, x, [1, 0, 1, 0])[1]).toBe(0);
  });

  it("count every use of a shared weight", () => {
    const scope = new Scope({ training: true });
    const shared = scope.parameter("shared", [5, 5], () => undefined);
    const x = input("x", [BATCH, 5]);
    const hidden = matmul(mul(matmul(x, shared, { transposeB: true }), 0.5), shared);
    const output = add(matmul(hidden, mul(shared, mul(shared.shape[0]!, 0.1))), x);
    const loss = sum(mul(sum(square(output), { axes: 1 }), input("w", [BATCH])));
    const data = [...new Generator(2, "items").fillNormal(new Float32Array(20))];
    compare(
      loss,
      [],
      scope,
      data.map((v, i) => (i < 10 ? 0.1 * v : v)),
      [1, 1, 1, 1],
    );
  });

  it("are refused where a batch's rows are mixed", () => {
    const config = { likelihood: { kind: "normal", scale: "fixed" } };
    const normalised = { ...config, encoder: [{ kind: "dense", units: 6 }, { kind: "batchNorm" }] };
    const free = { ...config, objective: { kind: "elbo", freeBits: 0.1 } };
    for (const choice of [normalised, free]) {
      const { loss, terms, scope } = vectorCase(choice);
      const parameters = scope.variables().flatMap(({ tensor, trained }) => (trained ? [tensor] : []));
      expect(() => rowGradients({ loss, terms, parameters, batch: BATCH, isRow })).toThrow(
        "every row must be scored by itself",
      );
    }
  });

  it("are refused for weights whose gradients per row are not known, by name", () => {
    const { loss, scope } = objectiveOf(
      {
        likelihood: { kind: "bernoulli" },
        encoder: [{ kind: "conv", filters: 2, kernel: 3 }, { kind: "flatten" }],
        decoder: [{ kind: "dense", units: 16 }],
      },
      { kind: "image", shape: [1, 4, 4] },
    );
    const parameters = scope.variables().map(({ tensor }) => tensor);
    expect(() => rowGradients({ loss, terms: [], parameters, batch: BATCH, isRow })).toThrow("encoder.0.weight");
  });

  it("are refused where a penalty on the weights is part of the loss", () => {
    const { loss, scope } = vectorCase({ likelihood: { kind: "normal", scale: "fixed" } });
    const parameters = scope.variables().map(({ tensor }) => tensor);
    const penalised = add(loss, sum(square(parameters[0]!)));
    expect(() => rowGradients({ loss: penalised, terms: [], parameters, batch: BATCH, isRow })).toThrow("add");
  });
});
