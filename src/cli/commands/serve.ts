// vaekit serve

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { LogLine } from "../../server/index.ts";
import { onInterrupt } from "../interrupt.ts";
import { print, remark } from "../output.ts";
import { collect, decimal, oneOf, whole } from "../parse.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly cors?: readonly string[];
  readonly workers: number;
  readonly threads?: number;
  readonly maxBody: number;
  readonly maxItems: number;
  readonly maxBatch: number;
  readonly batchWait: number;
  readonly queue: number;
  readonly timeout: number;
  readonly share?: boolean;
  readonly log: "text" | "json" | "none";
}

const EXAMPLES = `
Examples:
  vaekit serve runs/digits                     at http://127.0.0.1:8080, the routes at /docs
  vaekit serve faces=runs/7 people=runs/people --port 9000
  VAEKIT_TOKEN=$(openssl rand -hex 32) vaekit serve runs/people --host 0.0.0.0
  curl -s "http://127.0.0.1:8080/v1/models/digits/sample?count=9&seed=1" -H "accept: image/png" -o nine.png

RUN is a folder that train wrote; requests know it by the folder's name, or by NAME in NAME=RUN. Without a token only this
machine can ask. SIGINT and SIGTERM finish the requests that are there. Restart the server to load a run anew.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  const most = 4 * availableParallelism();
  command
    .argument("<runs...>", "folders that train wrote, or NAME=FOLDER")
    .option("--host <address>", "address to listen on; others than this machine's own need a token", "127.0.0.1")
    .option("--port <n>", "port to listen on; 0 takes a free one", whole("--port", 0, 65_535), 8080)
    .option(
      "--token <token>",
      "what requests must bring as bearer token (better: the environment variable VAEKIT_TOKEN, which other users cannot see)",
    )
    .option("--cors <origin>", "pages of this origin may ask, e.g. https://app.example (repeatable)", collect)
    .option("--workers <n>", "threads that compute, each with the models in its memory", whole("--workers", 1, most), 1)
    .option(
      "--threads <n>",
      "threads per operation (default: the cores but one, shared by the workers)",
      whole("--threads", 1, most),
    )
    .option("--max-body <MiB>", "size of a request", decimal("--max-body", 0, true), 8)
    .option("--max-items <n>", "items that a request may bring or ask for", whole("--max-items"), 1000)
    .option("--max-batch <n>", "requests that are run together", whole("--max-batch"), 64)
    .option(
      "--batch-wait <ms>",
      "how long a request may wait for others to be run with; 0 runs each alone",
      decimal("--batch-wait", 0),
      2,
    )
    .option("--queue <n>", "requests that wait; more are told to come again later", whole("--queue"), 256)
    .option("--timeout <s>", "seconds for a request, and for its body to come", decimal("--timeout", 0, true), 30)
    .option("--share", "also give out the models themselves, for the studio to open")
    .option(
      "--log <how>",
      "a line for each request on standard error: text, json or none",
      oneOf("--log", ["text", "json", "none"]),
      "text",
    )
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(runs: readonly string[], options: Options): Promise<void> {
  const { maxBody, timeout, log, cors = [], token = process.env.VAEKIT_TOKEN || undefined, ...rest } = options;
  const { startServer } = await import("../../server/index.ts");
  const server = await startServer(
    {
      ...rest,
      runs,
      cors,
      token,
      maxBody: Math.ceil(maxBody * 1024 * 1024),
      timeout: Math.ceil(timeout * 1000),
      log: log === "none" ? undefined : (line) => remark((log === "json" ? jsonLine : textLine)(line)),
    },
    remark,
  );
  print(`${server.url} serves ${server.models.join(", ")}; routes: ${server.url}/docs`);
  await new Promise<void>((resolve) => onInterrupt(resolve));
  remark("no further requests are taken; those that are there are finished");
  await server.close();
}

function textLine({ method, route, status, milliseconds, bytes }: LogLine): string {
  return `${method} ${route} ${status} ${milliseconds.toFixed(1)} ms ${bytes} B`;
}

function jsonLine({ milliseconds, ...line }: LogLine): string {
  return JSON.stringify({ ...line, milliseconds: Math.round(10 * milliseconds) / 10 });
}
