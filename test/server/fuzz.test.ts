// Ten thousand requests as nobody should send them: the server answers each with less than a 500 and is there afterwards.

import { Agent, request } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { type Wild, WildRequests } from "./fuzz-requests.ts";
import { postJson, prepare } from "./harness.ts";

const REQUESTS = 10_000;
const AT_ONCE = 24;

const ready = prepare(["digits", "classes", "people"]);
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** Status and body of the answer. */
function send(
  base: URL,
  { method, path, headers, body }: Wild,
): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = base;
    const outgoing = request({ agent, hostname, port, method, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString("latin1");
        resolve({ status: answer.statusCode!, type: answer.headers["content-type"] ?? "", text });
      });
      answer.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

it("survives ten thousand wild requests", async () => {
  const faults: string[] = [];
  const options = { maxBody: 65_536, maxItems: 20, timeout: 20_000 };
  const server = await ready.start(options, (detail) => faults.push(detail));
  const base = new URL(server.url);
  const latents = { latents: [[0.1, 0.2, 0.3]] };
  const decoded = async () => (await postJson(`${server.url}/v1/models/digits/decode`, latents)).json();
  const before = await decoded();
  const wild = new WildRequests(Number(process.env.FUZZ_SEED ?? 7));
  const counts = new Map<number, number>();
  let left = REQUESTS;
  let lost = 0;
  const work = async () => {
    while (left-- > 0) {
      const one = wild.next();
      // A body that is too large may be cut off before its sender has read the refusal.
      const answer = await send(base, one).catch((error: NodeJS.ErrnoException) => {
        if (!["ECONNRESET", "EPIPE"].includes(error.code ?? "") || (one.body?.length ?? 0) < 65_536) throw error;
        lost++;
      });
      if (answer === undefined) continue;
      const { status, type, text } = answer;
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status >= 500)
        throw new Error(
          `${status} for ${one.method} ${one.path}: ${text} ${Buffer.from(one.body ?? "")
            .toString("latin1")
            .slice(0, 300)}`,
        );
      if (status >= 400 && one.method !== "HEAD" && text !== "") {
        expect(type, text).toBe("application/problem+json");
        expect(JSON.parse(text)).toMatchObject({ status, detail: expect.any(String) });
      }
    }
  };
  // Some that never finish what they send.
  const slow = Array.from({ length: 5 }, (_, i) => {
    const socket = connect(Number(base.port), base.hostname);
    socket.on("error", () => undefined);
    socket.write(
      `POST /v1/models/digits/encode HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${100 + i}\r\n\r\n{`,
    );
    return socket;
  });
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const socket of slow) socket.destroy();
  agent.destroy();
  expect(faults).toEqual([]);
  expect(lost).toBeLessThan(100);
  for (const status of [200, 400, 404, 405, 406, 413, 415, 422])
    expect(counts.get(status) ?? 0, `${status}`).toBeGreaterThan(20);
  expect(await decoded()).toEqual(before);
  const measures = await (await fetch(`${server.url}/metrics`)).text();
  expect(measures).toContain("vaekit_threads_replaced_total 0");
  if (process.env.FUZZ_COUNTS) console.log(counts, lost);
}, 300_000);
