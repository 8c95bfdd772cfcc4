// A contestant in a child process, driven line by line.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts a program that speaks the line protocol; the result has `timed(workload, batch, steps, limitMs)`. */
export async function startProcess(command, args, { env = {}, cwd } = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = [];
  let errors = "";
  let ended = false;
  child.stderr.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-2000);
  });
  const end = (reason) => {
    ended = true;
    for (const { fail } of waiting.splice(0)) fail(new Error(reason));
  };
  child.on("error", (error) => end(String(error.message)));
  child.on("close", (code) => end(`ended with code ${code}: ${errors.trim().split("\n").at(-1)}`));
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) waiting.shift()?.done(JSON.parse(line));
  });
  const answer = (limitMs) =>
    new Promise((done, fail) => {
      if (ended) {
        fail(new Error(`ended: ${errors.trim().split("\n").at(-1)}`));
        return;
      }
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail(new Error(`no answer in ${Math.round(limitMs / 1000)} s`));
      }, limitMs);
      const settled = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      waiting.push({ done: settled(done), fail: settled(fail) });
    });
  const ready = await answer(60_000);
  return {
    ready,
    async timed(workload, batch, steps, limitMs) {
      child.stdin.write(`${workload} ${batch} ${steps}\n`);
      const result = await answer(limitMs);
      if (result.error !== undefined) throw new Error(result.error);
      return result;
    },
    async close() {
      if (ended) return;
      child.stdin.end();
      setTimeout(() => child.kill("SIGKILL"), 2000).unref();
      await new Promise((resolve) => child.once("close", resolve));
    },
  };
}
