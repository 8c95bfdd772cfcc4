// The same mistake is told in the same words by the command line and by the server.

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeNpy } from "../../src/data/index.ts";
import { prepare, refusal } from "./harness.ts";

const ready = prepare(["digits", "classes", "people"]);
let url = "";
beforeAll(async () => {
  ({ url } = await ready.start());
});

/** The error of the command line, its file's name as the server calls the body. */
function cliError(args: readonly string[], file?: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [ready.main, ...args], { cwd: ready.folder }, (error, _stdout, stderr) => {
      expect(error?.code, stderr).toBe(2);
      const line = stderr
        .trimEnd()
        .split("\n")
        .at(-1)!
        .replace(/^error: /, "");
      resolve(file === undefined ? line : line.replaceAll(file, file.split(".")[0]!));
    });
  });
}

const pictures = (shape: number[], value = 0.5) =>
  writeNpy({ type: "f4", shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) });

interface Mistake {
  readonly title: string;
  readonly status: number;
  readonly command: readonly string[];
  readonly path: string;
  readonly file?: readonly [name: string, type: string, bytes: Uint8Array];
}

const text = (lines: string) => new TextEncoder().encode(lines);
const npy = (bytes: Uint8Array) => ["items.npy", "application/x-npy", bytes] as const;
const csv = (lines: string) => ["rows.csv", "text/csv", text(lines)] as const;
const ENCODE = ["encode", "digits", "items.npy", "--out", "z.npy"];
const ROWS = ["encode", "people", "rows.csv", "--out", "z.csv"];

const MISTAKES: readonly Mistake[] = [
  {
    title: "pictures of another size",
    status: 422,
    command: ENCODE,
    path: "digits/encode",
    file: npy(pictures([2, 27, 28])),
  },
  {
    title: "a file that is cut off",
    status: 400,
    command: ENCODE,
    path: "digits/encode",
    file: npy(pictures([2, 28, 28]).subarray(0, 900)),
  },
  {
    title: "pixels out of range",
    status: 400,
    command: ENCODE,
    path: "digits/encode",
    file: npy(pictures([2, 28, 28], 1.5)),
  },
  {
    title: "a number that is none",
    status: 422,
    command: ROWS,
    path: "people/encode",
    file: csv("town,income,age\nUlm,x1,30\n"),
  },
  {
    title: "a column that is not there",
    status: 422,
    command: ROWS,
    path: "people/encode",
    file: csv("town,ages\nUlm,30\n"),
  },
  {
    title: "a share out of range",
    status: 422,
    command: ["score", "people", "rows.csv", "--contamination", "0.9"],
    path: "people/score?contamination=0.9",
    file: csv("town,income,age\nUlm,1000,30\n"),
  },
  {
    title: "a class that the model does not know",
    status: 422,
    command: ["sample", "classes", "--condition", "label=11", "--out", "s.npy"],
    path: "classes/sample?condition=label=11",
  },
  {
    title: "a seed that is no number",
    status: 400,
    command: ["sample", "digits", "--seed", "one", "--out", "s.npy"],
    path: "digits/sample?seed=one",
  },
  {
    title: "latents of another width",
    status: 422,
    command: ["decode", "digits", "latents.npy", "--out", "s.npy"],
    path: "digits/decode",
    file: ["latents.npy", "application/x-npy", pictures([2, 4])],
  },
];

describe("the same text", () => {
  it.each(MISTAKES)("tells of $title", async ({ status, command, path, file }) => {
    if (file) writeFileSync(join(ready.folder, file[0]), file[2]);
    const expected = await cliError(command, file?.[0]);
    const body = file
      ? { method: "POST", headers: { "content-type": file[1] }, body: file[2] as Uint8Array<ArrayBuffer> }
      : {};
    const answer = await refusal(await fetch(`${url}/v1/models/${path}`, body));
    // An option of the command line is a parameter of the query.
    expect(answer.detail).toBe(status === 400 ? expected.replace(/^--(?=seed)/, "") : expected);
    expect(answer.status).toBe(status);
  });
});
