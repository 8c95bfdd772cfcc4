// Every published version of the model folder's format stays readable: test/fixtures/format-N holds a model folder of
// version N, the data it was trained on and the scores it gave then. Never edit these; add a folder for a new version.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openData } from "../src/data/node.ts";
import { nodeRuntime } from "../src/runtime/node.ts";
import { scoreItems } from "../src/tasks/index.ts";
import { loadRun } from "../src/tasks/node.ts";

const fixture = (path: string) => new URL(`fixtures/${path}`, import.meta.url).pathname;

it("loads a folder of format 1, which scores as it did", async () => {
  const trained = await loadRun(fixture("format-1/model"));
  expect(trained.file.format).toBe(1);
  const { train } = await openData(fixture("format-1/boxes.csv"), { as: "vector" });
  const { score } = await scoreItems(nodeRuntime({ threads: 1 }), trained, train);
  const rows = readFileSync(fixture("format-1/scores.csv"), "utf8").trim().split("\n").slice(1);
  expect(score.length).toBe(rows.length);
  rows.forEach((row, i) => {
    expect(score[i]).toBeCloseTo(Number(row.split(",")[1]), 3);
  });
});
