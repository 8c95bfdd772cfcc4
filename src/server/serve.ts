// Starts the server: models, threads, routes, sockets; and ends it in order.

import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { ConfigError } from "../errors.ts";
import { type Catalogue, namedPaths, openArchives, openCatalogue } from "./catalogue.ts";
import { createApp } from "./http/app.ts";
import { Metrics } from "./http/metrics.ts";
import { Problem } from "./http/problem.ts";
import { type ServerOptions, type Settings, settingsOf } from "./options.ts";
import { Pool } from "./pool/pool.ts";

/** A running server. */
export interface RunningServer {
  /** Where it listens, for example http://127.0.0.1:8080. */
  readonly url: string;
  /** The names of its models. */
  readonly models: readonly string[];
  /** Takes no further requests, finishes those that are there and frees everything. */
  close(): Promise<void>;
}

/** Serves trained models over HTTP. @throws ConfigError for impossible options or a taken port, DataError for a run that cannot be loaded */
export async function startServer(
  options: ServerOptions,
  onFault: (detail: string) => void = () => undefined,
): Promise<RunningServer> {
  const settings = settingsOf(options);
  const paths = namedPaths(settings.runs);
  const catalogue = await openCatalogue(paths);
  const archives = settings.share ? await openArchives(paths) : undefined;
  const metrics = new Metrics({ waiting: () => pool.waiting, working: () => pool.working });
  const { workers, threads, maxItems, queue, maxBatch, batchWait, timeout, workerScript: script } = settings;
  const pool: Pool = await Pool.start({
    ...{ script, models: paths, workers, threads, maxItems, queue, maxBatch, batchWait, timeout },
    onGroup: (work, calls, items) => metrics.group(work, calls, items),
    onReplaced: () => metrics.thread(),
  });
  let closing = false;
  const app = createApp({ settings, catalogue, archives, pool, metrics, closing: () => closing, onFault });
  const server = createHttpServer(app.fetch, settings);
  try {
    await listen(server, settings);
  } catch (error) {
    await pool.stop();
    throw error;
  }
  return {
    url: urlOf(server, settings),
    models: namesOf(catalogue),
    async close() {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await pool.drain();
      // Answers are out or on their way; connections without a request are closed already.
      const late = setTimeout(() => server.closeAllConnections(), settings.timeout);
      await closed;
      clearTimeout(late);
      await pool.stop();
    },
  };
}

const namesOf = (catalogue: Catalogue) => [...catalogue.keys()];

function createHttpServer(fetch: Parameters<typeof getRequestListener>[0], { timeout }: Settings): Server {
  const server = createServer(
    {
      // A body has as long to come as an answer.
      requestTimeout: timeout,
      headersTimeout: Math.min(timeout, 10_000),
      connectionsCheckingInterval: Math.min(1000, Math.max(50, timeout / 4)),
      keepAliveTimeout: 65_000,
    },
    getRequestListener(fetch),
  );
  server.on("clientError", refuseMalformed);
  return server;
}

// What is no HTTP, or too slow to become a request.
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const [status, detail] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? [408, "request: did not come in time"]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? [431, "request: its head is too long"]
        : [400, "request: must be HTTP/1.1"];
  const problem = new Problem(status as number, detail as string);
  const { text } = problem;
  const { title } = JSON.parse(text) as { title: string };
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
  );
}

function listen(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "something listens there already"
          : error.code === "EACCES"
            ? "permission denied"
            : error.message;
      reject(
        new ConfigError(`serve: cannot listen on ${host}, port ${port} (${why}); choose another --port or --host`),
      );
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, { host }: Settings): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
