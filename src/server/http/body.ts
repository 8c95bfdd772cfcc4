// What a request brings, and what it wants: media types and the bytes of the body, no more of them than allowed.

import type { IncomingMessage } from "node:http";
import type { InputType, OutputType } from "../calls.ts";
import { MEDIA, type Operation } from "./operations.ts";
import { Problem } from "./problem.ts";

/** The format of a body. @throws Problem 415 */
export function inputTypeOf(headers: IncomingMessage["headers"], { inputs }: Operation): InputType {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    throw new Problem(
      415,
      `content-encoding: must be identity, got ${encoding.slice(0, 100)}; send the body as it is`,
      {
        "accept-encoding": "identity",
      },
    );
  }
  const type = mediaType(headers["content-type"] ?? "");
  const known = inputs.find((input) => MEDIA[input] === type);
  if (known !== undefined) return known;
  const types = inputs.map((input) => MEDIA[input]).join(", ");
  const got = type === "" ? "none" : type.slice(0, 100);
  throw new Problem(415, `content-type: must be one of ${types}, got ${got}`, { "accept-post": types });
}

/** The format that a request wants: the first of those it likes best. @throws Problem 406 */
export function outputTypeOf(accept: string | undefined, { outputs }: Operation): OutputType {
  if (accept === undefined || accept.trim() === "") return outputs[0]!;
  const wishes = accept.split(",", 50).map((wish) => {
    const [range = "", ...rest] = wish.split(";");
    const weight = rest.map((text) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(text)?.[1]).find((text) => text !== undefined);
    return { range: mediaType(range), weight: weight === undefined ? 1 : Number(weight) };
  });
  let best: { type: OutputType; weight: number } | undefined;
  for (const type of outputs) {
    const [family] = MEDIA[type].split("/");
    const ranges = [MEDIA[type], `${family}/*`, "*/*"];
    // The most specific range that names the type decides.
    const found = ranges.map((range) => wishes.find((wish) => wish.range === range)).find((wish) => wish !== undefined);
    if (found && found.weight > (best?.weight ?? 0)) best = { type, weight: found.weight };
  }
  if (best) return best.type;
  const types = outputs.map((output) => MEDIA[output]).join(", ");
  throw new Problem(406, `accept: must allow one of ${types}, got ${accept.slice(0, 100)}`);
}

const mediaType = (text: string) => text.split(";", 1)[0]!.trim().toLowerCase();

// Bodies of the largest size that are held at the same time, while they come, wait and run.
const MOST_BODIES = 32;

/** Counts the bytes that bodies take, so that many large ones at once do not use up the memory. */
export class BodyBudget {
  private readonly most: number;
  private held = 0;

  /** `maxBody` is the most bytes of one. */
  constructor(maxBody: number) {
    this.most = MOST_BODIES * maxBody;
  }

  /** Takes what a request may need and gives back what returns it. @throws Problem 429 when there is too little left */
  take({ headers }: IncomingMessage, maxBody: number): () => void {
    const promised = Number(headers["content-length"] ?? maxBody);
    const size = Number.isFinite(promised) ? Math.min(promised, maxBody) : maxBody;
    if (this.held + size > this.most) {
      throw new Problem(429, "server: too many large requests are here already; try again later", {
        "retry-after": "1",
        connection: "close",
      });
    }
    this.held += size;
    return () => {
      this.held -= size;
    };
  }
}

/** All bytes of a body, in a buffer of their own. @throws Problem 413 for more than `most`, 400 for a body that breaks off */
export function readBody(request: IncomingMessage, most: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (problem: Problem) => {
      request.removeAllListeners("data");
      reject(problem);
    };
    if (Number(request.headers["content-length"] ?? 0) > most) return stop(tooLarge(most));
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) stop(tooLarge(most));
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(joined(chunks, size)));
    const broken = () => stop(new Problem(400, "body: the connection ended before all of it had come"));
    request.once("error", broken);
    request.once("close", broken);
  });
}

function joined(chunks: readonly Buffer[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

// What is left of the body is not waited for.
function tooLarge(most: number): Problem {
  return new Problem(413, `body: may have ${most} bytes, got more; send fewer items at a time`, {
    connection: "close",
  });
}
