// Threads and the queue: shared runs, full queues, calls that take too long, threads that die, the end.

import { describe, expect, it } from "vitest";
import { openBuiltin, subset } from "../../src/data/index.ts";
import type { Answer } from "../../src/server/calls.ts";
import { Pool, type PoolOptions } from "../../src/server/pool/pool.ts";
import { people, postJson, prepare, refusal, rowsOf } from "./harness.ts";

const ready = prepare(["digits", "people"]);
const digits = openBuiltin("digits", { count: 40 }).train;
const picture = (index: number) => [Array.from({ length: 28 }, (_, y) => rowOf(index, y))];
const rowOf = (index: number, y: number) =>
  Array.from(subset(digits, [index]).values.subarray(28 * y, 28 * y + 28), (value) => value / 255);
const table = rowsOf(people(40, 3));

// Fifty milliseconds are long enough for all to come.
let server: ReturnType<typeof ready.start> | undefined;
const joining = async () => {
  server ??= ready.start({ batchWait: 50, maxBatch: 16 });
  return (await server).url;
};
const path = (url: string, model: string, rest: string) => `${url}/v1/models/${model}/${rest}`;

async function groups(url: string): Promise<{ requests: number; runs: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^vaekit_batch_requests_${name}\\{.*\\} (\\d+)$`, "gm"))].reduce(
      (n, [, v]) => n + Number(v),
      0,
    );
  return { requests: sum("sum"), runs: sum("count") };
}

// A second of work, begun; what comes meanwhile waits. In a list, since a promise by itself would be waited for.
async function occupy(url: string): Promise<Promise<Response>[]> {
  const begun = slow(url);
  const measures = async () => (await fetch(`${url}/metrics`)).text();
  await expect.poll(measures, { timeout: 30_000, interval: 20 }).toMatch(/^vaekit_threads_working 1$/m);
  return [begun];
}

const slow = (url: string, samples = 1000, count = 100) =>
  postJson(path(url, "digits", `score?samples=${samples}`), {
    items: Array.from({ length: count }, (_, i) => picture(i % 40)[0]),
  });

const json = async (response: Response | Promise<Response>) => {
  const answer = await response;
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  return JSON.parse(text) as Record<string, unknown>;
};

function closeTo(got: unknown, expected: unknown): void {
  if (typeof expected === "number") expect(got).toBeCloseTo(expected, 4);
  else if (typeof expected === "object" && expected !== null) {
    for (const [key, value] of Object.entries(expected)) closeTo((got as Record<string, unknown>)[key], value);
  } else expect(got).toEqual(expected);
}

describe("requests of one kind that wait together", () => {
  const asks: readonly [name: string, ask: (url: string, i: number) => Promise<Response>][] = [
    ["encode", (url, i) => postJson(path(url, "digits", "encode"), { items: picture(i) })],
    [
      "decode",
      (url, i) =>
        postJson(path(url, "digits", "decode"), {
          latents: [
            [i / 10, 0, 1],
            [1, i, 0],
          ],
        }),
    ],
    ["reconstruct", (url, i) => postJson(path(url, "digits", "reconstruct"), { items: picture(i) })],
    ["score", (url, i) => postJson(path(url, "people", "score?seed=3&explain=1"), { rows: [table[i], table[i + 1]] })],
    ["encode rows", (url, i) => postJson(path(url, "people", "encode"), { rows: [table[i]] })],
  ];

  it.each(asks)("share a run of %s, with the answers that each gets alone", async (_, ask) => {
    const url = await joining();
    const alone: unknown[] = [];
    for (let i = 0; i < 12; i++) alone.push(await json(ask(url, i)));
    const before = await groups(url);
    const first = await occupy(url);
    const together = await Promise.all(Array.from({ length: 12 }, async (_, i) => json(ask(url, i))));
    await Promise.all(first);
    const after = await groups(url);
    expect(after.requests - before.requests).toBe(13);
    expect(after.runs - before.runs).toBeLessThan(8);
    closeTo(together, alone);
  });

  it("run alone where they are told to", async () => {
    const { url } = await ready.start({ batchWait: 0 });
    await Promise.all(Array.from({ length: 12 }, async (_, i) => json(asks[1]![1](url, i))));
    expect(await groups(url)).toEqual({ requests: 12, runs: 12 });
  });

  it("keep their own draws: seeded answers are the same in company", async () => {
    const url = await joining();
    for (const ask of [
      (i: number) => fetch(path(url, "digits", `sample?count=2&seed=${i % 3}`)),
      (i: number) => postJson(path(url, "digits", "score?seed=1"), { items: picture(i % 3) }),
      (i: number) => postJson(path(url, "digits", "score?seed=1&samples=5"), { items: picture(i % 3) }),
      (i: number) => postJson(path(url, "people", "impute?seed=1&samples=10"), { rows: [table[i % 3]] }),
      (i: number) => fetch(path(url, "people", `sample?count=2&seed=${i % 3}`)),
    ]) {
      const each: unknown[] = [];
      for (let i = 0; i < 3; i++) each.push(await json(ask(i)));
      const together = await Promise.all(Array.from({ length: 6 }, (_, i) => json(ask(i))));
      expect(together).toEqual([...each, ...each]);
    }
  });

  it("do not suffer from one that is refused", async () => {
    const url = await joining();
    const rows = [table[1], { ...table[2], age: "old" }, table[3]];
    const all = () => Promise.all(rows.map((row) => postJson(path(url, "people", "score"), { rows: [row] })));
    await all();
    const [first, bad, last] = await all();
    expect([first!.status, last!.status]).toEqual([200, 200]);
    expect((await refusal(bad!)).detail).toMatch(/^rows: column "age", row 1: must be a number, got "old"/);
  });
});

describe("a server with too much to do", () => {
  it("turns requests away once the queue is full", async () => {
    const { url } = await ready.start({ queue: 1, batchWait: 0 });
    const answers = await Promise.all([slow(url), slow(url), slow(url), slow(url)]);
    const counts = answers.map(({ status }) => status).sort();
    expect(counts).toEqual([200, 200, 429, 429]);
    const away = answers.find(({ status }) => status === 429)!;
    expect(away.headers.get("retry-after")).toBe("1");
    expect((await refusal(away)).detail).toBe("server: 1 requests wait already; try again later");
  });

  it("gives up on what takes too long, and is there again", async () => {
    const { url } = await ready.start({ timeout: 400 });
    // Far more than any machine does in that time.
    expect(await refusal(await slow(url, 1000, 1000))).toMatchObject({
      status: 504,
      detail: "server: no answer within 0.4 s; ask for less at a time",
    });
    const works = async () => (await fetch(path(url, "digits", "sample?count=1"))).status;
    await expect.poll(works, { timeout: 20_000, interval: 200 }).toBe(200);
    // The thread has left its work by itself.
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("vaekit_threads_replaced_total 0");
  });

  it("finishes what it has begun when it is closed, and takes nothing more", async () => {
    const server = await ready.start();
    const [running] = await occupy(server.url);
    const closed = server.close();
    expect((await running!).status).toBe(200);
    await closed;
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  });
});

describe("a pool of threads", () => {
  // Threads that do as the name of the model says.
  const script = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, threadId, workerData } from "node:worker_threads";
      new Int32Array(workerData.signals)[1] = 0;
      parentPort.on("message", ({ work, calls }) => {
        if (work.model === "dies") process.exit(1);
        if (work.model === "throws") throw new Error("oh");
        if (work.model === "hangs") for (;;);
        const bytes = new TextEncoder().encode(String(threadId));
        parentPort.postMessage({ kind: "answers", answers: calls.map(() => ({ ok: true, bytes, items: 1 })) });
      });
      parentPort.postMessage({ kind: "ready" });
    `)}`,
  );
  const options: PoolOptions = {
    ...{ script, models: [], threads: 1, maxItems: 10, workers: 1, queue: 5, maxBatch: 4, batchWait: 0 },
    timeout: 30_000,
  };
  const ask = (pool: Pool, model: string): Promise<Answer> =>
    pool.submit({ model, verb: "sample", options: {} }, { output: "json" });
  const textOf = (answer: Answer) => (answer.ok ? new TextDecoder().decode(answer.bytes) : answer.detail);

  it.each(["dies", "throws"])("replaces one that %s and says so to its callers", async (how) => {
    const replaced: string[] = [];
    const pool = await Pool.start({ ...options, onReplaced: (reason) => replaced.push(reason) });
    const first = textOf(await ask(pool, "works"));
    expect(await ask(pool, how)).toEqual({
      ok: false,
      status: 503,
      detail: "server: the thread that worked on this ended; try again",
    });
    const second = textOf(await ask(pool, "works"));
    expect(Number(second)).toBeGreaterThan(Number(first));
    expect(replaced).toHaveLength(1);
    await pool.stop();
  });

  it("ends one that works for nobody any more", async () => {
    const pool = await Pool.start({ ...options, timeout: 200 });
    expect(await ask(pool, "hangs")).toMatchObject({ ok: false, status: 504 });
    await expect.poll(async () => (await ask(pool, "works")).ok, { timeout: 30_000 }).toBe(true);
    await pool.stop();
  });

  it("drops calls that are taken back while they wait", async () => {
    const pool = await Pool.start({ ...options, timeout: 1000 });
    const hanging = ask(pool, "hangs");
    let answered = false;
    void pool
      .submit({ model: "works", verb: "sample", options: {} }, { output: "json" }, (withdraw) =>
        setTimeout(withdraw, 50),
      )
      .then(() => {
        answered = true;
      });
    expect(pool.waiting).toBe(1);
    await expect.poll(() => pool.waiting, { timeout: 30_000 }).toBe(0);
    expect(await hanging).toMatchObject({ status: 504 });
    expect(answered).toBe(false);
    await pool.stop();
  });

  it("does not start with a thread that cannot", async () => {
    const failing = new URL(
      `data:text/javascript,${encodeURIComponent(`
        import { parentPort } from "node:worker_threads";
        parentPort.postMessage({ kind: "failed", message: "runs/x: no such model folder", fault: false });
      `)}`,
    );
    await expect(Pool.start({ ...options, script: failing })).rejects.toThrow("runs/x: no such model folder");
  });
});
