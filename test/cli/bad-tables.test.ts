// Tables of every bad kind: one clear line and exit code 2 with every file as it was, or a note and all rows accounted for.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { contentsOf, refusal, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const put = (path: string, content: string | Uint8Array) => writeFileSync(join(cwd, path), content);

// `count` lines of what `line` gives for 0, 1, 2, ...
const lines = (header: string, count: number, line: (i: number) => string) =>
  [header, ...Array.from({ length: count }, (_, i) => line(i)), ""].join("\n");
const wave = (i: number) => (100 * Math.sin(i * 7.3)).toFixed(3);

beforeAll(async () => {
  put(
    "good.csv",
    lines("low,high,kind,day", 300, (i) => {
      const date = new Date(Date.UTC(2020, 0, 1 + ((i * 7) % 365))).toISOString().slice(0, 10);
      return `${i % 10},${(i % 10) + 1 + (i % 4)},${"xyz"[i % 3]},${date}`;
    }),
  );
  const run = await vaekit(["train", "good.csv", "--epochs", "1", "--out", "run", "--no-report"], { cwd });
  expect(run.code, run.stderr).toBe(0);

  put(
    "short.csv",
    lines("a,b,c", 60, (i) => (i === 50 ? "1,2" : `${wave(i)},${i % 7},x`)),
  );
  put(
    "long.csv",
    lines("a,b,c", 60, (i) => (i === 50 ? "1,2,x,4" : `${wave(i)},${i % 7},x`)),
  );
  put(
    "twice.csv",
    lines("a,b,a", 60, (i) => `${wave(i)},${i % 7},${i % 3}`),
  );
  put(
    "mixed.csv",
    lines("a,b", 200, (i) => `${i === 137 ? "abc" : wave(i)},${i % 7}`),
  );
  put(
    "late.csv",
    lines("a,b", 5000, (i) => `${i === 4321 ? "abc" : wave(i)},${i % 7}`),
  );
  put(
    "gaps.csv",
    lines("a,b", 60, () => "?,"),
  );
  put(
    "alike.csv",
    lines("a,b", 60, () => "1,x"),
  );
  put("one.csv", "a,b\n1.5,x\n");
  put("two.csv", "a,b\n1.5,x\n2.5,y\n");
  put("quote.csv", 'a,b\n1,"x\n2,y\n3,z\n');
  put(
    "nul.csv",
    lines("a,b", 60, (i) => `${wave(i)},${i === 40 ? "x\0" : "x"}`),
  );
  put(
    "nul-late.csv",
    lines("a,b", 60_000, (i) => `${wave(i)},${i === 50_000 ? "x\0" : "xyz"}`),
  );
  put("infinite.jsonl", lines("", 30, (i) => JSON.stringify({ a: i % 7, b: i === 20 ? 1e200 : i * 0.5 })).trimStart());
  put("broken.jsonl", '{"a": 1}\n{"a": \n');
  put("none.parquet", "these bytes are no table");
  mkdirSync(join(cwd, "folder.csv"));
  put(
    "wide.csv",
    lines(Array.from({ length: 10_000 }, (_, j) => `c${j}`).join(), 40, (i) =>
      Array.from({ length: 10_000 }, (_, j) => ((i * 31 + j * 17) % 101) / 4).join(),
    ),
  );
  put("part.csv", "low,kind\n1,x\n");
  put("word.csv", "low,high,kind,day\n1,5,x,2020-02-01\n2,many,x,2020-02-01\n");
  put("new.csv", "low,high,kind,day\n1,5,x,2020-02-01\n2,5,w,2020-02-01\n3,500,x,2020-02-01\n");
  put("european.csv", "low,high,kind,day\n1,5,x,01.02.2020\n");
  for (const [name, json] of [
    ["type", { columns: [{ name: "low", type: "number" }] }],
    ["column", { columns: [{ name: "lov", type: "integer" }] }],
    ["key", { colums: [{ name: "low", type: "integer" }] }],
    ["field", { columns: [{ name: "low", typ: "integer" }] }],
    ["list", [1]],
    ["words", { columns: [{ name: "kind", type: "integer" }] }],
    ["rule", { constraints: ["low < nope"] }],
    ["levels", { columns: [{ name: "kind", type: "ordinal", levels: ["x", "y"] }] }],
    ["twice", { columns: [{ name: "low" }, { name: "low" }] }],
  ] as const) {
    put(`schema-${name}.json`, JSON.stringify(json));
  }
  put("schema-broken.json", '{"columns": ');
  put("where.csv", "low,kimd\n1,x\n");
  put("level.csv", "low,kind\n1,w\n");
  put("far.csv", "low\n500\n");
  put("taken.csv", "something of yours\n");
});

const schema = (name: string) => ["schema", "good.csv", "--schema", `schema-${name}.json`];
const synth = (...args: string[]) => ["synth", "run", "-n", "5", ...args];
const rules = (...all: string[]) => all.flatMap((rule) => ["--constraint", rule]);

// Each: what is wrong, the command, and what its line must say.
const CASES: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
  ["a short row", ["train", "short.csv"], /short\.csv: line 52: a row must have as many cells as .* 3, got 2 cells; /],
  ["a long row", ["schema", "long.csv"], /long\.csv: line 52: .* got 4 cells; correct it/],
  [
    "a name that occurs twice",
    ["train", "twice.csv"],
    /twice\.csv: each column must have its own name, got "a" twice; /,
  ],
  [
    "a word among numbers",
    ["train", "mixed.csv"],
    /mixed\.csv: column "a", row 138: must be a number, got "abc" among numbers; correct the cell, .*--missing "abc"/,
  ],
  [
    "a word among numbers of which some were drawn",
    ["train", "late.csv", "--sample", "4900"],
    /late\.csv: column "a", row 4322: must be a number, got "abc"/,
  ],
  [
    "nothing but gaps",
    ["train", "gaps.csv"],
    /gaps: no column is left for the model, got a \(constant\), b \(constant\); give types with --schema/,
  ],
  ["rows all alike", ["train", "alike.csv"], /alike: no column is left for the model, got a \(constant\)/],
  ["one row", ["train", "one.csv"], /one: .*at least 2 items, got 1/],
  ["two rows", ["train", "two.csv"], /two: 1 rows for training leave nothing to learn of a, b: .*; give more rows/],
  ["an open quote", ["train", "quote.csv"], /quote\.csv: line 2: a quote is opened and never closed; close it/],
  ["a NUL byte", ["train", "nul.csv"], /nul\.csv: line 42: a text must not hold a NUL byte/],
  ["a NUL byte far on", ["train", "nul-late.csv"], /nul-late\.csv: line 50002: a text must not hold a NUL byte/],
  [
    "a number beyond all squares",
    ["train", "infinite.jsonl"],
    /infinite\.jsonl: column "b": numbers must lie within 1e100/,
  ],
  ["JSON that is cut off", ["train", "broken.jsonl"], /broken\.jsonl: /],
  ["Parquet that is none", ["train", "none.parquet"], /none\.parquet: must be a Parquet file/],
  [
    "a folder with the name of a file",
    ["train", "folder.csv"],
    /folder\.csv: must be a file, got a folder; name its files/,
  ],
  ["a pattern that matches nothing", ["train", "no*.csv"], /no\*\.csv: no file matches; check the pattern/],
  [
    "10,000 columns in order",
    ["train", "wide.csv", "--set", "model.likelihood.columns=autoregressive"],
    /autoregressive columns .*for 10000 columns; .*columns=independent/,
  ],
  ["pictures from standard input", ["data", "-", "--resize", "8x8"], /-: resize and fit need pictures, got a table/],
  ["--key for a table", ["train", "good.csv", "--key", "X"], /good\.csv: the option key names an array of a \.npz/],
  ["too few names", ["train", "good.csv", "--columns", "a,b"], /columns must name all 4 columns, got 2 names/],
  ["a delimiter of two characters", ["train", "good.csv", "--delimiter", ";;"], /must be one character.*got ";;"/],
  [
    "a label column that is not there",
    ["train", "good.csv", "--labels", "kin"],
    /no label column "kin"; did you mean "kind"\?/,
  ],
  ["a target that is not there", ["quality", "good.csv", "new.csv", "--holdout", "new.csv", "--target", "kin"], /kin/],
  ["a condition that is no SQL", ["train", "good.csv", "--where", "low >"], /where: must be an SQL expression, got/],
  ["a condition on another column", ["train", "good.csv", "--where", "lo > 1"], /"lo"; did you mean "low"\?/],
  ["a condition that no source row meets", ["train", "good.csv", "--where", "low > 99"], /at least one row must meet/],
  ["noise on a table", ["train", "good.csv", "--corrupt", "mask:0.1"], /corrupt: noise is for pictures and vectors/],

  [
    "a schema that is not there",
    ["schema", "good.csv", "--schema", "gone.json"],
    /gone\.json cannot be read \(no such file\)/,
  ],
  ["a schema that is no JSON", schema("broken"), /--schema: schema-broken\.json is not JSON/],
  ["a schema that is a list", schema("list"), /--schema: must be of type object, got \[1\]/],
  ["an unknown type", schema("type"), /--schema: columns\.0\.type: must be one of continuous, .*, got "number"/],
  ["an unknown key", schema("key"), /--schema: colums: unknown key; did you mean "columns"\?/],
  ["an unknown key of a column", schema("field"), /--schema: columns\.0\.typ: unknown key; did you mean "type"\?/],
  ["a schema of another table", schema("column"), /column that is not there: lov; did you mean "low"\?/],
  ["a column named twice", schema("twice"), /--schema: every column may be named once, got low twice/],
  ["words declared as numbers", schema("words"), /column "kind", row 1: must be a number, got "x"/],
  ["levels that leave one out", schema("levels"), /column "kind": levels must hold every level .* "z" \(100 rows\)/],
  ["a constraint in a schema that cannot be read", schema("rule"), /"low < nope": no column is called "nope"/],

  [
    "a constraint of no form",
    ["train", "good.csv", ...rules("nonsense")],
    /must be one of the known forms; write "a <= b"/,
  ],
  [
    "an empty range",
    ["train", "good.csv", ...rules("range:low:5:2")],
    /the lower end must not lie above the upper one/,
  ],
  [
    "contradicting constraints",
    ["train", "good.csv", ...rules("low < high", "high < low")],
    /must not contradict each other/,
  ],
  [
    "a constraint that a source row breaks",
    ["train", "good.csv", ...rules("high < low")],
    /good\.csv: row 1: the constraint "high is less than low" must hold in the source too, got high = 1, low = 0/,
  ],
  [
    "contradicting constraints on synthetic rows",
    synth(...rules("low < high", "high < low")),
    /must not contradict each other/,
  ],
  [
    "fixed combinations on synthetic rows",
    synth(...rules("fixed:low,kind")),
    /looked up in the training rows.*give it to train/,
  ],

  [
    "a level that never occurred",
    synth("--where", "kind=w"),
    /no row can have "kind" = "w", the training part had x, y, z/,
  ],
  ["a number out of reach", synth("--where", "low > 100"), /no row can have low > 100, .* within 0 to 9/],
  [
    "a date out of reach",
    synth("--where", "day > 2030-01-01"),
    /no row can have day > 2030-01-01, .* 2020-01-01 to 2020-12-\d\d/,
  ],
  ["a value that is none", synth("--where", "low = many"), /where: "many" cannot be read as a value of "low"/],
  [
    "conditions that no row can meet",
    synth("--where", "low > 3 and low < 2", "--out", "new/x.csv"),
    /none of 100 rows drawn met/,
  ],
  ["two values for one column", synth("--where", "low = 2 and low = 3"), /can have one value, got two for "low"/],
  ["a condition on no column", synth("--where", "kimd = x"), /no column "kimd" in the model; did you mean "kind"\?/],
  ["an order of categories", synth("--where", "kind > x"), /> needs a column of numbers or dates, got "kind"/],
  ["a condition without a sign", synth("--where", "low"), /needs COLUMN = VALUE .*got "low"/],
  ["conditions on no column", synth("--conditions", "where.csv"), /no column "kimd" in the model/],
  ["conditions with a new level", synth("--conditions", "level.csv"), /no row can have "kind" = "w"/],
  [
    "conditions out of range",
    synth("--conditions", "far.csv"),
    /no row can have "low" = "500", the training part had 0 to 9/,
  ],
  ["a balance of numbers", synth("--balance", "low"), /needs a column of categories, got "low", which is integer/],
  ["a balance beside a condition", synth("--balance", "kind", "--where", "low=2"), /do not go together/],
  ["no rows", ["synth", "run", "-n", "0"], /-n: must be a whole number from 1/],
  ["a table of another kind of file", synth("--out", "x.xlsx"), /x\.xlsx: a table is written as \.csv/],
  ["a file that exists", synth("--out", "taken.csv"), /taken\.csv: exists already; replace it with --overwrite/],

  [
    "a column that scoring lacks",
    ["score", "run", "part.csv"],
    /part\.csv: must have a column called "high", got none/,
  ],
  [
    "a word where scoring needs numbers",
    ["score", "run", "word.csv", "--out", "s.csv"],
    /word\.csv: column "high", row 2: must be a number, got "many"/,
  ],
  [
    "a date of another format",
    ["score", "run", "european.csv"],
    /column "day", row 1: must be a date like YYYY-MM-DD, got "01\.02\.2020"/,
  ],
  [
    "a new category under --strict",
    ["score", "run", "new.csv", "--strict"],
    /new\.csv: row 3, column "high": .*got "500"|column "kind": .*got "w"/,
  ],
  [
    "a new value under --strict in impute",
    ["impute", "run", "new.csv", "--strict", "--out", "i.csv"],
    /new\.csv: row \d, column/,
  ],
  [
    "both ways to a threshold",
    ["score", "run", "good.csv", "--contamination", "0.1", "--quantile", "0.9"],
    /give one of them/,
  ],
  [
    "a contamination beyond all sense",
    ["score", "run", "good.csv", "--contamination", "0.7"],
    /--contamination: must lie above 0 and up to 0\.5, got 0\.7/,
  ],
  ["a split of rows", ["score", "run", "good.csv", "--split", "test"], /--split: is not for rows of a trained model/],
  ["no row to score", ["score", "run", "good.csv", "--where", "low > 99"], /good\.csv: /],
  [
    "the same file twice",
    ["impute", "run", "good.csv", "--out", "x.csv", "--cells", "./x.csv"],
    /--cells: must be another file than --out/,
  ],
  ["classes of numbers", ["augment", "run", "good.csv", "--balance", "low"], /needs a column of categories, got "low"/],
  [
    "classes that are equally many",
    ["augment", "run", "good.csv", "--balance", "kind"],
    /every class of "kind" has 100 rows or more/,
  ],
  [
    "a mark that is a column",
    ["augment", "run", "good.csv", "--balance", "kind", "--to", "120", "--mark", "low"],
    /--mark: must be a new column, got "low"/,
  ],
];

describe("bad tables", () => {
  it.each(CASES)("%s", async (_, args, says) => {
    const before = contentsOf(cwd);
    expect(await refusal(args, { cwd })).toMatch(says);
    expect(contentsOf(cwd)).toEqual(before);
  });
});

async function schemaOf(file: string, ...options: string[]) {
  const table = await vaekit(["schema", file, ...options], { cwd });
  const json = await vaekit(["schema", file, "--json", ...options], { cwd });
  expect([table.code, json.code], table.stderr).toEqual([0, 0]);
  const { columns, rows } = JSON.parse(json.stdout) as {
    rows: number;
    columns: { name: string; type: string; number?: object; date?: { format: string } }[];
  };
  return { said: table.stdout, columns, rows };
}

describe("odd tables that are understood", () => {
  it("names empty headers, and reads a byte order mark and CRLF away", async () => {
    put(
      "names.csv",
      lines("a,,c", 40, (i) => `${wave(i)},${i % 7},${i % 3}`),
    );
    const named = await schemaOf("names.csv");
    expect(named.columns.map(({ name }) => name)).toEqual(["a", "column2", "c"]);
    expect(named.said).toContain('column 2 has no name and is called "column2"');
    const windows = lines("a,b", 40, (i) => `${wave(i)},${"xy"[i % 2]}`).replaceAll("\n", "\r\n");
    put("windows.csv", `\ufeff${windows}`);
    const { columns, rows } = await schemaOf("windows.csv");
    expect([rows, columns.map(({ name, type }) => [name, type])]).toEqual([
      40,
      [
        ["a", "continuous"],
        ["b", "categorical"],
      ],
    ]);
  });

  it("reads thousands separators, decimal commas and three formats of dates, and says of mixed dates that they are texts", async () => {
    put(
      "marks.csv",
      lines("thousands;comma;iso;german;american;mixed", 60, (i) => {
        const [month, date] = [`0${1 + (i % 9)}`, String(13 + (i % 15))];
        const german = `${date}.${month}.2021`;
        const iso = `2021-${month}-${date}`;
        const mixed = i % 2 === 0 ? iso : german;
        return `${(1000 + ((7919 * i * i) % 90_001)).toLocaleString("en")};${wave(i).replace(".", ",")};${iso};${german};${month}/${date}/2021;${mixed}`;
      }),
    );
    const { columns, said } = await schemaOf("marks.csv");
    expect(columns.slice(0, 5)).toMatchObject([
      { type: "integer", number: { groupMark: ",", min: 1000 } },
      { type: "continuous", number: { decimalMark: ",", decimals: 3 } },
      { type: "datetime", date: { format: "YYYY-MM-DD" } },
      { type: "datetime", date: { format: "DD.MM.YYYY" } },
      { type: "datetime", date: { format: "MM/DD/YYYY" } },
    ]);
    expect(columns[5]!.type).not.toBe("datetime");
    expect(said).toMatch(/mixed: dates of several formats \(row \d: "[-.\d]+" is not [-.YMD]+\) are taken as texts/);
  });

  it("leaves 200,000 categories out with a note, and pools rare ones of a few", async () => {
    put(
      "levels.csv",
      lines("code,few,x", 200_000, (i) => `k${(i * 7919) % 199_999},${i < 3 ? `rare${i}` : `c${i % 9}`},${wave(i)}`),
    );
    const { columns, said, rows } = await schemaOf("levels.csv", "--sample", "200000");
    expect([rows, columns.map(({ type }) => type)]).toEqual([200_000, ["text", "categorical", "continuous"]]);
    expect(said).toMatch(/code: free text \(\d+ distinct ones\); left out of the model/);
    const options = ["--where", "x > 90", "--epochs", "1", "--out", "pooled", "--no-report"];
    expect((await vaekit(["train", "levels.csv", ...options], { cwd })).code).toBe(0);
  });

  it("trains on one column, on a column of gaps beside another, and on 10,000 independent columns", async () => {
    put(
      "single.csv",
      lines("a", 60, (i) => wave(i)),
    );
    put(
      "hole.csv",
      lines("a,b", 60, (i) => `,${wave(i)}`),
    );
    const few = ["--epochs", "1", "--no-report"];
    for (const name of ["single", "hole"]) {
      const trained = await vaekit(["train", `${name}.csv`, ...few, "--out", name], { cwd });
      expect(trained.code, trained.stderr).toBe(0);
      const made = await vaekit(["synth", name, "-n", "4"], { cwd });
      expect(made.stdout).toMatch(name === "single" ? /^a\n(-?\d+\.\d{3}\n){4}$/ : /^a,b\n(,-?\d+\.\d{3}\n){4}$/);
    }
    const wide = await vaekit(["train", "wide.csv", "--preset", "anomaly", ...few, "--out", "wide"], { cwd });
    expect(wide.code, wide.stderr).toBe(0);
  });

  it("reports new values, fills no cell that is there, and counts every row that it reads", async () => {
    const scored = await vaekit(["score", "run", "new.csv"], { cwd });
    expect(scored.code, scored.stderr).toBe(0);
    expect(scored.stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(scored.stderr).toContain('kind: 1 cell holds a category unknown to the model, such as "w"');
    expect(scored.stderr).toContain('high: 1 cell holds a value unlike those of the training part, such as "500"');
    const filled = await vaekit(["impute", "run", "new.csv"], { cwd });
    expect(filled.stdout).toBe(readFileSync(join(cwd, "new.csv"), "utf8"));
    const marked = await vaekit(["score", "run", "word.csv", "--missing", "many"], { cwd });
    expect([marked.code, marked.stdout.trimEnd().split("\n").length]).toEqual([0, 3]);
  });
});
