// vaekit serve as a program: what it says, whom it refuses, how it ends.

import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { prepare } from "./harness.ts";

const ready = prepare(["digits"]);
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A program that runs: what it has said, and how it ended. */
interface Running {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

function serve(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [ready.main, "serve", ...args], {
    cwd: ready.folder,
    env: { ...process.env, VAEKIT_TOKEN: "", ...env },
  });
  children.push(child);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, said, ended };
}

async function urlOf({ said }: Running): Promise<string> {
  await expect.poll(() => said.stdout, { timeout: 30_000 }).toContain("\n");
  return said.stdout.split(" ")[0]!;
}

describe("vaekit serve", () => {
  it("serves until it is told to stop, finishes what runs and ends with code 0", async () => {
    const running = serve(["digits", "again=digits", "--port", "0", "--threads", "1"]);
    const url = await urlOf(running);
    expect(running.said.stdout).toBe(`${url} serves digits, again; routes: ${url}/docs\n`);
    const items = Array.from({ length: 60 }, () => Array.from({ length: 28 }, () => new Array(28).fill(0.5)));
    const slow = fetch(`${url}/v1/models/again/score?samples=500&seed=424242`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ items }),
    });
    const measures = async () => (await fetch(`${url}/metrics`)).text();
    await expect.poll(measures, { timeout: 30_000, interval: 20 }).toMatch(/^vaekit_threads_working 1$/m);
    running.child.kill("SIGTERM");
    const answer = await slow;
    expect(answer.status).toBe(200);
    await answer.text();
    expect(await running.ended).toEqual({ code: 0, signal: null });
    const { stderr } = running.said;
    expect(stderr).toMatch(/^POST \/v1\/models\/\{model\}\/score 200 \d+\.\d ms \d+ B$/m);
    expect(stderr).toContain("no further requests are taken");
    expect(stderr).not.toMatch(/again|424242|0\.5,/);
  });

  it("takes its token from the environment, and logs as JSON", async () => {
    const token = "abcdefghijklmnopqrstuvwxyz";
    const running = serve(["digits", "--port", "0", "--log", "json"], { VAEKIT_TOKEN: token });
    const url = await urlOf(running);
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/v1/models`, { headers })).status).toBe(200);
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(0);
    const lines = running.said.stderr.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { method: "GET", route: "/v1/models", status: 401 },
      { method: "GET", route: "/v1/models", status: 200 },
    ]);
    expect(running.said.stderr).not.toContain(token);
  });

  it.each([
    [
      ["digits", "--host", "0.0.0.0"],
      /^error: serve: others reach 0\.0\.0\.0, so a token is needed, got none; set VAEKIT_TOKEN/,
    ],
    [["digit"], /^error: digit: no such model folder; did you mean "digits"\?$/],
    [
      ["digits", "./digits"],
      /^error: serve: models must have names of their own, got "digits" twice; give one as NAME=/,
    ],
    [["a b=digits"], /^error: serve: a model is called by up to 64 letters/],
    [["digits", "--port", "70000"], /^error: --port: must be a whole number from 0 to 65535, got "70000"$/],
    [[], /^error: missing required argument 'runs'/],
  ])("refuses %j in one line", async (args, text) => {
    const running = serve(args);
    expect((await running.ended).code).toBe(2);
    expect(running.said.stderr.trimEnd()).toMatch(text);
    expect(running.said.stdout).toBe("");
  });

  it("refuses a port that is taken", async () => {
    const first = serve(["digits", "--port", "0"]);
    const { port } = new URL(await urlOf(first));
    const second = serve(["digits", "--port", port]);
    expect((await second.ended).code).toBe(2);
    expect(second.said.stderr).toBe(
      `error: serve: cannot listen on 127.0.0.1, port ${port} (something listens there already); choose another --port or --host\n`,
    );
  });

  it("explains itself", async () => {
    const running = serve(["--help"]);
    expect((await running.ended).code).toBe(0);
    expect(running.said.stdout).toContain("Usage: vaekit serve [options] <runs...>");
    expect(running.said.stdout).toContain("VAEKIT_TOKEN=$(openssl rand -hex 32)");
  });
});
