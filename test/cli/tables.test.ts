// Tables through the program: one small file of people, with everything that real files have, from its schema to scores.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { type Cells, readCsvTable, readNpy, type Table, writeCsv } from "../../src/data/index.ts";
import { openTable, tableWriter } from "../../src/data/node.ts";
import { type Ended, hashOf, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const at = (file: string) => join(cwd, file);
const text = (file: string) => readFileSync(at(file), "utf8");

async function done(...args: string[]): Promise<Ended> {
  const ended = await vaekit(args, { cwd });
  expect(ended.code, `${args.join(" ")}\n${ended.stderr}`).toBe(0);
  return ended;
}

type Row = Record<string, string>;

function rowsOf(file: string): Row[] {
  const { table } = readCsvTable(readFileSync(at(file)), file);
  return Array.from({ length: table.count }, (_, i) =>
    Object.fromEntries(table.columns.map(({ name, cells }) => [name, (cells.values[i] as string | null) ?? ""])),
  );
}

const column = (file: string, name: string) => rowsOf(file).map((row) => row[name]!);

const CITIES = ["Berlin", "Paris", "Frankfurt, Main", "Łódź", "Ürümqi"];
const NAMES = ["id", "age", "city", "income", "savings", "start", "end", "active", "grade", "remark"];
const GAPS = ["age", "city", "income", "active"];

const day = (number: number) => new Date(Date.UTC(2015, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);

// Decimals, integers, money that is often 0, a rare city, dates in order, identifiers, prose, gaps written "" and "?".
function people(count: number, seed: number, first = 1): Row[] {
  const generator = new Generator(seed, "people");
  const integer = (from: number, to: number) => from + generator.integer(to - from);
  const chosen = <T>(of: readonly T[]) => of[generator.integer(of.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const age = integer(18, 81);
    const start = integer(0, 1500);
    const u = generator.uniform();
    const row: Row = {
      id: `P${String(first + i).padStart(5, "0")}`,
      age: String(age),
      city: CITIES[[0.5, 0.8, 0.95, 0.985, 1].findIndex((end) => u < end)]!,
      income: (1000 + age * 60 * generator.uniform()).toFixed(2),
      savings: generator.uniform() < 0.5 ? "0" : String(Math.round(Math.exp(7 + 1.5 * generator.normal()))),
      start: day(start),
      end: day(start + integer(0, 400)),
      active: chosen(["yes", "no"]),
      grade: generator.uniform() < 0.1 ? "?" : chosen(["low", "mid", "high"]),
      remark: Array.from({ length: 7 }, () => chosen(["very", "fine", "late", "odd", "plan", "note", "call"])).join(
        " ",
      ),
    };
    for (const name of GAPS) if (generator.uniform() < 0.08) row[name] = "";
    return row;
  });
}

const csv = (rows: readonly Row[]) =>
  writeCsv(
    NAMES,
    rows.map((row) => NAMES.map((name) => row[name]!)),
  );

// The same rows as a file with types: numbers are numbers there.
async function typed(rows: readonly Row[], file: string): Promise<void> {
  const columns = NAMES.map((name) => {
    const values = rows.map((row) => row[name]!);
    const cells: Cells = ["age", "income", "savings"].includes(name)
      ? { kind: "number", values: Float64Array.from(values, (value) => (value === "" ? Number.NaN : Number(value))) }
      : { kind: "text", values: values.map((value) => value || null) };
    return { name, cells };
  });
  const table: Table = { name: file, count: rows.length, columns };
  const writer = await tableWriter(at(file));
  await writer.write(table);
  await writer.close();
}

const PEOPLE = people(400, 1);
const RULES = ["--constraint", "start <= end", "--constraint", "positive:income"];

function schemaOf(run: string) {
  const { schema } = JSON.parse(text(`${run}/config.json`)) as {
    schema: { rows: number; columns: { name: string; type: string; missing: number; marker: string }[] };
  };
  return { ...schema, types: Object.fromEntries(schema.columns.map(({ name, type }) => [name, type])) };
}

let trained: Ended;

beforeAll(async () => {
  writeFileSync(at("people.csv"), csv(PEOPLE));
  await typed(PEOPLE, "people.parquet");
  await typed(PEOPLE, "people.jsonl");
  trained = await done("train", "people.csv", ...RULES, "--epochs", "3", "--out", "model");
});

describe("vaekit schema", () => {
  it("says what each column holds, and what of it the model leaves out", async () => {
    const { stdout } = await done("schema", "people.csv");
    expect(stdout).toMatch(/^age +integer +\d+ +18 to 80/m);
    expect(stdout).toMatch(/^city +categorical +\d+ +5: Berlin, Paris, /m);
    expect(stdout).toMatch(/^income +continuous .* 2 decimals/m);
    expect(stdout).toMatch(/^savings +integer .*often 0; heavy tails/m);
    expect(stdout).toMatch(/^start +datetime .*2015-\d\d-\d\d to .*YYYY-MM-DD/m);
    expect(stdout).toMatch(/^grade +categorical .*missing as "\?"/m);
    expect(stdout).toContain("id: an identifier (all distinct); left out of the model");
    expect(stdout).toContain("remark: free text (all distinct); left out of the model");
    expect(stdout).toContain('"start <= end"');
  });

  it("writes JSON that --schema takes back, whole or in part", async () => {
    await done("schema", "people.csv", "--out", "people.json");
    const again = await done("schema", "people.csv", "--schema", "people.json", "--json");
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(text("people.json")));
    const part = {
      columns: [
        { name: "grade", type: "ordinal", levels: ["low", "mid", "high"] },
        { name: "age", type: "categorical" },
      ],
    };
    writeFileSync(at("part.json"), JSON.stringify(part));
    const { columns } = JSON.parse((await done("schema", "people.csv", "--schema", "part.json", "--json")).stdout);
    expect(columns[1].type).toBe("categorical");
    expect(columns[8].levels.map((level: { text: string }) => level.text)).toEqual(["low", "mid", "high"]);
  });

  it("reads standard input, and finds the same in Parquet and JSONL", async () => {
    const types = async (source: string, input?: string) => {
      const ended = await vaekit(["schema", source, "--json"], { cwd, ...(input === undefined ? {} : { input }) });
      expect(ended.code, ended.stderr).toBe(0);
      const { columns } = JSON.parse(ended.stdout) as { columns: { name: string; type: string; missing: number }[] };
      return columns.map(({ name, type, missing }) => [name, type, missing]);
    };
    const own = await types("people.csv");
    expect(await types("-", csv(PEOPLE))).toEqual(own);
    expect(await types("people.parquet")).toEqual(own);
    expect(await types("people.jsonl")).toEqual(own);
  });

  it("describes a table that leaves nothing for a model", async () => {
    writeFileSync(at("gaps.csv"), "a,b\n?,1\n?,1\n");
    expect((await done("schema", "gaps.csv")).stdout).toMatch(/^a +constant .*all cells are missing\nb +constant /m);
  });
});

describe("vaekit train on a table", () => {
  it("says what it understood and chose", () => {
    expect(trained.stderr).toContain("data: people, 10 columns: 400 train items");
    expect(trained.stderr).toContain("chosen: preset table: the data is a table");
    expect(trained.stderr).toContain('"?" means missing in grade');
    expect(trained.stdout).toMatch(/^cell accuracy +0\.\d+/m);
    expect(trained.stdout).toContain("report: model/report.html");
  });

  it("takes rows and columns by --where and --select", async () => {
    const options = ["--where", "age >= 40 AND city = 'Berlin'", "--select", "age, income, grade"];
    await done("train", "people.csv", ...options, "--epochs", "1", "--out", "chosen", "--no-report");
    const { rows, types } = schemaOf("chosen");
    expect(rows).toBe(PEOPLE.filter(({ age, city }) => Number(age) >= 40 && city === "Berlin").length);
    expect(types).toEqual({ age: "integer", income: "continuous", grade: "categorical" });
  });

  it("takes names by --columns where there is --no-header, markers by --missing, types by --schema, and --sample rows", async () => {
    const rows = PEOPLE.map(({ age, city, savings }) =>
      [age || "-1", city, savings].map((cell) => `"${cell}"`).join(";"),
    );
    writeFileSync(at("bare.csv"), `${rows.join("\n")}\n`);
    writeFileSync(at("types.json"), '{"columns": [{"name": "years", "type": "continuous"}]}');
    const options = ["--no-header", "--columns", "years,place,money", "--missing", "-1", "--schema", "types.json"];
    const { stderr } = await done(
      ...["train", "bare.csv", ...options, "--sample", "300", "--seed", "5"],
      ...["--epochs", "1", "--out", "bare", "--no-report"],
    );
    expect(stderr).toContain("300 of 400 rows, drawn with seed");
    const { rows: count, types, columns } = schemaOf("bare");
    expect([count, types]).toEqual([300, { years: "continuous", place: "categorical", money: "integer" }]);
    expect(columns[0]).toMatchObject({ marker: "-1", missing: expect.toSatisfy((missing: number) => missing > 5) });
  });

  it("trains from standard input to the weights that the file gives", async () => {
    const options = ["--epochs", "1", "--no-report"];
    const ended = await vaekit(["train", "-", ...options, "--out", "piped"], { cwd, input: csv(PEOPLE) });
    expect(ended.code, ended.stderr).toBe(0);
    await done("train", "people.csv", ...options, "--out", "read");
    expect(hashOf(at("piped/model.safetensors"))).toBe(hashOf(at("read/model.safetensors")));
    const again = await vaekit(["evaluate", "piped"], { cwd });
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining("standard input: the run was trained on it"),
    ]);
  });

  it("goes on after SIGKILL to the weights of a run that was never stopped", async () => {
    const options = ["--epochs", "4", "--batch", "8", "--where", "age > 20", ...RULES];
    const often = ["--checkpoint-minutes", "0.000001", "--no-report", "--json"];
    await done("train", "people.csv", ...options, ...often, "--out", "whole");
    const lines = ({ stdout }: { stdout: string }) => stdout.split("\n").length - 1;
    let kills = 0;
    for (const after of [2, 4, 3]) {
      let doomed = false;
      const args =
        kills === 0 ? ["train", "people.csv", ...options, "--out", "killed"] : ["train", "--resume", "killed"];
      const { signal } = await vaekit([...args, ...often], {
        cwd,
        watch(output, send) {
          if (doomed || lines(output) < after) return;
          doomed = true;
          send("SIGKILL");
        },
      });
      if (signal === "SIGKILL") kills++;
    }
    expect(kills).toBe(3);
    await done("train", "--resume", "killed", ...often);
    expect(hashOf(at("killed/model.safetensors"))).toBe(hashOf(at("whole/model.safetensors")));
  });

  it("evaluates on the rows held out, as training printed", async () => {
    const { results } = JSON.parse(text("model/config.json"));
    const { elbo, count } = JSON.parse((await done("evaluate", "model", "--json")).stdout);
    expect({ elbo, count }).toEqual({ elbo: results.elbo, count: 40 });
  });
});

describe("vaekit synth", () => {
  const levels = (name: string) => new Set(PEOPLE.map((row) => row[name]!));
  const ends = (name: string) => {
    const numbers = PEOPLE.flatMap((row) => (row[name] === "" ? [] : [Number(row[name])]));
    return [Math.min(...numbers), Math.max(...numbers)] as const;
  };

  it("writes rows as the source writes them, within its ranges and categories, and keeps the constraints", async () => {
    await done("synth", "model", "-n", "300", "--out", "s.csv");
    const rows = rowsOf("s.csv");
    expect(rows).toHaveLength(300);
    expect(Object.keys(rows[0]!)).toEqual(NAMES.filter((name) => name !== "remark"));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(300);
    for (const row of rows) {
      expect(row.id).toMatch(/^P\d{5}$/);
      expect(levels("id")).not.toContain(row.id);
      for (const [name, form] of [
        ["age", /^\d\d$|^$/],
        ["income", /^\d+\.\d\d$|^$/],
        ["savings", /^\d+$/],
        ["start", /^20\d\d-\d\d-\d\d$/],
      ] as const) {
        expect(row[name]).toMatch(form);
      }
      for (const name of ["age", "income", "savings"]) {
        const [low, high] = ends(name);
        if (row[name] !== "") expect(Number(row[name]), name).toSatisfy((x: number) => x >= low && x <= high);
      }
      for (const name of ["city", "active", "grade"]) expect(levels(name), name).toContain(row[name]);
      expect(row.start! <= row.end!).toBe(true);
    }
    // Gaps and zeros come back about as often.
    expect(rows.filter(({ savings }) => savings === "0").length).toBeGreaterThan(60);
    expect(rows.some(({ grade }) => grade === "?")).toBe(true);
    expect(text("s.csv")).not.toContain('""');
  });

  it("gives the same bytes for the same seed, on stdout too, and others for another", async () => {
    const first = await done("synth", "model", "-n", "50", "--seed", "3");
    await done("synth", "model", "-n", "50", "--seed", "3", "--out", "same.csv");
    expect(text("same.csv")).toBe(first.stdout);
    expect((await done("synth", "model", "-n", "50", "--seed", "4")).stdout).not.toBe(first.stdout);
  });

  it("meets --where, --conditions, --balance and further constraints", async () => {
    await done(
      ...["synth", "model", "-n", "40", "--tries", "200", "--out", "where.csv"],
      ...["--where", "city = 'Frankfurt, Main' and age >= 40", "--where", "grade != low"],
    );
    expect(rowsOf("where.csv")).toHaveLength(40);
    for (const { city, age, grade } of rowsOf("where.csv")) {
      expect([city, Number(age) >= 40, grade === "low"]).toEqual(["Frankfurt, Main", true, false]);
    }
    writeFileSync(at("wanted.csv"), "age,city\n30,Paris\n55,Łódź\n70,Ürümqi\n");
    await done("synth", "model", "--conditions", "wanted.csv", "--out", "conditions.csv");
    expect(column("conditions.csv", "age")).toEqual(["30", "55", "70"]);
    expect(column("conditions.csv", "city")).toEqual(["Paris", "Łódź", "Ürümqi"]);
    await done("synth", "model", "-n", "50", "--balance", "city", "--out", "balance.csv");
    const cities = column("balance.csv", "city");
    for (const city of CITIES) expect(cities.filter((found) => found === city)).toHaveLength(10);
    const rules = ["--constraint", "unique:age,city", "--constraint", "range:age:30:50"];
    await done("synth", "model", "-n", "40", ...rules, "--tries", "500", "--out", "unique.csv");
    const keys = rowsOf("unique.csv").flatMap(({ age, city }) => (age && city ? [`${age} ${city}`] : []));
    expect(new Set(keys).size).toBe(keys.length);
    for (const age of column("unique.csv", "age")) {
      if (age !== "") expect(Number(age)).toSatisfy((years: number) => years >= 30 && years <= 50);
    }
  });

  it("writes numbers as numbers to Parquet and JSONL", async () => {
    await done("synth", "model", "-n", "30", "--seed", "3", "--out", "s3.csv");
    for (const file of ["s3.parquet", "s3.jsonl.gz"]) {
      await done("synth", "model", "-n", "30", "--seed", "3", "--out", file);
      const { table } = await openTable(at(file));
      const kinds = Object.fromEntries(table.columns.map(({ name, cells }) => [name, cells.kind]));
      expect(kinds).toMatchObject({ id: "text", age: "number", income: "number", city: "text", start: "text" });
      const incomes = table.columns.find(({ name }) => name === "income")!.cells.values as Float64Array;
      const expected = column("s3.csv", "income").map((cell) => (cell === "" ? Number.NaN : Number(cell)));
      expect(Array.from(incomes)).toEqual(expected);
    }
  });
});

describe("vaekit impute", () => {
  const isGap = (name: string, cell: string) => cell === "" || (name === "grade" && cell === "?");
  const gaps = PEOPLE.flatMap((row, i) =>
    [...GAPS, "grade"].filter((name) => isGap(name, row[name]!)).map((name) => `${i + 1} ${name}`),
  );

  it("fills every gap, keeps every other byte, and lists what it filled with --cells", async () => {
    const { stderr } = await done("impute", "model", "people.csv", "--out", "filled.csv", "--cells", "cells.csv");
    expect(stderr).toContain(`${gaps.length} cells filled in 400 rows`);
    const filled = rowsOf("filled.csv");
    const source = text("people.csv").split("\n");
    text("filled.csv")
      .split("\n")
      .forEach((line, i) => {
        const row = PEOPLE[i - 1];
        if (row === undefined || !NAMES.some((name) => isGap(name, row[name]!))) expect(line).toBe(source[i]);
      });
    PEOPLE.forEach((row, i) => {
      for (const name of NAMES) {
        if (isGap(name, row[name]!)) expect(filled[i]![name], `${i} ${name}`).not.toMatch(/^\??$/);
        else expect(filled[i]![name]).toBe(row[name]);
      }
    });
    const cells = rowsOf("cells.csv");
    expect(cells.map(({ row, column: name }) => `${row} ${name}`).sort()).toEqual([...gaps].sort());
    for (const { row, column: name, value, probability, low5, high95 } of cells) {
      expect(filled[Number(row) - 1]![name!]).toBe(value);
      if (name === "age" || name === "income") expect(Number(low5)).toBeLessThanOrEqual(Number(high95));
      else expect(Number(probability)).toSatisfy((p: number) => p > 0 && p <= 1);
    }
  });

  it("draws several tables with --draws, each complete, the same for the same seed", async () => {
    await done(
      "impute",
      "model",
      "people.csv",
      "--limit",
      "100",
      "--draws",
      "3",
      "--samples",
      "10",
      "--out",
      "draws.csv",
    );
    const rows = rowsOf("draws.csv");
    expect(rows.map(({ draw }) => Number(draw))).toEqual([1, 2, 3].flatMap((draw) => Array<number>(100).fill(draw)));
    rows.forEach((row, i) => {
      for (const name of NAMES) {
        const cell = PEOPLE[i % 100]![name]!;
        if (isGap(name, cell)) expect(row[name]).not.toMatch(/^\??$/);
        else expect(row[name]).toBe(cell);
      }
    });
    const ages = (draw: number) => column("draws.csv", "age").slice(100 * draw, 100 * draw + 100);
    expect(ages(0)).not.toEqual(ages(1));
    const again = await done("impute", "model", "people.csv", "--limit", "100", "--draws", "3", "--samples", "10");
    expect(again.stdout).toBe(text("draws.csv"));
  });

  it("leaves a category that it does not know, a table without gaps, and --safe-csv cells but for a sign before formulas", async () => {
    const [first, second] = PEOPLE.filter((row) => NAMES.every((name) => !isGap(name, row[name]!)));
    const rows = [
      { ...first!, city: "Oslo", remark: '=HYPERLINK("x")' },
      { ...second!, remark: "+1 more" },
    ];
    writeFileSync(at("full.csv"), csv(rows));
    const plain = await done("impute", "model", "full.csv", "--cells", "none.csv", "--out", "full-out.csv");
    expect(text("full-out.csv")).toBe(csv(rows));
    expect(plain.stderr).toContain('city: 1 cell holds a category unknown to the model, such as "Oslo"');
    expect(text("none.csv")).toBe("row,column,value,probability,deviation,low5,high95\n");
    const { stdout } = await done("impute", "model", "full.csv", "--safe-csv");
    expect(stdout).toContain(`"'=HYPERLINK(""x"")"`);
    expect(stdout).toMatch(/,"'\+1 more"$/m);
  });
});

describe("vaekit score on a table", () => {
  it("gives the same bytes twice, contributions that add up, and labels by contamination", async () => {
    const options = ["--contamination", "0.05", "--explain"];
    const { stderr } = await done("score", "model", "people.csv", ...options, "--out", "a.csv");
    await done("score", "model", "people.csv", ...options, "--out", "b.csv");
    expect(hashOf(at("a.csv"))).toBe(hashOf(at("b.csv")));
    const rows = rowsOf("a.csv");
    expect(rows.map(({ row }) => Number(row))).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    const parts = Object.keys(rows[0]!).filter((name) => name.startsWith("nats:"));
    expect(parts).toEqual(
      [...NAMES.filter((name) => !["id", "remark"].includes(name)), "latent"].map((n) => `nats:${n}`),
    );
    for (const row of rows) {
      const sum = parts.reduce((total, name) => total + Number(row[name]), 0);
      expect(sum).toBeCloseTo(Number(row.score), 6);
      expect(Number(row.tail_probability)).toSatisfy((p: number) => p > 0 && p <= 1);
      expect(parts).toContain(`nats:${row.most}`);
    }
    const flagged = rows.filter(({ anomaly }) => anomaly === "1");
    expect(flagged.length).toBeGreaterThanOrEqual(10);
    expect(flagged.length).toBeLessThanOrEqual(40);
    expect(stderr).toMatch(new RegExp(`^${flagged.length} rows lie above the threshold`, "m"));
    const least = Math.min(...flagged.map(({ score }) => Number(score)));
    for (const { anomaly, score } of rows) if (anomaly === "0") expect(Number(score)).toBeLessThan(least);
  });

  it("gives the same scores from Parquet, JSONL and standard input", async () => {
    const { stdout } = await done("score", "model", "people.csv");
    expect((await done("score", "model", "people.parquet")).stdout).toBe(stdout);
    expect((await done("score", "model", "people.jsonl")).stdout).toBe(stdout);
    const piped = await vaekit(["score", "model", "-"], { cwd, input: csv(PEOPLE) });
    expect(piped.stdout).toBe(stdout);
  });

  it("scores a table of several pieces as it scores its rows alone", async () => {
    const rows = people(17_000, 2);
    writeFileSync(at("many.csv"), csv(rows));
    writeFileSync(at("some.csv"), csv(rows.slice(16_350, 16_420)));
    await done("score", "model", "many.csv", "--out", "many-scores.csv");
    await done("score", "model", "some.csv", "--out", "some-scores.csv");
    const all = rowsOf("many-scores.csv");
    expect(all).toHaveLength(17_000);
    // Alike but for the rounding of 32-bit sums, which depends on a row's place among those computed together.
    rowsOf("some-scores.csv").forEach(({ score, most }, i) => {
      expect(all[16_350 + i]).toMatchObject({ row: String(16_351 + i), most });
      expect(Number(score)).toBeCloseTo(Number(all[16_350 + i]!.score), 4);
    });
  });

  it("reports what the model has never seen, scores it as strange, and refuses it with --strict", async () => {
    const usual = PEOPLE.find((row) => NAMES.every((name) => row[name] !== "" && row[name] !== "?"))!;
    const rows = [usual, { ...usual, city: "Oslo" }, { ...usual, savings: "99999999" }, { ...usual, age: "" }];
    writeFileSync(at("new.csv"), csv(rows));
    const { stderr } = await done("score", "model", "new.csv", "--out", "new-scores.csv");
    expect(stderr).toContain('city: 1 cell holds a category unknown to the model, such as "Oslo"');
    expect(stderr).toContain('savings: 1 cell holds a value unlike those of the training part, such as "99999999"');
    const [own, oslo, rich] = rowsOf("new-scores.csv");
    expect(Number(oslo!.score)).toBeGreaterThan(Number(own!.score) + 3);
    expect(Number(rich!.score)).toBeGreaterThan(Number(own!.score) + 3);
    expect([oslo!.most, rich!.most]).toEqual(["city", "savings"]);
    const strict = await vaekit(["score", "model", "new.csv", "--strict"], { cwd });
    expect([strict.code, strict.stdout]).toEqual([2, ""]);
    expect(strict.stderr).toContain(
      'error: new.csv: row 2, column "city": must be a value like those of the training part, got "Oslo"',
    );
  });
});

describe("vaekit encode and augment on a table", () => {
  it("encodes to CSV, Parquet and npy alike", async () => {
    for (const kind of ["csv", "parquet", "npy"]) await done("encode", "model", "people.csv", "--out", `z.${kind}`);
    const { shape, data } = readNpy(readFileSync(at("z.npy")), "z.npy");
    const rows = rowsOf("z.csv");
    expect(shape).toEqual([400, Object.keys(rows[0]!).length]);
    expect(rows.flatMap((row) => Object.values(row).map(Number))).toEqual(Array.from(data as Float32Array));
    const { table } = await openTable(at("z.parquet"));
    expect(table.columns.map(({ cells }) => cells.values[7])).toEqual(Object.values(rows[7]!).map(Number));
  });

  it("adds rows until every class has as many, marked, after the rows as they were", async () => {
    await done("augment", "model", "people.csv", "--balance", "city", "--mark", "made", "--out", "more.csv");
    const rows = rowsOf("more.csv");
    const own = rows.slice(0, 400);
    expect(own.map(({ made, ...row }) => [made, row])).toEqual(PEOPLE.map((row) => ["0", row]));
    const most = Math.max(...CITIES.map((city) => PEOPLE.filter((row) => row.city === city).length));
    for (const city of CITIES) expect(rows.filter((row) => row.city === city)).toHaveLength(most);
    const made = rows.slice(400);
    expect(new Set(made.map((row) => row.made))).toEqual(new Set(["1"]));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { start, end, remark } of made) expect([start! <= end!, remark]).toEqual([true, ""]);
  });
});

describe("formulas in cells", () => {
  it("come out as they are, and with a sign before them with --safe-csv", async () => {
    const generator = new Generator(1, "formulas");
    const formulas = ["=1+1", "+sum", "-x", "@cmd", "plain"];
    const rows = Array.from({ length: 120 }, (_, i) => [formulas[i % 5]!, generator.normal().toFixed(3)]);
    writeFileSync(at("formulas.csv"), writeCsv(["what", "amount"], rows));
    await done("train", "formulas.csv", "--epochs", "1", "--out", "formulas", "--no-report");
    await done("synth", "formulas", "-n", "60", "--out", "raw.csv");
    await done("synth", "formulas", "-n", "60", "--safe-csv", "--out", "safe.csv");
    const raw = column("raw.csv", "what");
    expect(new Set(raw)).toEqual(new Set(formulas));
    expect(column("safe.csv", "what")).toEqual(raw.map((cell) => (cell === "plain" ? cell : `'${cell}`)));
    // Negative numbers are no formulas.
    expect(column("safe.csv", "amount")).toEqual(column("raw.csv", "amount"));
  });
});
