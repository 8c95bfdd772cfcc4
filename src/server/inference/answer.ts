// Requests of one kind for one model, answered together. One that cannot be answered does not touch the others.

import { ExecutionError, VaekitError } from "../../errors.ts";
import { type Answer, type Call, CallError, type Work } from "../calls.ts";
import { Stopped } from "../pool/signals.ts";
import { bytesOf, type Result } from "./result.ts";
import type { Station, VerbRecord } from "./station.ts";
import { verbs } from "./verbs.ts";

/** Answers calls in order. */
export async function answerCalls(
  station: Station,
  { verb, options }: Work,
  calls: readonly Call[],
): Promise<Answer[]> {
  const record = verbs[verb] as VerbRecord<unknown>;
  const read = await Promise.all(calls.map((call) => outcome(() => record.read(station, call.input))));
  const good = read.flatMap((one) => ("value" in one ? [one.value] : []));
  const results = good.length === 0 ? [] : await runAll(record, station, good, options);
  let next = 0;
  return Promise.all(
    calls.map(async (call, i): Promise<Answer> => {
      const one = read[i]!;
      const result = "value" in one ? results[next++]! : one;
      if (!("value" in result)) return result.answer;
      const made = result.value;
      const rendered = await outcome(async () => bytesOf(made, call.output, station.trained));
      if (!("value" in rendered)) return rendered.answer;
      return { ok: true, bytes: rendered.value, items: made.items };
    }),
  );
}

type Outcome<T> = { readonly value: T } | { readonly answer: Answer };

// What fails together is tried one by one.
async function runAll(
  record: VerbRecord<unknown>,
  station: Station,
  inputs: readonly unknown[],
  options: Work["options"],
): Promise<Outcome<Result>[]> {
  const all = await outcome(() => record.run(station, inputs, options));
  if ("value" in all) return all.value.map((value) => ({ value }));
  if (inputs.length === 1) return [all];
  const each: Outcome<Result>[] = [];
  for (const input of inputs) each.push(await outcome(async () => (await record.run(station, [input], options))[0]!));
  return each;
}

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { answer: refusalOf(error) };
  }
}

function refusalOf(error: unknown): Answer {
  if (error instanceof CallError) {
    const { status, message: detail, code } = error;
    return { ok: false, status, detail, ...(code !== undefined && { code }) };
  }
  if (error instanceof Stopped) return { ok: false, status: 504, detail: "server: no answer in time" };
  if (isTooLarge(error)) {
    return { ok: false, status: 413, detail: "request: needs more memory than there is; send fewer items at a time" };
  }
  if (error instanceof VaekitError && !(error instanceof ExecutionError)) {
    return { ok: false, status: 422, detail: error.message, code: error.code };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ok: false, status: 500, detail };
}

function isTooLarge(error: unknown): boolean {
  const message = error instanceof RangeError || error instanceof VaekitError ? error.message : "";
  return /array length|string length|call stack|buffer allocation failed|bad_alloc|failed to allocate memory/i.test(
    message,
  );
}
