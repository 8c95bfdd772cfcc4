// Parameters of the query: what each means, for the document, and how its text is read.

import { z } from "@hono/zod-openapi";
import { didYouMean } from "../../errors.ts";
import type { CallOptions, Verb } from "../calls.ts";
import { Problem } from "./problem.ts";

interface Parameter {
  /** For the document. */
  readonly schema: z.ZodType;
  /** Reads all texts of the parameter. @throws Problem 400 */
  read(texts: readonly string[], name: string): unknown;
}

const single = (schema: z.ZodType, parse: (text: string) => unknown, rule: string): Parameter => ({
  schema,
  read(texts, name) {
    if (texts.length > 1) throw new Problem(400, `${name}: one value, got ${texts.length}; leave the others out`);
    const value = parse(texts[0]!);
    if (value === undefined) throw new Problem(400, `${name}: ${rule}, got "${texts[0]!.slice(0, 100)}"`);
    return value;
  },
});

function whole(description: string, min: number, max = Number.MAX_SAFE_INTEGER): Parameter {
  const open = max === Number.MAX_SAFE_INTEGER;
  const range = open ? `from ${min}` : `from ${min} to ${max}`;
  const schema = open ? z.int().min(min) : z.int().min(min).max(max);
  const parse = (text: string) => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
  return single(schema.describe(description), parse, `must be a whole number ${range}`);
}

function decimal(description: string, min: number, open = false): Parameter {
  const parse = (text: string) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) && (open ? value > min : value >= min) ? value : undefined;
  };
  const schema = open ? z.number().gt(min) : z.number().min(min);
  return single(schema.describe(description), parse, `must be a number ${open ? "above" : "from"} ${min}`);
}

function oneOf(description: string, words: readonly [string, ...string[]]): Parameter {
  const parse = (text: string) => words.find((word) => word === text);
  return single(z.enum(words).describe(description), parse, `must be one of ${words.join(", ")}`);
}

function yes(description: string): Parameter {
  const known: Record<string, boolean> = { true: true, "1": true, "": true, false: false, "0": false };
  const parse = (text: string) => (Object.hasOwn(known, text) ? known[text] : undefined);
  return single(z.boolean().describe(description), parse, "must be true or false");
}

const condition: Parameter = {
  schema: z
    .array(z.string())
    .describe("conditional models: what the items are, as name=value, for example label=3 (repeatable)"),
  read(texts) {
    const found = new Map<string, string>();
    for (const text of texts.flatMap((all) => all.split(/,(?=[^,=]+=)/))) {
      const at = text.indexOf("=");
      const shown = text.slice(0, 100);
      if (at < 1) throw new Problem(400, `condition: needs name=value, got "${shown}"; for example label=3`);
      const name = text.slice(0, at).trim();
      if (found.has(name)) {
        throw new Problem(400, `condition: one value for ${name.slice(0, 100)}, got two; leave one out`);
      }
      found.set(name, text.slice(at + 1).trim());
    }
    return Object.fromEntries(found);
  },
};

const where: Parameter = {
  schema: z.array(z.string()).describe('tables: conditions on new rows, for example "age >= 60" (repeatable)'),
  read: (texts) => texts,
};

const seed = whole("key of every draw (default 0)", 0);
const contamination = decimal("call this share of rows like the training rows anomalies", 0, true);
const quantile = decimal("call rows above this quantile of the training scores anomalies", 0, true);

type Parameters = Readonly<Partial<Record<keyof CallOptions, Parameter>>>;

/** The parameters of each verb. */
export function parametersOf(verb: Verb, maxItems: number): Parameters {
  switch (verb) {
    case "encode":
    case "decode":
    case "reconstruct":
      return { condition };
    case "sample":
      return {
        count: whole("number of items (default 16)", 1, maxItems),
        seed,
        temperature: decimal("spread of the latents: below 1 more typical, above 1 more varied (default 1)", 0),
        sampler: oneOf("what latents are drawn from (default: fitted where the model has one)", ["prior", "fitted"]),
        condition,
        each: yes("conditional models: count items of each value of what the condition leaves open"),
        where,
      };
    case "score":
      return {
        samples: whole(
          "pictures and vectors: negative log-likelihood with so many importance samples; tables: draws per row (default 8)",
          0,
          1000,
        ),
        seed,
        contamination,
        quantile,
        explain: yes("tables: also what each column adds to the score, in nats"),
        by: oneOf("time series: judge a time stamp by its own step or by the windows that hold it (default step)", [
          "step",
          "window",
        ]),
      };
    case "impute":
      return { samples: whole("draws behind each best value (default 100)", 1, 1000), seed };
  }
}

/** The options that a query gives. @throws Problem 400 naming the parameter */
export function readOptions(query: URLSearchParams, parameters: Parameters): CallOptions {
  const known = Object.keys(parameters);
  const options: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) {
      const shown = name.slice(0, 100);
      throw new Problem(400, `query: no parameter is called "${shown}"${didYouMean(shown, known)}`);
    }
    options[name] = parameters[name as keyof CallOptions]!.read(query.getAll(name), name);
  }
  // In one order, so that calls with equal options are seen to be alike.
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}
