import { describe, expect, test } from "vitest";
import { Generator } from "../../array/index.ts";
import { ConfigError, DataError } from "../../errors.ts";
import { tableOf, times } from "./_tables.ts";
import { type InferOptions, inferSchema } from "./infer.ts";
import { tableSchema } from "./schema.ts";
import { checkTableSchema } from "./schema-input.ts";

function one(cells: readonly (string | null)[] | readonly number[] | Float64Array, options?: InferOptions, name = "x") {
  const { schema, notes } = inferSchema(tableOf({ [name]: cells }), options);
  expect(tableSchema.parse(structuredClone(schema))).toEqual(schema);
  return { ...schema.columns[0]!, notes };
}

describe("types", () => {
  const uuid = (i: number) => `123e4567-e89b-12d3-a456-${String(i).padStart(12, "0")}`;
  const cases: [string, readonly (string | null)[] | readonly number[], string][] = [
    ["true/false", ["true", "False", "true"], "boolean"],
    ["0/1", ["0", "1", "1", "?"], "boolean"],
    ["numbers 0/1", [0, 1, 1], "boolean"],
    ["y/n", ["y", "n", "y"], "boolean"],
    ["integers", times(50, (i) => String((i * 37) % 23)), "integer"],
    ["integers as a data frame writes them beside gaps", times(50, (i) => `${(i * 37) % 23}.0`), "integer"],
    ["number cells without decimals", times(50, (i) => (i * 37) % 23), "integer"],
    ["decimals", times(50, (i) => String(((i * 37) % 23) / 10)), "continuous"],
    ["two integers that are no truth values", ["1", "2", "1", "2"], "categorical"],
    ["texts", ["red", "blue", "red", "green"], "categorical"],
    ["one text", ["red", "red", "red"], "constant"],
    ["one text and gaps", ["red", "", "red"], "categorical"],
    ["one number", [4, 4, 4], "constant"],
    ["gaps only", ["", "NA", null], "constant"],
    ["counting integers", times(30, (i) => String(i + 1)), "identifier"],
    ["ascending integers", times(30, (i) => String(i * i + 5)), "identifier"],
    ["UUIDs", times(30, uuid), "identifier"],
    ["distinct codes", times(30, (i) => `C${String(i).padStart(4, "0")}`), "identifier"],
    ["distinct sentences", times(30, (i) => `this is sentence number ${i} of many`), "text"],
    ["mostly distinct words", times(60, (i) => `word ${i % 50}`), "text"],
    ["digits with leading zeros", times(60, (i) => `0${i % 9}123`), "categorical"],
    ["ISO dates", times(30, (i) => `2024-01-${String((i % 28) + 1).padStart(2, "0")}`), "datetime"],
  ];
  test.each(cases)("%s", (_, cells, type) => expect(one(cells).type).toBe(type));

  test("a name like id makes distinct integers an identifier in any order", () => {
    const cells = times(30, (i) => String((i * 17) % 31));
    expect(one(cells, {}, "amount").type).toBe("integer");
    expect(one(cells, {}, "user_id").type).toBe("identifier");
  });

  test("300,000 distinct texts are left out with a note", () => {
    const { type, notes } = one(times(300_000, (i) => `item ${i} is a text`));
    expect(type).toBe("text");
    expect(notes).toEqual(["x: free text (all distinct); left out of the model"]);
  });

  test("identifiers know how to go on", () => {
    expect(one(times(30, (i) => `C${String(i).padStart(4, "0")}`)).identifier).toEqual({
      kind: "text",
      prefix: "C",
      width: 4,
      next: 30,
    });
    expect(one(times(30, uuid)).identifier?.kind).toBe("uuid");
    expect(one(times(30, (i) => i + 1)).identifier).toEqual({ kind: "number", prefix: "", width: 0, next: 31 });
  });

  test("one row and no row are understood", () => {
    expect(inferSchema(tableOf({ a: ["x"], b: ["1.5"] })).schema.columns.map(({ type }) => type)).toEqual([
      "constant",
      "constant",
    ]);
    expect(inferSchema(tableOf({ a: [] })).schema.columns[0]!.type).toBe("constant");
  });
});

describe("missing cells", () => {
  test("markers are counted, and the most common one is kept", () => {
    const column = one(["1", "?", "2", "NA", "?", "", "3.5", "?"]);
    expect(column).toMatchObject({ type: "continuous", missing: 5, marker: "?" });
    expect(column.notes).toContain('"?" means missing in x');
  });

  test('"None", "-" and "." are gaps beside numbers and levels beside texts', () => {
    expect(one(["1", "-", "2", "None", "7"])).toMatchObject({ type: "integer", missing: 2 });
    const texts = one(["Brick", "None", "Stone", "None", "Brick"]);
    expect(texts).toMatchObject({ type: "categorical", missing: 0 });
    expect(texts.notes[0]).toContain('"None" taken as a level');
  });

  test("NA is Namibia among codes of countries", () => {
    const codes = ["DE", "FR", "US", "GB", "IT", "ES", "PL", "NL", "BE", "AT", "NA"];
    expect(one([...codes, ...codes]).missing).toBe(0);
    expect(one(["Red", "Blue", "NA", "Red"]).missing).toBe(1);
  });

  test("the user's markers replace the list, numbers among them", () => {
    expect(one(["red", "?", "none", "red", "none"], { missing: ["none"] })).toMatchObject({
      missing: 2,
      marker: "none",
    });
    expect(one(["1.5", "-999", "2.5", "3"], { missing: ["-999"] })).toMatchObject({ missing: 1, number: { min: 1.5 } });
    expect(one([1.5, -999, 2.5, 3], { missing: ["-999"] })).toMatchObject({ missing: 1, number: { min: 1.5 } });
  });
});

describe("numbers", () => {
  test.each([
    [["1,234", "12", "1,234,567"], { decimalMark: ".", groupMark: ",", decimals: 0, max: 1234567 }],
    [["1.234,50", "12,25", "7,00"], { decimalMark: ",", groupMark: ".", decimals: 2, padded: true, max: 1234.5 }],
    [["1,5", "12,25", "7"], { decimalMark: ",", decimals: 2, max: 12.25 }],
    [["1 234,5", "12,0", "7,1"], { decimalMark: ",", groupMark: " ", padded: true }],
    [["0,123", "1,234", "0,5"], { decimalMark: ",", max: 1.234 }],
    [["1.50", "2.25", "-3.00"], { decimalMark: ".", decimals: 2, padded: true, min: -3 }],
    [["1e3", "2.5", "-3E-2"], { decimalMark: ".", decimals: 2, max: 1000 }],
  ])("%j", (cells, facts) => {
    const { number } = one(cells);
    expect(number).toMatchObject(facts);
    expect("groupMark" in number!).toBe("groupMark" in facts);
  });

  test("commas that could be either are taken for thousands, and that is said", () => {
    const { number, notes } = one(["1,234", "5,678", "9,012"]);
    expect(number).toMatchObject({ min: 1234, groupMark: "," });
    expect(notes[0]).toMatch(/commas are taken as marks between thousands/);
    const input = checkTableSchema({ columns: [{ name: "x", number: { decimalMark: "," } }] });
    expect(one(["1,234", "5,678", "9,012"], { schema: input }).number).toMatchObject({ min: 1.234, decimals: 3 });
  });

  test("inflated, heavy-tailed and bounded columns are told from others", () => {
    const generator = new Generator(3, "facts");
    const normal = Float64Array.from({ length: 2000 }, () => generator.normal());
    expect(one(normal).number).toMatchObject({ heavyTailed: false, bounded: false });
    expect(one(normal).number).not.toHaveProperty("inflatedAt");
    expect(one(normal.map((z) => Math.exp(1.5 * z))).number).toMatchObject({ heavyTailed: true });
    expect(one(normal.map((z) => z / Math.abs(generator.normal()))).number).toMatchObject({ heavyTailed: true });
    expect(one(normal.map(() => -Math.log(1 - generator.uniform()))).number?.heavyTailed).toBe(false);
    expect(one(normal.map((z) => (z < 0.5 ? 0 : z))).number).toMatchObject({ inflatedAt: 0 });
    expect(one(normal.map((z) => Math.min(2, Math.max(-2, z)))).number).toMatchObject({
      bounded: true,
      min: -2,
      max: 2,
    });
  });

  test("a few texts among numbers are refused with row and value; more make categories", () => {
    const cells = times(1000, (i) => String(i / 8));
    cells[416] = "abc";
    expect(() => one(cells)).toThrow(DataError);
    expect(() => one(cells)).toThrow(
      /test\.csv: column "x", row 417: must be a number, got "abc" among numbers; .*--missing "abc"/,
    );
    expect(one(cells, { missing: ["abc"] }).type).toBe("continuous");
    expect(one(times(100, (i) => (i % 20 === 0 ? "abc" : String(i % 7)))).type).toBe("categorical");
  });

  test("infinite numbers are refused with their row", () => {
    expect(() => one([1, 2, Number.POSITIVE_INFINITY])).toThrow(/row 3: must be a finite number/);
  });
});

describe("dates", () => {
  test("days and months are told apart by the data, else the day comes first", () => {
    expect(one(["13/02/2020", "01/05/2020", "02/03/2020"]).date?.format).toBe("DD/MM/YYYY");
    expect(one(["02/13/2020", "01/05/2020", "02/03/2020"]).date?.format).toBe("MM/DD/YYYY");
    const either = one(["02/03/2020", "01/05/2020", "02/04/2020"]);
    expect(either.date?.format).toBe("DD/MM/YYYY");
    expect(either.notes[0]).toMatch(/either way round/);
    expect(one(["31.12.2020", "01.01.2021"]).notes).toEqual([]);
  });

  test.each([
    [["2020-01-01 10:20", "2020-01-02 10:21"], "YYYY-MM-DD HH:mm", "minute"],
    [["2020-01-01T10:20:30Z", "2020-01-02T10:21:00Z"], "YYYY-MM-DDTHH:mm:ssZ", "second"],
    [["2020-01-01T10:20:30.5", "2020-01-02T10:21:00.123"], "YYYY-MM-DDTHH:mm:ss.SSS", "millisecond"],
    [["2020-01-01 00:00:00", "2020-01-02 00:00:00"], "YYYY-MM-DD HH:mm:ss", "day"],
    [["2020-01-01T10:20:30+02:00", "2020-01-02T10:21:00+01:00"], "YYYY-MM-DDTHH:mm:ss+00:00", "second"],
    [["1/5/2020", "12/25/2020"], "M/D/YYYY", "day"],
    [["09:30", "17:45"], "HH:mm", "minute"],
  ])("%j", (cells, format, unit) => expect(one(cells).date).toMatchObject({ format, unit }));

  test("one date that does not exist is refused with its row, several formats are taken as texts", () => {
    const cells = times(200, (i) => `2020-01-${String((i % 28) + 1).padStart(2, "0")}`);
    expect(() => one(cells.with(150, "2020-02-30"))).toThrow(
      /row 151: must be a date like YYYY-MM-DD, got "2020-02-30"/,
    );
    const mixed = one(cells.map((text, i) => (i % 10 === 9 ? "5 March 2020" : text)));
    expect(mixed.type).toBe("categorical");
    expect(mixed.notes[0]).toMatch(/dates of several formats \(row 10: "5 March 2020" is not YYYY-MM-DD\)/);
  });
});

describe("what the user says", () => {
  test("types take precedence", () => {
    const cells = ["1", "2", "3", "2", "1"];
    expect(one(cells, { types: { x: "categorical" } }).levels).toHaveLength(3);
    expect(one([1, 2, 10, 2], { types: { x: "ordinal" } }).levels?.map(({ text }) => text)).toEqual(["1", "2", "10"]);
    expect(one(times(30, String), { types: { x: "integer" } }).type).toBe("integer");
    expect(one(cells, { types: { x: "text" } })).toMatchObject({ type: "text", note: "free text (as declared)" });
    expect(() => one(["a", "b"], { types: { x: "continuous" } })).toThrow(/row 1: must be a number, got "a"/);
    expect(() => one(["1.5", "2"], { types: { x: "integer" } })).toThrow(/must hold integers, got 1.5/);
    expect(() => one(["a", "b", "c"], { types: { x: "boolean" } })).toThrow(/at most two values/);
    expect(() => one(cells, { types: { y: "integer" } })).toThrow(ConfigError);
  });

  test("a schema sets the order of levels, facts and constraints", () => {
    const json = {
      columns: [
        { name: "size", type: "ordinal", levels: ["S", "M", "L", "XL"] },
        { name: "n", number: { bounded: true, min: 0 } },
      ],
      constraints: [{ kind: "positive", column: "n" }, "range:n:1:5"],
    };
    const table = tableOf({ size: ["M", "S", "L", "M"], n: ["1.5", "2.5", "3", "4"] });
    const { schema } = inferSchema(table, { schema: checkTableSchema(json) });
    expect(schema.columns[0]!.levels).toEqual([
      { text: "S", count: 1 },
      { text: "M", count: 2 },
      { text: "L", count: 1 },
      { text: "XL", count: 0 },
    ]);
    expect(schema.columns[1]!.number).toMatchObject({ bounded: true, min: 0, max: 4 });
    expect(schema.constraints).toEqual([json.constraints[0], { kind: "range", column: "n", min: 1, max: 5 }]);
    // A schema that was written out is taken back as it is.
    expect(inferSchema(table, { schema: checkTableSchema(JSON.parse(JSON.stringify(schema))) }).schema).toEqual(schema);
  });

  test("a schema that is wrong is refused with its place", () => {
    expect(() => checkTableSchema({ columns: [{ type: "integer" }] })).toThrow(/columns\.0\.name/);
    expect(() => checkTableSchema({ columns: [{ name: "a", type: "number" }] })).toThrow(ConfigError);
    expect(() => checkTableSchema({ columns: [{ name: "a" }, { name: "a" }] })).toThrow(/a twice/);
    const table = tableOf({ size: ["S", "M", "S"] });
    const schema = checkTableSchema({ columns: [{ name: "siez" }] });
    expect(() => inferSchema(table, { schema })).toThrow(/did you mean "size"/);
    const levels = checkTableSchema({ columns: [{ name: "size", type: "ordinal", levels: ["S"] }] });
    expect(() => inferSchema(table, { schema: levels })).toThrow(/got none called "M"/);
  });
});
