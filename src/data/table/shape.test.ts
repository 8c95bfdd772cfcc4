import { expect, test } from "vitest";
import { Generator } from "../../array/index.ts";
import { normalCdf, normalQuantile } from "./_normal-score.ts";
import { tableOf, times } from "./_tables.ts";
import { decodeTable } from "./decode.ts";
import { fitEncodings } from "./fit.ts";
import { inferSchema } from "./infer.ts";
import type { NumberEncoding } from "./schema.ts";
import { codeShapes } from "./shape.ts";

const generator = new Generator(4, "shape");
const table = tableOf({
  x: Float64Array.from({ length: 3000 }, () => (generator.uniform() < 0.3 ? 0 : 10 + 2 * generator.normal())),
  c: times(3000, (i) => "abcdef"[i % 6]!),
});
const { schema } = inferSchema(table);

test("the normal distribution function and its inverse agree", () => {
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 13);
  for (const u of [1e-6, 0.001, 0.07, 0.3, 0.5, 0.6, 0.93, 0.9999])
    expect(normalCdf(normalQuantile(u))).toBeCloseTo(u, 12);
  expect(normalCdf(-8)).toBeCloseTo(6.22096e-16, 20);
});

test("levels have codes without values, at position 0", () => {
  const [, levels] = codeShapes(fitEncodings(table, schema, { levels: 4 }));
  expect(levels).toEqual({
    name: "c",
    codes: 4,
    valued: 4,
    value: "none",
    position: [0, 0, 0, 0],
    width: [0, 0, 0, 0],
    logDensity: [0, 0, 0, 0],
  });
});

test.each(["bins", "modes", "scaled", "quantile"] as const)(
  "%s: positions and widths are those of decoded values",
  (numbers) => {
    const fitted = fitEncodings(table, schema, { numbers });
    const [shape] = codeShapes(fitted);
    const { mean, standardDeviation } = fitted.columns[0]!.encoding as NumberEncoding;
    const at = (code: number, value: number) => {
      const cells = decodeTable([code, 0, value, 0], fitted, { typed: true }).columns[0]!.cells;
      return ((cells.values[0] as number) - mean) / standardDeviation;
    };
    expect(shape).toMatchObject({ valued: 1, value: numbers === "bins" ? "uniform" : "normal" });
    expect(shape!.width[0]).toBe(0);
    expect(shape!.position[0]).toBeCloseTo(at(0, 0), 9);
    for (let code = 1; code < shape!.codes; code++) {
      const [from, to] = numbers === "quantile" ? [-1, 1] : [0, 1];
      expect(shape!.position[code]).toBeCloseTo(at(code, 0), numbers === "quantile" ? 2 : 9);
      expect(shape!.width[code]).toBeCloseTo(
        (at(code, to) - at(code, from)) / (to - from),
        numbers === "quantile" ? 2 : 9,
      );
    }
  },
);

test("the log density of a bin is that of its segments, and finite where knots are equal", () => {
  const fitted = fitEncodings(table, schema);
  const [shape] = codeShapes(fitted);
  // Jensen: segments of unequal width have a mean log above that of the whole bin.
  for (let code = 1; code < shape!.codes; code++) {
    expect(shape!.logDensity[code]).toBeGreaterThanOrEqual(-Math.log(shape!.width[code]!) - 1e-9);
  }
  const steps = tableOf({ x: times(2000, (i) => (i % 400) ** 2 / 8 + (i % 3)) });
  const coarse = tableOf({ x: times(2000, (i) => Math.floor(((i * 7919) % 997 ** 1.2) / 3) / 2) });
  for (const each of [steps, coarse]) {
    const all = codeShapes(fitEncodings(each, inferSchema(each).schema, { bins: 100 }));
    expect(all[0]!.logDensity.every(Number.isFinite)).toBe(true);
  }
});
