// A table inside Chromium: read, learned, synthesised, filled and scored without a server.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { launch } from "./chromium.ts";
import type { Server } from "./serve.ts";
import { servePage } from "./serve-page.ts";
import type { TableReport } from "./table-page.ts";

// Three towns with incomes of their own; every seventh income is missing.
function peopleCsv(): string {
  const generator = new Generator(1, "people");
  const towns = ["Ulm", "Bern", "Graz"];
  const rows = Array.from({ length: 210 }, (_, i) => {
    const town = generator.integer(3);
    const income = i % 7 === 0 ? "" : (1000 * (town + 1) + 50 * generator.normal()).toFixed(2);
    return `${towns[town]},${20 + generator.integer(50)},${income}`;
  });
  return `town,age,income\n${rows.join("\n")}\n`;
}

describe("a table in Chromium", () => {
  let server: Server;

  beforeAll(async () => {
    server = await servePage("table-page.ts");
  });
  afterAll(() => server.close());

  it("becomes synthetic rows, filled gaps and scores", async () => {
    const browser = await launch("none");
    const csv = peopleCsv();
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      await page.waitForFunction("typeof runTable === 'function'");
      const { synthetic, filled, scores } = (await page.evaluate(`runTable(${JSON.stringify(csv)})`)) as TableReport;
      const made = synthetic.trimEnd().split("\n");
      expect(made[0]).toBe("town,age,income");
      expect(made).toHaveLength(21);
      for (const row of made.slice(1)) expect(row).toMatch(/^(Ulm|Bern|Graz),\d\d,(\d+(\.\d\d?)?)?$/);
      const [before, after] = [csv, filled].map((text) => text.trimEnd().split("\n"));
      expect(after).toHaveLength(before!.length);
      for (const [i, row] of before!.entries()) {
        if (row.endsWith(",")) expect(after![i]).toMatch(/^\w+,\d\d,\d+(\.\d\d?)?$/);
        else expect(after![i]).toBe(row);
      }
      expect(scores).toHaveLength(210);
      expect(scores.every(Number.isFinite)).toBe(true);
    } finally {
      await browser.close();
    }
  });
});
