// The OpenAPI document of the server, from the table of operations.

import { OpenAPIHono, z } from "@hono/zod-openapi";
import { VERSION } from "../../version.ts";
import { type InputType, type OutputType, VERBS, type Verb } from "../calls.ts";
import { MEDIA, OPERATIONS } from "./operations.ts";
import { parametersOf } from "./parameters.ts";
import * as schemas from "./schemas.ts";

const BODIES: { readonly [V in Verb]?: z.ZodType } = {
  encode: schemas.itemsBody,
  decode: schemas.latentsBody,
  reconstruct: schemas.itemsBody,
  score: schemas.itemsBody,
  impute: schemas.rowsBody,
};

const ANSWERS: { readonly [V in Verb]: z.ZodType } = {
  encode: schemas.encoded,
  decode: schemas.decoded,
  reconstruct: schemas.reconstructed,
  sample: schemas.sampled,
  score: schemas.scored,
  impute: schemas.imputed,
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: "The request cannot be read",
  401: "The token is missing or wrong",
  403: "Models are not given out",
  404: "There is no such model",
  406: "None of the wanted types can be given",
  413: "The body is too large, or brings too many items",
  415: "The body has another type",
  422: "The model cannot take this",
  429: "Too many requests wait",
  503: "The work was interrupted, or the server is shutting down",
  504: "The answer took too long",
};

/** A document of OpenAPI 3.1. */
export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

/** The document; `maxItems` is the most that one request may bring or ask for. */
export function openApiDocument(maxItems: number): OpenApiDocument {
  const app = new OpenAPIHono();
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  const model = z.string().openapi({ param: { name: "model", in: "path" }, description: "name of the model" });
  const json = (schema: z.ZodType) => ({ "application/json": { schema } });
  const refusals = (codes: readonly number[]) =>
    Object.fromEntries(
      codes.map((status) => [
        status,
        { description: REFUSALS[status]!, content: { "application/problem+json": { schema: schemas.problem } } },
      ]),
    );
  registry.registerPath({
    method: "get",
    path: "/v1/models",
    operationId: "models",
    tags: ["Models"],
    summary: "All models",
    responses: { 200: { description: "The models", content: json(schemas.modelList) }, ...refusals([401]) },
  });
  registry.registerPath({
    method: "get",
    path: "/v1/models/{model}",
    operationId: "card",
    tags: ["Models"],
    summary: "All that is known of a model",
    request: { params: z.object({ model }) },
    responses: { 200: { description: "The card", content: json(schemas.modelCard) }, ...refusals([401, 404]) },
  });
  registry.registerPath({
    method: "get",
    path: "/v1/models/{model}/archive",
    operationId: "archive",
    tags: ["Models"],
    summary: "The model itself, as an archive of its folder",
    description: "Only where the server was started with --share.",
    request: { params: z.object({ model }) },
    responses: {
      200: {
        description: "The archive",
        content: { "application/zip": { schema: z.string().openapi({ format: "binary" }) } },
      },
      ...refusals([401, 403, 404]),
    },
  });
  for (const verb of VERBS) {
    const { method, summary, description, inputs, outputs } = OPERATIONS[verb];
    const query = Object.fromEntries(
      Object.entries(parametersOf(verb, maxItems)).map(([name, { schema }]) => [name, schema.optional()]),
    );
    const body = BODIES[verb];
    registry.registerPath({
      method,
      path: `/v1/models/{model}/${verb}`,
      operationId: verb,
      tags: ["Verbs"],
      summary,
      description,
      request: {
        params: z.object({ model }),
        query: z.object(query),
        ...(body && { body: { required: true, content: contentOf(inputs, body) } }),
      },
      responses: {
        200: { description: "The answer", content: contentOf(outputs, ANSWERS[verb]) },
        ...refusals(
          Object.keys(REFUSALS)
            .map(Number)
            .filter((status) => status !== 403),
        ),
      },
    });
  }
  for (const [path, summary] of [
    ["/health", "Whether the server is there"],
    ["/ready", "Whether it can answer"],
  ] as const) {
    const status = z.object({ status: z.literal("ok") });
    registry.registerPath({
      method: "get",
      path,
      tags: ["Operation"],
      summary,
      security: [],
      responses: { 200: { description: "It is", content: json(status) }, ...(path === "/ready" && refusals([503])) },
    });
  }
  registry.registerPath({
    method: "get",
    path: "/metrics",
    tags: ["Operation"],
    summary: "Measures for Prometheus",
    responses: { 200: { description: "The measures", content: { "text/plain": { schema: z.string() } } } },
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "vaekit",
      version: VERSION,
      description: "Trained variational autoencoders over HTTP.",
    },
    security: [{ token: [] }],
  });
}

function contentOf(types: readonly (InputType | OutputType)[], schema: z.ZodType) {
  const binary = { type: "string", format: "binary" } as const;
  return Object.fromEntries(
    types.map((type) => {
      if (type === "json") return [MEDIA.json, { schema }];
      return [MEDIA[type], { schema: type === "csv" ? ({ type: "string" } as const) : binary }];
    }),
  );
}
