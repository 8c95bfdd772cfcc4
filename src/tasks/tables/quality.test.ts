import { describe, expect, it } from "vitest";
import { float32, Generator } from "../../array/index.ts";
import { encodeTable, fitEncodings, inferSchema, type Table } from "../../data/index.ts";
import { rowClasses } from "./classes.ts";
import { compareTables } from "./quality.ts";
import { restoredCells } from "./restored.ts";

function table(name: string, count: number, seed: number): Table {
  const g = new Generator(seed, "quality test");
  const rows = Array.from({ length: count }, () => {
    const kind = ["a", "b", "c"][g.integer(3)]!;
    return [kind, (kind === "a" ? 5 : 0) + g.normal(), g.uniform() < 0.2 ? null : kind];
  });
  return {
    name,
    count,
    columns: [
      { name: "kind", cells: { kind: "text", values: rows.map(([kind]) => kind as string) } },
      { name: "size", cells: { kind: "number", values: Float64Array.from(rows, ([, size]) => size as number) } },
      { name: "again", cells: { kind: "text", values: rows.map(([, , again]) => again as string | null) } },
    ],
  };
}

const [real, holdout, synthetic] = [table("real", 300, 1), table("holdout", 100, 2), table("synthetic", 200, 3)];
const { schema } = inferSchema(real);

describe("compareTables", () => {
  const found = compareTables({ real, holdout, synthetic, schema, target: "kind", seed: 0, privacy: true });

  it("measures everything, as plain JSON, the same each time", () => {
    const again = compareTables({ real, holdout, synthetic, schema, target: "kind", seed: 0, privacy: true });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect({ ...again, seconds: 0 }).toEqual({ ...found, seconds: 0 });
    expect(found.rows).toMatchObject({ real: 300, holdout: 100, synthetic: 200 });
    expect(found.detection!.auc).toBeLessThan(0.7);
    expect(found.privacy!.measures.length).toBe(6);
    expect(found.efficacy!.task).toBe("classification");
  });

  it("sets columns shuffled by themselves beside it: alike in shape, not in pairs", () => {
    const { independentQuality, quality } = found;
    expect(independentQuality.columnShapes!).toBeGreaterThan(0.9);
    expect(independentQuality.columnPairTrends!).toBeLessThan(quality.columnPairTrends! - 0.1);
  });

  it("gives shares of all rows that add up to one, with missing cells", () => {
    for (const one of found.distributions) {
      for (const side of ["real", "holdout", "synthetic"] as const) {
        const parts =
          one.kind === "levels"
            ? [...one.levels.map(({ shares }) => shares[side]!), one.other?.shares[side] ?? 0]
            : [...one.shares[side]!, one.atom?.shares[side] ?? 0];
        expect(parts.reduce((sum, share) => sum + share, one.missing[side]!)).toBeCloseTo(1, 9);
      }
    }
  });

  it("leaves detection and privacy out of a handful of rows, and says so", () => {
    const few = compareTables({ real, holdout, synthetic: table("few", 12, 5), schema, seed: 0, privacy: true });
    expect(few.detection).toBeUndefined();
    expect(few.privacy).toBeUndefined();
    expect(few.notes).toEqual(["few has 12 rows: detection and privacy need 20 of each table."]);
  });
});

describe("restoredCells", () => {
  const fitted = fitEncodings(real, schema);
  const { values } = encodeTable(real, fitted);
  const items = float32(values, [real.count, 6]);

  it("finds nothing wrong with the same cells, and counts what differs", () => {
    expect(restoredCells(items, items, fitted)).toEqual({ cellAccuracy: 1, numberError: 0 });
    const other = values.slice();
    for (let row = 0; row < real.count; row += 2) other[row * 6] = (other[row * 6]! + 1) % 3;
    const { cellAccuracy } = restoredCells(items, float32(other, items.shape), fitted);
    const present = real.columns[2]!.cells.values.filter((cell) => cell !== null).length;
    expect(cellAccuracy).toBeCloseTo(1 - 150 / (300 + present), 9);
  });
});

describe("rowClasses", () => {
  it("takes the target, or else the first column of few levels, and marks missing cells", () => {
    expect(rowClasses(real, schema)).toMatchObject({ labelColumn: "kind" });
    const { labelColumn, labels, labelNames } = rowClasses(real, schema, "again")!;
    expect([labelColumn, labelNames.at(-1)]).toEqual(["again", "(missing)"]);
    real.columns[2]!.cells.values.forEach((cell, i) => {
      expect(labelNames[labels[i]!]).toBe(cell ?? "(missing)");
    });
    expect(rowClasses(real, schema, "size")).toMatchObject({ labelColumn: "kind" });
  });
});
