// The routes. They look at the head of a request, hand its body to the pool and give back what comes; they compute nothing.

import type { HttpBindings } from "@hono/node-server";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { cors } from "hono/cors";
import { didYouMean } from "../../errors.ts";
import { VERBS, type Verb } from "../calls.ts";
import type { Archives, Catalogue } from "../catalogue.ts";
import type { LogLine, Settings } from "../options.ts";
import type { Pool } from "../pool/pool.ts";
import { BodyBudget, inputTypeOf, outputTypeOf, readBody } from "./body.ts";
import { docsPage } from "./docs-page.ts";
import type { Metrics } from "./metrics.ts";
import { openApiDocument } from "./openapi.ts";
import { MEDIA, OPERATIONS } from "./operations.ts";
import { parametersOf, readOptions } from "./parameters.ts";
import { Problem } from "./problem.ts";
import type { ModelCard } from "./schemas.ts";
import { carefulHeaders, requireLocalName, tokenCheck } from "./security.ts";

/** What the routes stand on. */
export interface AppParts {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  /** The models themselves, where they are given out. */
  readonly archives?: Archives | undefined;
  readonly pool: Pool;
  readonly metrics: Metrics;
  /** True once the server is shutting down. */
  readonly closing: () => boolean;
  /** Told of faults of ours. */
  readonly onFault: (detail: string) => void;
}

interface Env {
  Bindings: HttpBindings;
  Variables: { route: string };
}

type Ctx = Context<Env>;

/** The application. */
export function createApp(parts: AppParts): OpenAPIHono<Env> {
  const { settings, catalogue, pool, metrics, closing } = parts;
  const budget = new BodyBudget(settings.maxBody);
  const app = new OpenAPIHono<Env>();
  app.use(observed(parts));
  app.use(carefulHeaders);
  if (settings.token === undefined) app.use(requireLocalName);
  if (settings.cors.length > 0) app.use(sharing(settings));
  const checkToken = settings.token === undefined ? () => undefined : tokenCheck(settings.token);

  const route = (path: string, method: "get" | "post", answer: (c: Ctx) => Response | Promise<Response>) => {
    const template = path.replace(/:(\w+)/g, "{$1}");
    const allow = method === "get" ? "GET, HEAD" : "POST";
    app.all(path, (c) => {
      c.set("route", template);
      // Probes and the description of the routes are for all.
      if (/^\/(v1|metrics)/.test(path)) checkToken(c);
      if (allow.split(", ").includes(c.req.method)) return answer(c);
      throw new Problem(405, `method: must be ${allow.replace(", ", " or ")}, got ${c.req.method}`, { allow });
    });
  };
  const get = (path: string, answer: (c: Ctx) => Response | Promise<Response>) => route(path, "get", answer);

  get("/", (c) => c.redirect("/docs"));
  get("/health", () => json(OK));
  get("/ready", () => {
    if (closing() || !pool.alive) throw new Problem(503, "server: is not ready", { "retry-after": "1" });
    return json(OK);
  });
  get("/metrics", async () => {
    const { text, type } = await metrics.text();
    return reply(text, type);
  });
  const document = openApiDocument(settings.maxItems);
  const documentText = JSON.stringify(document);
  get("/openapi.json", () => reply(documentText, MEDIA.json));
  const page = docsPage(document);
  get("/docs", () => reply(page.html, "text/html; charset=utf-8", page.headers));
  get("/v1/models", () => json({ models: [...catalogue.values()].map(summaryOf) }));
  get("/v1/models/:model", (c) => json(cardOf(c, catalogue)));
  get("/v1/models/:model/archive", (c) => {
    const bytes = parts.archives?.get(cardOf(c, catalogue).name);
    if (bytes === undefined) throw new Problem(403, "archive: models are not given out; start the server with --share");
    return reply(bytes, MEDIA_ARCHIVE);
  });
  for (const verb of VERBS) {
    route(`/v1/models/:model/${verb}`, OPERATIONS[verb].method, (c) => answerVerb(c, verb, { ...parts, budget }));
  }
  app.notFound(() => {
    throw new Problem(404, "path: nothing is here; see /docs");
  });
  app.onError((error) => {
    if (error instanceof Problem) return error.response();
    parts.onFault(error.stack ?? String(error));
    return new Problem(500, "server: a fault of vaekit, not yours; its log says more").response();
  });
  return app;
}

async function answerVerb(c: Ctx, verb: Verb, parts: AppParts & { readonly budget: BodyBudget }) {
  const { settings, catalogue, pool, closing, onFault, budget } = parts;
  const operation = OPERATIONS[verb];
  const { incoming, outgoing } = c.env;
  const { name } = cardOf(c, catalogue);
  const options = readOptions(new URL(c.req.url).searchParams, parametersOf(verb, settings.maxItems));
  const output = outputTypeOf(incoming.headers.accept, operation);
  const type = operation.method === "post" ? inputTypeOf(incoming.headers, operation) : undefined;
  if (type) outgoing.once("close", budget.take(incoming, settings.maxBody));
  const input = type && { type, bytes: await readBody(incoming, settings.maxBody) };
  const call = { ...(input && { input }), output };
  const answer = await pool.submit({ model: name, verb, options }, call, (withdraw) =>
    outgoing.once("close", withdraw),
  );
  if (!answer.ok) {
    const { status, detail, code } = answer;
    if (status === 500) {
      onFault(detail);
      throw new Problem(500, "server: a fault of vaekit, not yours; its log says more");
    }
    throw new Problem(status, detail, status === 429 || status === 503 ? { "retry-after": "1" } : {}, code);
  }
  const { bytes } = answer;
  return reply(bytes, MEDIA[output], { vary: "accept", ...(closing() ? { connection: "close" } : {}) });
}

const MEDIA_ARCHIVE = "application/zip";

const OK = { status: "ok" };

function reply(body: string | Uint8Array, type: string, headers: Readonly<Record<string, string>> = {}): Response {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  return new Response(body as string | Uint8Array<ArrayBuffer>, {
    headers: { "content-type": type, "content-length": String(length), ...headers },
  });
}

const json = (value: unknown) => reply(JSON.stringify(value), MEDIA.json);

function cardOf(c: Ctx, catalogue: Catalogue): ModelCard {
  const name = c.req.param("model") ?? "";
  const card = catalogue.get(name);
  if (card !== undefined) return card;
  const shown = name.slice(0, 100);
  throw new Problem(404, `model: no model is called "${shown}"${didYouMean(shown, [...catalogue.keys()])}`);
}

function summaryOf({ name, items, description, shape, latent, preset, verbs }: ModelCard) {
  return { name, items, description, shape, latent, preset, verbs };
}

function sharing({ cors: origins, token }: Settings) {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    allowMethods: ["GET", "HEAD", "POST"],
    allowHeaders: ["content-type", "accept", ...(token === undefined ? [] : ["authorization"])],
    exposeHeaders: ["retry-after"],
    maxAge: 600,
  });
}

// Counts and logs every request once its answer is out.
function observed({ metrics, settings: { log } }: AppParts) {
  return async (c: Ctx, next: () => Promise<void>) => {
    const started = performance.now();
    const { outgoing } = c.env;
    outgoing.once("close", () => {
      const milliseconds = performance.now() - started;
      const method = METHODS.has(c.req.method) ? c.req.method : "other";
      const route = c.get("route") ?? "other";
      // A request whose sender has gone has no answer.
      const status = outgoing.headersSent ? outgoing.statusCode : 499;
      metrics.request(method, route, status, milliseconds);
      const bytes = Number(c.res.headers.get("content-length") ?? 0);
      log?.({ method, route, status, milliseconds, bytes } satisfies LogLine);
    });
    await next();
  };
}

const METHODS = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]);
