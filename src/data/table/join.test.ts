import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { limitRows, regroupRows, sampleRows, type TablePart } from "./join.ts";

async function* partsOf(...counts: number[]): AsyncGenerator<TablePart> {
  let at = 0;
  for (const count of counts) {
    const values = Array.from({ length: count }, () => at++);
    yield {
      count,
      columns: [
        { name: "n", cells: { kind: "number", values: Float64Array.from(values) } },
        { name: "t", cells: { kind: "text", values: values.map((value) => `the text of row ${value}`) } },
      ],
    };
  }
}

const numbersOf = ({ columns }: TablePart) => [...(columns[0]!.cells.values as Float64Array)];

async function groups(parts: AsyncIterable<TablePart>, size: number): Promise<number[][]> {
  const got: number[][] = [];
  for await (const table of regroupRows("t", parts, size)) got.push(numbersOf(table));
  return got;
}

describe("regroupRows", () => {
  it("makes pieces of one size and loses no row", async () => {
    expect(await groups(partsOf(3, 0, 1, 9, 2), 4)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
      [12, 13, 14],
    ]);
    expect(await groups(partsOf(0), 4)).toEqual([]);
  });

  it("stops at the limit", async () => {
    expect(await groups(limitRows(partsOf(3, 9), 5), 4)).toEqual([[0, 1, 2, 3], [4]]);
  });
});

describe("sampleRows", () => {
  it("keeps all rows where there are no more", async () => {
    const { table, total } = await sampleRows("t", partsOf(2, 3), 5, new Generator(0));
    expect([numbersOf(table), total]).toEqual([[0, 1, 2, 3, 4], 5]);
  });

  it("keeps the order, rows whole, and is the same for a seed however the rows come", async () => {
    const first = await sampleRows("t", partsOf(40, 60), 10, new Generator(1));
    const second = await sampleRows("t", partsOf(1, 90, 9), 10, new Generator(1));
    expect(second).toEqual(first);
    expect(first.total).toBe(100);
    const numbers = numbersOf(first.table);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(10);
    expect(first.table.columns[1]!.cells.values).toEqual(numbers.map((value) => `the text of row ${value}`));
  });

  it("draws every row equally often", async () => {
    const counts = new Float64Array(20);
    for (let seed = 0; seed < 2000; seed++) {
      for (const n of numbersOf((await sampleRows("t", partsOf(20), 5, new Generator(seed))).table)) counts[n]!++;
    }
    // Each 500 times, with a standard deviation of 19.4.
    expect(Math.min(...counts)).toBeGreaterThan(420);
    expect(Math.max(...counts)).toBeLessThan(580);
  });
});
