import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { evaluate, grad, initialValues, input, NoiseSource, Scope, sum, type Tensor } from "../../graph/index.ts";
import type { ModelConfig } from "../config.ts";
import { Model } from "../model.ts";
import type { ColumnShape } from "./shape.ts";

const level = (codes: number, missing = false): ColumnShape => ({
  codes,
  valued: codes,
  value: "none",
  position: Array(codes).fill(0),
  width: Array(codes).fill(0),
  logDensity: Array(codes).fill(0),
  missing,
});
const columns: ColumnShape[] = [
  level(3, true),
  {
    codes: 1,
    valued: 0,
    value: "normal",
    position: [0],
    width: [1],
    logDensity: [0],
    missing: true,
    cycles: [{ frequency: 2, phase: 0.5 }],
  },
  // An atom and two bins of widths 0.5 and 2.
  {
    codes: 3,
    valued: 1,
    value: "uniform",
    position: [-1, -0.5, 0],
    width: [0, 0.5, 2],
    logDensity: [0, Math.log(2), -Math.log(2)],
    missing: false,
  },
  level(2),
];

function modelOf(likelihood: object): Model {
  const config = {
    kind: "vae",
    latent: 2,
    encoder: [{ kind: "dense", units: 5 }, { kind: "relu" }],
    decoder: "mirror",
    likelihood: { kind: "columns", ...likelihood },
    objective: { kind: "elbo" },
  } as ModelConfig;
  return new Model(config, { kind: "table", shape: [8], columns });
}

const z = [0.3, -1.2];
const row = [2, 0, 1, 1, 0, 0.7, 0.25, 0];

// Values of tensors of one row; parameters drawn large enough to matter.
function run(outputs: Tensor[], scope: Scope, feeds: Record<string, number[]>): number[][] {
  const noise = new NoiseSource(outputs).at(1, 1);
  const values = Object.fromEntries(
    Object.entries(initialValues(scope.variables(), 3)).map(([name, { data }]) => [
      name,
      [...new Generator(4, name).fillNormal(new Float32Array(data.length))],
    ]),
  );
  const drawn = Object.fromEntries(Object.entries(noise).map(([name, { data }]) => [name, [...data].map(Number)]));
  return evaluate(outputs, { ...values, ...drawn, ...feeds }).map(({ data }) => [...data]);
}

function cells(likelihood: object, x: number[]): number[] {
  const scope = new Scope({ training: false });
  const output = modelOf(likelihood).cellLogLikelihood(input("z", [1, 2]), input("x", [1, 8]), scope);
  return run([output], scope, { z, x })[0]!;
}

describe("a table's likelihood", () => {
  it("sums to one over the codes of a column", () => {
    for (const kind of ["independent", "autoregressive"]) {
      const total = [0, 1, 2]
        .map((code) => cells({ columns: kind, missing: "ignored" }, [code, ...row.slice(1)])[0]!)
        .reduce((sum, v) => sum + Math.exp(v), 0);
      expect(total).toBeCloseTo(1, 10);
    }
  });

  it("integrates to one over places of a column with an atom and bins", () => {
    const of = (code: number) => Math.exp(cells({}, [2, 0, code, 1, 0, 0.7, 0.5, 0])[2]!);
    // The atom has a probability, a bin a density times its width.
    // The densities are held as 32-bit floats.
    expect(of(0) + 0.5 * of(1) + 2 * of(2)).toBeCloseTo(1, 7);
  });

  it("is the sum of its cells", () => {
    const scope = new Scope({ training: false });
    const model = modelOf({ columns: "autoregressive" });
    const x = input("x", [1, 8]);
    const latent = input("z", [1, 2]);
    const [whole, byCell] = run(
      [model.decode(latent, scope).logLikelihood(x), sum(model.cellLogLikelihood(latent, x, scope))],
      scope,
      { z, x: row },
    );
    expect(whole![0]).toBeCloseTo(byCell![0]!, 10);
  });

  it("lets an autoregressive column depend on those before it and on no other", () => {
    const base = cells({ columns: "autoregressive" }, row);
    const changed = (column: number, code: number) => {
      const x = [...row];
      x[column] = code;
      return cells({ columns: "autoregressive" }, x).map((v, j) => Math.abs(v - base[j]!) > 1e-9);
    };
    expect(changed(0, 0)).toEqual([true, true, true, true]);
    expect(changed(2, 2)).toEqual([false, false, true, true]);
    expect(changed(3, 0)).toEqual([false, false, false, true]);
  });

  it("gives a missing cell the probability of missing and a hidden one no part", () => {
    const of = (code: number, options = {}) => cells(options, [code, ...row.slice(1)])[0]!;
    expect(of(-2)).toBe(0);
    expect(of(-1, { missing: "ignored" })).toBe(0);
    const present = [0, 1, 2].reduce((sum, code) => sum + Math.exp(of(code)), 0);
    expect(present + Math.exp(of(-1))).toBeCloseTo(1, 10);
  });

  it("does not read values of cells that are missing", () => {
    const other = [...row];
    const missing = [2, -1, 1, 1, 0, 0.7, 0.25, 0];
    other[1] = -1;
    other[5] = 99;
    expect(cells({ columns: "autoregressive" }, other)).toEqual(cells({ columns: "autoregressive" }, missing));
  });
});

describe("a table's objective", () => {
  it("has the gradient that finite differences give", () => {
    const scope = new Scope({ training: true });
    const model = modelOf({ columns: "autoregressive", scale: "predicted", numbers: "student-t", units: 3 });
    const x = input("x", [1, 8]);
    const { loss } = model.objective(
      { input: x, target: x, weights: input("w", [1]), scheduled: { beta: input("b", []) } },
      scope,
    );
    const feeds = { x: row, w: [1], b: [0.7] };
    const parameters = scope.variables().map(({ tensor }) => tensor);
    const gradients = run(grad(loss, parameters), scope, feeds);
    const first = initialValues(scope.variables(), 3);
    for (const [i, { name }] of scope.variables().entries()) {
      const values = [...new Generator(4, name).fillNormal(new Float32Array(first[name]!.data.length))];
      for (let k = 0; k < values.length; k += 7) {
        const at = (step: number) => {
          const moved = [...values];
          moved[k]! += step;
          return run([loss], scope, { ...feeds, [name]: moved })[0]![0]!;
        };
        const numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(Math.abs(gradients[i]![k]! - numeric), `${name}[${k}]`).toBeLessThan(1e-5 * (1 + Math.abs(numeric)));
      }
    }
  });
});

describe("likely cells", () => {
  it("are the most probable codes with the middle of bins and located values", () => {
    const scope = new Scope({ training: false });
    const model = modelOf({ columns: "independent" });
    const { mean } = model.decode(input("z", [1, 2]), scope);
    const heads = model.columnDistributions(input("z", [1, 2]), input("x", [1, 8]), scope);
    const [cellsOut, location] = run([mean, heads.location!], scope, { z, x: row });
    const best = [0, 1, 2].map((code) => cells({}, [code, ...row.slice(1)])[0]!);
    expect(cellsOut![0]).toBe(best.indexOf(Math.max(...best)));
    expect(cellsOut![5]).toBeCloseTo(location![0]!, 10);
    expect(cellsOut![6]).toBe(0.5);
  });
});
