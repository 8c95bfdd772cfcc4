// Bodies and answers as the OpenAPI document describes them. The threads that compute check what comes; these are for readers.

import { z } from "@hono/zod-openapi";
import { VERBS } from "../calls.ts";

/** What a list shows of a model. */
export const modelSummary = z
  .object({
    name: z.string(),
    items: z.enum(["image", "vector", "series", "table"]).describe("what one item is"),
    description: z.string(),
    shape: z.array(z.int()).describe("shape of one item; of a table codes and values"),
    latent: z.int().describe("numbers of a latent"),
    preset: z.string(),
    verbs: z.array(z.enum(VERBS)).describe("what the model can be asked for"),
  })
  .openapi("ModelSummary");

const column = z
  .object({
    name: z.string(),
    type: z.string(),
    used: z.boolean().optional().describe("tables: whether the model sees it"),
    min: z.number().optional(),
    max: z.number().optional(),
    format: z.string().optional().describe("how dates are written"),
    levels: z.array(z.string()).optional().describe("known categories"),
  })
  .openapi("Column");

/** All that is told of a model. */
export const modelCard = modelSummary
  .extend({
    library: z.string().describe("version of vaekit that trained it"),
    parameters: z.int(),
    likelihood: z.string().optional(),
    objective: z.string(),
    variational: z.boolean(),
    data: z.object({ name: z.string(), counts: z.record(z.string(), z.int()) }),
    values: z.enum(["binary", "grey", "continuous"]).optional().describe("pictures: what pixels may be"),
    columns: z.array(column).optional(),
    labels: z.array(z.string()).optional(),
    conditions: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    trainingScores: z.boolean().describe("whether scores come with tail probabilities"),
    results: z.record(z.string(), z.unknown()).describe("final numbers of the training"),
    readme: z.string().describe("the model card in Markdown"),
  })
  .openapi("ModelCard");

/** Summary of a model. */
export type ModelSummary = z.infer<typeof modelSummary>;
/** Card of a model. */
export type ModelCard = z.infer<typeof modelCard>;

/** The list of models. */
export const modelList = z.object({ models: z.array(modelSummary) }).openapi("ModelList");

/** A refusal (RFC 9457). */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("where: rule, got value; remedy"),
    code: z.enum(["SHAPE", "CONFIG", "DATA"]).optional().describe("kind of the library's error"),
  })
  .openapi("Problem");

type Nested = number | Nested[];

const numbers: z.ZodType<Nested[]> = z
  .array(z.any())
  .describe("nested lists of numbers, the first axis counts items")
  .openapi("Numbers", { type: "array", items: {} });
const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))).openapi("Rows");
const scores = z.array(z.number().nullable());

/** Items to work on: `items` for pictures and vectors, `rows` for tables and time series. */
export const itemsBody = z
  .object({
    items: numbers
      .optional()
      .describe("pictures [n, height, width] with channels first or last, values in [0, 1]; vectors [n, columns]"),
    rows: rows.optional().describe("tables and time series: objects by column name"),
    labels: z
      .array(z.union([z.string(), z.number()]))
      .optional()
      .describe("conditional models: the items' own labels"),
  })
  .openapi("ItemsBody");

/** Latents to decode. */
export const latentsBody = z.object({ latents: numbers.describe("[n, latent]") }).openapi("LatentsBody");

/** Rows to fill. */
export const rowsBody = z.object({ rows }).openapi("RowsBody");

/** Latents of items. */
export const encoded = z
  .object({
    mean: numbers.describe("posterior means [n, latent]"),
    logVariance: numbers.optional().describe("posterior log-variances [n, latent]"),
    codes: numbers.optional().describe("discrete codes [n, codes]"),
    classes: numbers.optional().describe("class probabilities [n, classes]"),
  })
  .openapi("Encoded");

const made = {
  items: numbers
    .optional()
    .describe("pictures [n, channels, height, width], vectors [n, columns], windows [n, channels, steps]"),
  rows: rows.optional().describe("tables: objects by column name"),
};

/** Items of latents. */
export const decoded = z.object(made).openapi("Decoded");

/** Items and their errors. */
export const reconstructed = z
  .object({ ...made, errors: scores.describe("squared error per element; of tables the share of cells changed") })
  .openapi("Reconstructed");

/** New items. */
export const sampled = z
  .object({
    ...made,
    latents: numbers.optional().describe("[n, latent]; of tables absent"),
    notes: z.array(z.string()).optional().describe("tables: what could not be made"),
  })
  .openapi("Sampled");

const unseen = z.array(
  z
    .object({
      column: z.string(),
      kind: z.enum(["level", "range"]),
      count: z.int(),
      example: z.string(),
      rows: z.array(z.int()).describe("the first few, from 0"),
    })
    .openapi("Unseen"),
);

/** Scores of items. */
export const scored = z
  .object({
    method: z.string().describe("what the scores are"),
    scores: scores.describe("the higher, the stranger; null for a time stamp in no window"),
    reconstruction: scores.optional().describe("pictures and vectors: -log p(x|z), in nats"),
    kl: scores.optional().describe("pictures and vectors: KL(q(z|x) || p(z)), in nats"),
    tailProbabilities: scores.optional().describe("how probable such a score is for a training row"),
    threshold: z.number().optional(),
    anomalies: z.array(z.boolean().nullable()).optional(),
    contributions: z.array(z.record(z.string(), z.number())).optional().describe("what each column adds, in nats"),
    unseen: unseen.optional().describe("tables: cells that the training rows had nothing like"),
    times: z.array(z.string()).optional(),
    series: z.array(z.string()).optional(),
    windowScores: scores.optional(),
    windows: z.array(z.int()).optional().describe("how many windows hold each time stamp"),
  })
  .openapi("Scored");

/** Filled rows. */
export const imputed = z
  .object({
    rows,
    filled: z.array(
      z
        .object({
          row: z.int().describe("from 0"),
          column: z.string(),
          best: z.string(),
          spread: z.object({ deviation: z.number(), low: z.number(), high: z.number() }).optional(),
          probability: z.number().optional(),
        })
        .openapi("FilledCell"),
    ),
    unseen,
  })
  .openapi("Imputed");
