// What the server does around the models: formats, limits, tokens, origins, headers, pages, measures, logs.

import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../src/server/index.ts";
import { startServer } from "../../src/server/index.ts";
import { loadModel, unzipRun } from "../../src/tasks/index.ts";
import { postJson, prepare, refusal } from "./harness.ts";

const ready = prepare(["digits"]);
const lines: LogLine[] = [];
let server: ReturnType<typeof ready.start> | undefined;
const url = async (path: string) => {
  server ??= ready.start({ maxBody: 20_000, maxItems: 5, log: (line) => lines.push(line) });
  return `${(await server).url}${path}`;
};
const decodeAt = () => url("/v1/models/digits/decode");
const latents = (count: number) => ({ latents: Array.from({ length: count }, () => [0, 0, 0]) });

/** All that comes back for raw bytes on a socket. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const portOf = (address: string) => Number(new URL(address).port);

describe("routes", () => {
  it("tell that the server is there and ready", async () => {
    for (const path of ["/health", "/ready"]) {
      const answer = await fetch(await url(path));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ status: "ok" });
    }
  });

  it("refuse what is not there, and other methods with those that are allowed", async () => {
    expect(await refusal(await fetch(await url("/v2")))).toMatchObject({ status: 404, title: "Not Found" });
    expect(await refusal(await fetch(await url("/v1/models/digits/evaluate")))).toMatchObject({ status: 404 });
    const answer = await fetch(await decodeAt());
    expect(answer.headers.get("allow")).toBe("POST");
    expect((await refusal(answer)).detail).toBe("method: must be POST, got GET");
    const other = await fetch(await url("/v1/models/digits/sample"), { method: "DELETE" });
    expect(other.headers.get("allow")).toBe("GET, HEAD");
    expect(other.status).toBe(405);
    const head = await fetch(await url("/v1/models/digits/sample?count=1"), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("give out a model only where the server shares, as the archive of its folder", async () => {
    const refused = await fetch(await url("/v1/models/digits/archive"));
    expect(await refusal(refused)).toMatchObject({ status: 403 });
    const sharing = await ready.start({ share: true });
    const answer = await fetch(`${sharing.url}/v1/models/digits/archive`);
    expect(answer.headers.get("content-type")).toBe("application/zip");
    const store = await unzipRun(new Uint8Array(await answer.arrayBuffer()), "digits");
    expect((await loadModel(store)).model.latent).toBe(3);
    expect(store.files.has("checkpoint/state.safetensors")).toBe(false);
    await sharing.close();
  });

  it("never look at files, whatever a model is called", async () => {
    for (const name of ["..%2f..%2f..%2fetc%2fpasswd", "..", "%00", "constructor", "__proto__", ready.paths.digits]) {
      const answer = await fetch(await url(`/v1/models/${name}`), { redirect: "manual" });
      const text = await answer.text();
      expect(text).not.toContain("root:");
      if (name !== "..") expect(answer.status, name).toBe(404);
    }
  });
});

describe("formats", () => {
  it("are told by content-type, plain and uncompressed", async () => {
    const send = async (headers: Record<string, string>) =>
      refusal(await fetch(await decodeAt(), { method: "POST", headers, body: "{}" }));
    expect(await send({ "content-type": "text/plain" })).toMatchObject({
      status: 415,
      detail: "content-type: must be one of application/json, application/x-npy, got text/plain",
    });
    expect((await send({ "content-type": "image/png" })).status).toBe(415);
    expect((await send({ "content-type": "application/json", "content-encoding": "gzip" })).status).toBe(415);
  });

  it("are given as accept asks, the dearest first", async () => {
    const typeFor = async (accept: string) => {
      const answer = await postJson(await decodeAt(), latents(1), { accept });
      return answer.status === 200 ? answer.headers.get("content-type") : (await refusal(answer)).status;
    };
    expect(await typeFor("*/*")).toBe("application/json");
    expect(await typeFor("image/*")).toBe("image/png");
    expect(await typeFor("application/json;q=0.5, application/x-npy")).toBe("application/x-npy");
    expect(await typeFor("image/png;q=0, */*;q=0.1")).toBe("application/json");
    expect(await typeFor("text/html")).toBe(406);
    // Pictures are no rows.
    expect(await typeFor("text/csv")).toBe(406);
  });
});

describe("limits", () => {
  it("hold for the bytes of a body, promised or not", async () => {
    const body = "[".repeat(30_000);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(await decodeAt(), { method: "POST", headers, body });
    expect(await refusal(answer)).toMatchObject({ status: 413, title: "Payload Too Large" });
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 30; i++) controller.enqueue(new TextEncoder().encode(body.slice(0, 1000)));
        controller.close();
      },
    });
    const streamed = await fetch(await decodeAt(), { method: "POST", headers, body: chunks, duplex: "half" } as never);
    expect((await refusal(streamed)).detail).toBe("body: may have 20000 bytes, got more; send fewer items at a time");
  });

  it("hold for items, brought and asked for", async () => {
    expect(await refusal(await postJson(await decodeAt(), latents(6)))).toMatchObject({
      status: 413,
      detail: "items: one request may bring 5, got 6; send them in several requests",
    });
    expect(await refusal(await fetch(await url("/v1/models/digits/sample?count=6")))).toMatchObject({
      status: 400,
      detail: 'count: must be a whole number from 1 to 5, got "6"',
    });
  });

  it("cut off bodies that do not come", async () => {
    const slow = await ready.start({ timeout: 300 });
    const head = "POST /v1/models/digits/decode HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    const answer = await raw(portOf(slow.url), `${head}content-length: 100\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"status":408');
  });

  it("refuse what is no HTTP, and heads that do not end", async () => {
    const port = portOf(await url("/"));
    const malformed = await raw(port, "no http\r\n\r\n");
    expect(malformed).toMatch(/^HTTP\/1\.1 400 /);
    expect(malformed).toContain("application/problem+json");
    const long = `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    expect(await raw(port, long)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("options in the query", () => {
  it("are checked by name and value", async () => {
    const detail = async (query: string) =>
      (await refusal(await fetch(await url(`/v1/models/digits/sample?${query}`)))).detail;
    expect(await detail("sed=1")).toBe('query: no parameter is called "sed"; did you mean "seed"?');
    expect(await detail("seed=1.5")).toBe('seed: must be a whole number from 0, got "1.5"');
    expect(await detail("seed=1&seed=2")).toBe("seed: one value, got 2; leave the others out");
    expect(await detail("temperature=NaN")).toBe('temperature: must be a number from 0, got "NaN"');
    expect(await detail("sampler=best")).toBe('sampler: must be one of prior, fitted, got "best"');
    expect(await detail("each=perhaps")).toBe('each: must be true or false, got "perhaps"');
    expect(await detail("condition=3")).toBe('condition: needs name=value, got "3"; for example label=3');
    expect(await detail("condition=label=3")).toBe(
      "condition: digits has none, got label=3; train one with --condition-on label",
    );
  });
});

describe("tokens", () => {
  const token = "0123456789abcdef0123456789abcdef";

  it("are wanted of all but probes and the description of the routes", async () => {
    const { url: guarded } = await ready.start({ token });
    for (const path of ["/v1/models", "/v1/models/digits/sample?count=1", "/metrics"]) {
      const none = await fetch(guarded + path);
      expect(none.headers.get("www-authenticate")).toBe('Bearer realm="vaekit"');
      expect((await refusal(none)).status).toBe(401);
      const wrong = await fetch(guarded + path, { headers: { authorization: `Bearer ${token}0` } });
      expect(wrong.headers.get("www-authenticate")).toContain("invalid_token");
      expect(wrong.status).toBe(401);
      const right = await fetch(guarded + path, { headers: { authorization: `Bearer ${token}` } });
      expect(right.status).toBe(200);
    }
    for (const path of ["/health", "/ready", "/docs", "/openapi.json"])
      expect((await fetch(guarded + path)).status).toBe(200);
  });

  it("are needed where others can reach the server", async () => {
    const options = { runs: [ready.paths.digits], port: 0, workerScript: ready.script };
    for (const host of ["0.0.0.0", "::", "192.168.1.1"]) {
      await expect(startServer({ ...options, host })).rejects.toThrow(
        `serve: others reach ${host}, so a token is needed, got none; set VAEKIT_TOKEN or --token, or leave --host out`,
      );
    }
    await expect(startServer({ ...options, token: "short" })).rejects.toThrow("16 or more printable characters");
    const open = await ready.start({ host: "0.0.0.0", token });
    expect((await fetch(`${open.url.replace("0.0.0.0", "127.0.0.1")}/health`)).status).toBe(200);
  });

  it("are not needed at home, but only names of this machine count then", async () => {
    const port = portOf(await url("/"));
    const ask = (host: string) => raw(port, `GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await ask("localhost")).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask(`127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask("attacker.example")).toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe("origins", () => {
  it("may not ask unless they are named", async () => {
    const preflight = {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    };
    const closed = await fetch(await decodeAt(), preflight);
    expect(closed.headers.get("access-control-allow-origin")).toBeNull();
    const token = "0123456789abcdef0123456789abcdef";
    const { url: open } = await ready.start({ cors: ["https://app.example"], token });
    const path = `${open}/v1/models/digits/decode`;
    const allowed = await fetch(path, preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    const other = await fetch(path, {
      ...preflight,
      headers: { ...preflight.headers, origin: "https://other.example" },
    });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    const refused = await fetch(path, { method: "POST", headers: { origin: "https://app.example" } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });
});

describe("pages and headers", () => {
  it("describe the routes without anything from elsewhere", async () => {
    const answer = await fetch(await url("/docs"));
    const page = await answer.text();
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page).not.toMatch(/<script|src=|https?:\/\/|url\(/);
    const document = (await (await fetch(await url("/openapi.json"))).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe("3.1.0");
    for (const path of Object.keys(document.paths)) expect(page).toContain(path);
    expect(Object.keys(document.paths)).toContain("/v1/models/{model}/score");
  });

  it("keep browsers careful", async () => {
    for (const path of ["/health", "/v1/models/none", "/docs"]) {
      const { headers } = await fetch(await url(path));
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });
});

describe("measures and logs", () => {
  it("count by route and status", async () => {
    await (await postJson(await decodeAt(), latents(3))).text();
    const text = await (await fetch(await url("/metrics"))).text();
    expect(text).toMatch(
      /^vaekit_http_requests_total\{method="POST",route="\/v1\/models\/\{model\}\/decode",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^vaekit_items_total\{model="digits",verb="decode"\} \d+$/m);
    expect(text).toMatch(/^vaekit_batch_requests_count\{model="digits",verb="decode"\} \d+$/m);
    expect(text).toMatch(/^vaekit_queue_length 0$/m);
    expect(text).toMatch(/^vaekit_threads_working 0$/m);
    expect(text).toMatch(/^vaekit_http_request_seconds_bucket\{le="0.005",route="\/health"\} \d+$/m);
  });

  it("hold neither data nor names nor values of the query", async () => {
    lines.length = 0;
    await (await fetch(await url("/v1/models/digits/sample?count=1&seed=123456"))).text();
    await (await fetch(await url("/v1/models/secret-name"))).text();
    await (await fetch(await url("/secret-path?x=secret"))).text();
    await expect.poll(() => lines.length, { timeout: 30_000 }).toBe(3);
    expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
      ["GET", "/v1/models/{model}/sample", 200],
      ["GET", "/v1/models/{model}", 404],
      ["GET", "other", 404],
    ]);
    expect(lines[0]!.bytes).toBeGreaterThan(1000);
    expect(JSON.stringify(lines)).not.toMatch(/secret|123456|digits/);
  });
});
