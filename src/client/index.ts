// The client of a vaekit server, for Node and browsers. Its types are made from the server's own document.

import createFetchClient from "openapi-fetch";
import { arrayOf, type Nested, type NumberArray, nestedOf } from "./arrays.ts";
import type { components, operations, paths } from "./schema.ts";

export type { Nested, NumberArray } from "./arrays.ts";

type Schemas = components["schemas"];
type QueryOf<V extends keyof operations> = NonNullable<operations[V]["parameters"]["query"]>;

/** Summary of a model. */
export type ModelSummary = Schemas["ModelSummary"];
/** All that is known of a model. */
export type ModelCard = Schemas["ModelCard"];
/** A row of a table by column name. */
export type Row = Schemas["Rows"][number];
/** Scores of items. */
export type Scored = Schemas["Scored"];
/** Filled rows. */
export type Imputed = Schemas["Imputed"];

/** Values of attributes by name, for conditional models. */
export type Condition = Readonly<Record<string, string | number>>;

type WithCondition<T> = Omit<T, "condition"> & { readonly condition?: Condition };

/** Options of encode, decode and reconstruct. */
export type ConditionOptions = WithCondition<QueryOf<"encode">>;
/** Options of sample. */
export type SampleOptions = WithCondition<QueryOf<"sample">>;
/** Options of score. */
export type ScoreOptions = QueryOf<"score">;
/** Options of impute. */
export type ImputeOptions = QueryOf<"impute">;

/** Items to work on: pictures or rows of numbers, with labels where a conditional model asks for them, or rows by column name. */
export type Input =
  | { readonly items: NumberArray | Nested; readonly labels?: readonly (string | number)[] }
  | { readonly rows: readonly Row[] };

/** Latents of items. */
export interface Encoded {
  /** Posterior means [n, latent]. */
  readonly mean: NumberArray;
  /** Posterior log-variances [n, latent]. */
  readonly logVariance?: NumberArray;
  /** Discrete codes [n, codes]. */
  readonly codes?: NumberArray;
  /** Class probabilities [n, classes]. */
  readonly classes?: NumberArray;
}

/** Items that a model made: `items` of pictures, vectors and windows, `rows` of tables. */
export interface Made {
  readonly items?: NumberArray;
  readonly rows?: readonly Row[];
}

/** A refusal of the server; the message is its text. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  /** HTTP status. */
  readonly status: number;
  /** Kind of the library's error, where it is one. */
  readonly code: string | undefined;

  constructor(status: number, detail: string, code?: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** Where the server is. */
export interface ClientOptions {
  /** For example http://127.0.0.1:8080. */
  readonly url: string;
  /** The server's token, where it has one. */
  readonly token?: string | undefined;
}

/** The verbs of a server. Each throws a RequestError with the server's text when it refuses. */
export interface Client {
  /** All models. */
  models(): Promise<readonly ModelSummary[]>;
  /** All that is known of a model. */
  card(model: string): Promise<ModelCard>;
  /** The model itself: the zip archive of its folder, where the server gives it out. */
  archive(model: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Items to latents. */
  encode(model: string, input: Input, options?: ConditionOptions): Promise<Encoded>;
  /** Latents [n, latent] to items. */
  decode(model: string, latents: NumberArray | Nested, options?: ConditionOptions): Promise<Made>;
  /** What the model makes of items, with the error of each. */
  reconstruct(
    model: string,
    input: Input,
    options?: ConditionOptions,
  ): Promise<Made & { readonly errors: Float32Array }>;
  /** New items; the same seed gives the same ones. */
  sample(model: string, options?: SampleOptions): Promise<Made & { readonly latents?: NumberArray }>;
  /** How strange each item is. */
  score(model: string, input: Input, options?: ScoreOptions): Promise<Scored>;
  /** Rows with their gaps filled. */
  impute(model: string, rows: readonly Row[], options?: ImputeOptions): Promise<Imputed>;
}

/** A client of the server at `url`. */
export function createClient({ url, token }: ClientOptions): Client {
  const http = createFetchClient<paths, "application/json">({
    baseUrl: url.replace(/\/+$/, ""),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  const at = (model: string, query: object) => ({ path: { model }, query });
  return {
    models: async () => answerOf(await http.GET("/v1/models")).models,
    card: async (model) => answerOf(await http.GET("/v1/models/{model}", { params: { path: { model } } })),
    async archive(model) {
      const params = { path: { model } };
      const answer = answerOf(await http.GET("/v1/models/{model}/archive", { params, parseAs: "arrayBuffer" }));
      return new Uint8Array(answer);
    },
    async encode(model, input, options = {}) {
      const params = at(model, queryOf(options));
      const answer = answerOf(await http.POST("/v1/models/{model}/encode", { params, body: bodyOf(input) }));
      return {
        mean: arrayOf(answer.mean),
        ...(answer.logVariance && { logVariance: arrayOf(answer.logVariance) }),
        ...(answer.codes && { codes: arrayOf(answer.codes) }),
        ...(answer.classes && { classes: arrayOf(answer.classes) }),
      };
    },
    async decode(model, latents, options = {}) {
      const params = at(model, queryOf(options));
      const body = { latents: listsOf(latents) };
      return madeOf(answerOf(await http.POST("/v1/models/{model}/decode", { params, body })));
    },
    async reconstruct(model, input, options = {}) {
      const params = at(model, queryOf(options));
      const answer = answerOf(await http.POST("/v1/models/{model}/reconstruct", { params, body: bodyOf(input) }));
      return { ...madeOf(answer), errors: arrayOf(answer.errors).data };
    },
    async sample(model, options = {}) {
      const answer = answerOf(await http.GET("/v1/models/{model}/sample", { params: at(model, queryOf(options)) }));
      return { ...madeOf(answer), ...(answer.latents && { latents: arrayOf(answer.latents) }) };
    },
    score: async (model, input, options = {}) =>
      answerOf(await http.POST("/v1/models/{model}/score", { params: at(model, options), body: bodyOf(input) })),
    impute: async (model, rows, options = {}) =>
      answerOf(await http.POST("/v1/models/{model}/impute", { params: at(model, options), body: { rows: [...rows] } })),
  };
}

function answerOf<T>({
  data,
  error,
  response,
}: {
  data?: T;
  error?: unknown;
  response: { readonly status: number };
}): T {
  if (data !== undefined) return data;
  const { detail, code } = (typeof error === "object" && error !== null ? error : {}) as Partial<Schemas["Problem"]>;
  throw new RequestError(response.status, detail ?? `the server answered ${response.status}`, code);
}

function queryOf<T extends { readonly condition?: Condition }>({ condition, ...rest }: T) {
  if (condition === undefined) return rest;
  return { ...rest, condition: Object.entries(condition).map(([name, value]) => `${name}=${value}`) };
}

function bodyOf(input: Input): Schemas["ItemsBody"] {
  if ("rows" in input) return { rows: [...input.rows] };
  const { items, labels } = input;
  return { items: listsOf(items), ...(labels && { labels: [...labels] }) };
}

function listsOf(numbers: NumberArray | Nested): Schemas["Numbers"] {
  return ("shape" in numbers ? nestedOf(numbers) : numbers) as Schemas["Numbers"];
}

function madeOf({ items, rows }: { items?: readonly unknown[]; rows?: Row[] }): Made {
  return { ...(items && { items: arrayOf(items) }), ...(rows && { rows }) };
}
