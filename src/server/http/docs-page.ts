// The document as a page: made once, nothing is loaded from elsewhere, and no script runs.

import { createHash } from "node:crypto";
import { STYLE } from "./docs-style.ts";
import type { OpenApiDocument } from "./openapi.ts";

/** A page and the headers it needs. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** Renders the document. */
export function docsPage(document: OpenApiDocument): Page {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ""))];
  const body = groups.map((group) => {
    const own = operations.filter(({ operation }) => operation.tags?.[0] === group);
    return `<h2>${escapeHtml(group)}</h2>${own.map((one) => section(one.method, one.path, one.operation)).join("")}`;
  });
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>).filter(
    ([, schema]) => schema.properties,
  );
  const types = schemas.map(
    ([name, schema]) => `<section id="${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${fields(schema)}</section>`,
  );
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>vaekit: routes</title><style>${STYLE}</style></head>
<body><header><h1>vaekit ${escapeHtml(document.info.version)}</h1>
<p>${escapeHtml(document.info.description ?? "")} The same as a document: <a href="openapi.json">openapi.json</a>.</p></header>
<main>${INTRODUCTION}${body.join("")}<h2>Types</h2>${types.join("")}</main></body></html>
`;
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { html, headers: { "content-security-policy": policy } };
}

const INTRODUCTION = `<p>Options stand in the query, data in the body. A body says by its <code>content-type</code> what it is,
the answer comes as <code>accept</code> asks: JSON where nothing is said, NumPy arrays as <code>application/x-npy</code>,
pictures as <code>image/png</code> (one, or several in a grid), rows as <code>text/csv</code>. Refusals are
<code>application/problem+json</code>. A server with a token wants <code>authorization: Bearer TOKEN</code>.</p>
<pre tabindex="0">curl -s "$URL/v1/models"
curl -s "$URL/v1/models/NAME/sample?count=9&amp;seed=1" -H "accept: image/png" -o nine.png
curl -s "$URL/v1/models/NAME/score" -H "content-type: application/json" \\
  -d '{"rows": [{"age": 39, "town": "Ulm"}]}'</pre>`;

function section(method: string, path: string, { summary = "", description, ...rest }: Operation): string {
  const query = (rest.parameters ?? []).filter((parameter) => parameter.in === "query");
  const parts = [
    `<h3><span class="method">${method.toUpperCase()}</span><code>${escapeHtml(path)}</code></h3>`,
    `<p>${escapeHtml(description ?? `${summary}.`)}</p>`,
  ];
  const details = [
    ...(query.length > 0
      ? [`<h4>Query</h4><dl>${query.map(({ name, schema = {} }) => entry(name, schema, false)).join("")}</dl>`]
      : []),
    ...(rest.requestBody ? [`<h4>Body</h4>${contentOf(rest.requestBody.content)}`] : []),
    ...Object.entries(rest.responses)
      .filter(([status, { content }]) => status.startsWith("2") && content)
      .map(([, { content }]) => `<h4>Answer</h4>${contentOf(content!)}`),
    refusals(rest.responses),
  ];
  parts.push(`<details><summary>Details</summary>${details.join("")}</details>`);
  return `<section>${parts.join("")}</section>`;
}

function contentOf(content: Content): string {
  const entries = Object.entries(content).map(([type, { schema = {} }]) => {
    const note = type === "application/json" ? typeText(schema) : `<span class="soft">${MEANINGS[type] ?? ""}</span>`;
    return `<dt><code>${escapeHtml(type)}</code> ${note}</dt>`;
  });
  return `<dl>${entries.join("")}</dl>`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  "application/x-npy": "one array, the first axis counts items",
  "image/png": "pictures; a body holds one",
  "text/csv": "rows, names in the first line",
};

function refusals(responses: Operation["responses"]): string {
  const entries = Object.entries(responses).filter(([status]) => !status.startsWith("2"));
  if (entries.length === 0) return "";
  const lines = entries.map(
    ([status, { description }]) => `<dt>${status} <span class="soft">${escapeHtml(description)}</span></dt>`,
  );
  return `<h4>Refusals</h4><dl>${lines.join("")}</dl>`;
}

function fields({ properties = {}, required = [] }: Schema): string {
  return `<dl>${Object.entries(properties)
    .map(([name, schema]) => entry(name, schema, required.includes(name)))
    .join("")}</dl>`;
}

function entry(name: string, schema: Schema, always: boolean): string {
  const note = always ? "" : ' <span class="soft">optional</span>';
  const said = schema.description === undefined ? "" : `<dd>${escapeHtml(schema.description)}</dd>`;
  return `<dt><code>${escapeHtml(name)}</code><span class="soft">${typeText(schema)}</span>${note}</dt>${said}`;
}

function typeText(schema: Schema): string {
  const { $ref, items, anyOf, allOf, type, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = escapeHtml($ref.split("/").at(-1)!);
    return NAMED_ONLY.has(name) ? name.toLowerCase() : `<a href="#${name}">${name}</a>`;
  }
  if (schema.enum) return schema.enum.map((value) => escapeHtml(String(value))).join(", ");
  if (allOf) return typeText(allOf[0]!);
  if (anyOf) return anyOf.map(typeText).join(" or ");
  if (type === "array") return items && Object.keys(items).length > 0 ? `list of ${typeText(items)}` : "nested lists";
  if (type === "object" && typeof additionalProperties === "object")
    return `values by name: ${typeText(additionalProperties)}`;
  const name = Array.isArray(type) ? type.join(" or ") : ((type as string | undefined) ?? "any value");
  const { minimum, maximum } = schema;
  if (minimum === undefined) return escapeHtml(name);
  return `${escapeHtml(name)} from ${minimum}${maximum === undefined ? "" : ` to ${maximum}`}`;
}

// Types without fields of their own.
const NAMED_ONLY = new Set(["Numbers", "Rows"]);

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]!,
  );
}
