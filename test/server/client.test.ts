// The client in Node against a running server; test/browser/client.test.ts has it in a page.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient, RequestError } from "../../src/client/index.ts";
import { openBuiltin } from "../../src/data/index.ts";
import { people, prepare, rowsOf } from "./harness.ts";

const ready = prepare(["digits", "classes", "people"]);
const token = "0123456789abcdef0123456789abcdef";
let url = "";
let client: Client;
beforeAll(async () => {
  ({ url } = await ready.start({ token }));
  client = createClient({ url: `${url}/`, token });
});

const digits = openBuiltin("digits", { count: 3 }).train;
const items = { data: Float32Array.from(digits.values, (value) => value / 255), shape: [3, 28, 28] };

describe("the client", () => {
  it("has the types of the server's document", async () => {
    const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const made = execFileSync(process.execPath, [at("scripts/client-types.mjs"), "--print"], { encoding: "utf8" });
    expect(readFileSync(at("src/client/schema.ts"), "utf8"), "run node scripts/client-types.mjs").toBe(made);
  });

  it("lists models and tells of one", async () => {
    expect((await client.models()).map(({ name }) => name)).toEqual(["digits", "classes", "people"]);
    const card = await client.card("people");
    expect(card.columns?.map(({ name }) => name)).toEqual(["id", "town", "income", "age"]);
  });

  it("encodes, decodes and reconstructs typed arrays", async () => {
    const { mean, logVariance } = await client.encode("digits", { items });
    expect(mean.data).toBeInstanceOf(Float32Array);
    expect([mean.shape, logVariance?.shape]).toEqual([
      [3, 3],
      [3, 3],
    ]);
    const decoded = await client.decode("digits", mean);
    expect(decoded.items!.shape).toEqual([3, 1, 28, 28]);
    const { items: restored, errors } = await client.reconstruct("digits", { items });
    expect(restored!.data).toEqual(decoded.items!.data);
    expect(errors).toHaveLength(3);
  });

  it("samples with conditions and scores", async () => {
    const sampled = await client.sample("classes", { count: 2, seed: 1, condition: { label: 3 } });
    expect(sampled.items!.shape).toEqual([2, 1, 28, 28]);
    expect(sampled.latents!.shape).toEqual([2, 3]);
    const { scores, method } = await client.score("digits", { items }, { samples: 2 });
    expect(scores).toHaveLength(3);
    expect(method).toContain("importance-sampled");
  });

  it("works on rows", async () => {
    const rows = rowsOf(people(3));
    const { scores } = await client.score("people", { rows });
    expect(scores).toHaveLength(3);
    const filled = await client.impute("people", rows, { samples: 5 });
    expect(filled.filled[0]).toMatchObject({ row: 0, column: "income" });
    const made = await client.sample("people", { count: 2, where: ["age >= 30", "town = Ulm"] });
    expect(made.rows!.map(({ town }) => town)).toEqual(["Ulm", "Ulm"]);
  });

  it("throws the server's text", async () => {
    const error = await client.decode("digits", [[1, 2]]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({
      status: 422,
      code: "DATA",
      message: "latents: latents must be [n, 3] for this model, got [1, 2]; encode items with the same model",
    });
    await expect(createClient({ url }).models()).rejects.toMatchObject({ status: 401 });
    await expect(client.card("none")).rejects.toThrow(
      'model: no model is called "none"; known: digits, classes, people',
    );
    await expect(client.decode("digits", { data: new Float32Array(5), shape: [2, 3] })).rejects.toThrow(RangeError);
  });
});
