// Requests a second of vaekit serve, and how long they take, with and without micro-batching; and how it holds out.
//
//   npm run build && node bench/server.mjs [--seconds 10] [--connections 1,16,256] [--write]
//   node bench/server.mjs --soak MINUTES [--write]
//
// A picture model (preset mnist, 784-400-20) decodes one latent a request, a table model (8 columns, preset table) scores one row.
// --soak asks at 80 % of what 64 connections can get and watches errors and memory. --write puts the tables into docs/server.md.
// --main FILE measures another build. Load generator and server share the machine.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { putPart } from "./lib/page-part.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "1,16,256" },
    soak: { type: "string" },
    main: { type: "string", default: join(root, "dist/cli/main.js") },
    write: { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds);
const say = (text) => process.stderr.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), "vaekit-bench-server-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const load = loadavg()[0];
await prepare();
const text = options.soak === undefined ? await throughput() : await soak(Number(options.soak));
console.log(text);
if (options.write) putPart("docs/server.md", options.soak === undefined ? "bench" : "soak", text);

async function prepare() {
  const row = (i) => {
    const town = i % 3;
    const noise = Math.sin(12.9898 * i) * 43758.5453;
    const u = noise - Math.floor(noise);
    const date = `20${10 + (i % 10)}-0${1 + (i % 9)}-1${i % 10}`;
    const numbers = [20 + (i % 60), (1000 * (town + 1) + 100 * u).toFixed(2), Math.round(u * 40), (u * u).toFixed(3)];
    return [...numbers, ["Ulm", "Bern", "Graz"][town], u > 0.7 ? "yes" : "no", date, `g${i % 5}`].join(",");
  };
  const lines = ["age,income,hours,share,town,member,since,group", ...Array.from({ length: 2000 }, (_, i) => row(i))];
  writeFileSync(join(folder, "people.csv"), `${lines.join("\n")}\n`);
  await vaekit(
    "train",
    "digits",
    "--count",
    "2000",
    "--preset",
    "mnist",
    "--epochs",
    "1",
    "--no-report",
    "--out",
    "pictures",
  );
  await vaekit("train", "people.csv", "--preset", "table", "--epochs", "2", "--no-report", "--out", "people");
}

function vaekit(...args) {
  const child = spawn(process.execPath, [options.main, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (part) => {
    said += part;
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(" ")}: ${said}`))));
  });
}

/** A running server. */
async function serve(wait) {
  const args = ["serve", "pictures", "people", "--port", "0", "--log", "none", "--batch-wait", String(wait)];
  const child = spawn(process.execPath, [options.main, ...args], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve) => {
    child.stdout.setEncoding("utf8").once("data", (line) => resolve(line.split(" ")[0]));
  });
  const measures = async (pattern) => {
    const all = await (await fetch(`${url}/metrics`)).text();
    return [...all.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  return {
    url,
    groups: async () => ({
      requests: await measures(/^vaekit_batch_requests_sum\{.*\} (.*)$/gm),
      runs: await measures(/^vaekit_batch_requests_count\{.*\} (.*)$/gm),
    }),
    megabytes: async () => (await measures(/^process_resident_memory_bytes (.*)$/gm)) / 1e6,
    stop: () =>
      new Promise((resolve) => {
        child.on("close", resolve);
        child.kill("SIGTERM");
      }),
  };
}

function jobs(url) {
  const headers = { "content-type": "application/json" };
  const latents = [Array.from({ length: 20 }, (_, i) => Math.sin(i))];
  const row = {
    age: 33,
    income: 1050.5,
    hours: 12,
    share: 0.2,
    town: "Ulm",
    member: "no",
    since: "2012-03-11",
    group: "g1",
  };
  const post = (path, body, accept) => ({
    url: `${url}/v1/models/${path}`,
    method: "POST",
    headers: { ...headers, accept },
    body: JSON.stringify(body),
  });
  return {
    "decode, .npy": post("pictures/decode", { latents }, "application/x-npy"),
    "decode, JSON": post("pictures/decode", { latents }, "application/json"),
    "score, a row": post("people/score", { rows: [row] }, "application/json"),
  };
}

async function throughput() {
  const rows = [];
  for (const wait of [2, 0]) {
    const server = await serve(wait);
    for (const [name, job] of Object.entries(jobs(server.url))) {
      for (const connections of options.connections.split(",").map(Number)) {
        await autocannon({ ...job, connections, duration: 2 });
        const before = await server.groups();
        const result = await autocannon({ ...job, connections, duration: seconds });
        const after = await server.groups();
        if (result.errors + result.non2xx > 0)
          throw new Error(`${name}: ${result.errors} errors, ${result.non2xx} refusals`);
        const together = (after.requests - before.requests) / Math.max(1, after.runs - before.runs);
        const { latency } = result;
        const line = [name, wait === 0 ? "off" : `${wait} ms`, connections, Math.round(result.requests.average)];
        rows.push([...line, latency.p50, latency.p99, together.toFixed(1)]);
        say(rows.at(-1).join("  "));
      }
    }
    await server.stop();
  }
  const head = ["request", "batching", "connections", "requests/s", "p50, ms", "p99, ms", "requests a run"];
  return `${about()} ${seconds} s each after 2 s of warm-up.\n\n${table([head, ...rows])}`;
}

async function soak(minutes) {
  const server = await serve(2);
  const { "decode, JSON": decode, "score, a row": score } = jobs(server.url);
  const lines = [];
  for (const [name, job] of [
    ["decode, JSON", decode],
    ["score, a row", score],
  ]) {
    const connections = 64;
    const most = (await autocannon({ ...job, connections, duration: seconds })).requests.average;
    const rate = Math.max(1, Math.floor(0.8 * most));
    const memory = [await server.megabytes()];
    const watch = setInterval(async () => memory.push(await server.megabytes()), 10_000);
    const result = await autocannon({ ...job, connections, duration: 30 * minutes, overallRate: rate });
    clearInterval(watch);
    memory.push(await server.megabytes());
    const half = memory.slice(Math.floor(memory.length / 2));
    const { latency, errors, non2xx, timeouts } = result;
    lines.push([
      ...[name, rate, result.requests.total, errors + timeouts, non2xx, latency.p50, latency.p99],
      ...[memory[0], half[0], memory.at(-1), Math.max(...memory)].map((megabytes) => megabytes.toFixed(0)),
    ]);
    say(lines.at(-1).join("  "));
  }
  await server.stop();
  const head = ["request", "requests/s", "requests", "errors", "refusals", "p50, ms", "p99, ms"];
  const memory = ["MB at the start", "halfway", "at the end", "at most"];
  return `${about()} ${minutes} minutes at 80 % of the maximum of 64 connections, one server, half of the time for each line.\n\n${table([[...head, ...memory], ...lines])}`;
}

function about() {
  const date = new Date().toISOString().slice(0, 10);
  const cores = availableParallelism();
  return `Measured ${date} on ${cpus()[0].model.trim()}, ${cores} cores, load ${load.toFixed(1)} at the start, Node ${process.version}, one worker.`;
}

function table(rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = rows[0].map((_, i) => (i === 0 ? "---" : "---:"));
  return [line(rows[0]), line(rule), ...rows.slice(1).map(line)].join("\n");
}
