// Bytes of a text file as text: byte order marks, UTF-16, and Latin-1 where the bytes are not UTF-8. No other encodings.

import { DataError } from "../../errors.ts";

/** Encodings of text files; Latin-1 is read as Windows-1252, as browsers do. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "latin-1";

/** Labels that TextDecoder knows the encodings by. */
export const DECODER_LABELS: Readonly<Record<TextEncoding, string>> = {
  "utf-8": "utf-8",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "latin-1": "windows-1252",
};

/** The encoding of a file by its first bytes; `complete` when there are no more. */
export function findEncoding(head: Uint8Array, complete: boolean): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Text in Latin letters has a zero in every other byte of UTF-16.
  const zeros = [0, 0];
  const looked = Math.min(head.length, 4096);
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i % 2]!++;
  if (zeros[1]! > looked / 4 && zeros[0]! < zeros[1]! / 8) return "utf-16le";
  if (zeros[0]! > looked / 4 && zeros[1]! < zeros[0]! / 8) return "utf-16be";
  return isUtf8(complete ? head : cutCharacter(head)) ? "utf-8" : "latin-1";
}

/** Text without its byte order mark. @throws DataError naming `source` when the bytes are not of that encoding */
export function decodeText(bytes: Uint8Array, source: string, encoding: TextEncoding): string {
  let text: string;
  try {
    // As a stream of one piece: Node 20 decodes Windows-1252 rightly only so.
    const decoder = new TextDecoder(DECODER_LABELS[encoding], { fatal: true });
    text = decoder.decode(bytes, { stream: true }) + decoder.decode();
  } catch {
    throw badEncoding(source, encoding);
  }
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** What to say of bytes that are not text of that encoding. */
export function badEncoding(source: string, encoding: TextEncoding): DataError {
  const remedy =
    encoding === "utf-8" ? 'name the encoding, such as "latin-1", or save it as UTF-8' : "save it as UTF-8";
  return new DataError(`${source}: must be ${encoding.toUpperCase()} text, got other bytes; ${remedy}`);
}

/** @throws DataError when `text` holds a NUL character; `line` is the line that it begins at, from 1 */
export function refuseNul(text: string, source: string, line = 1): void {
  const at = text.indexOf("\0");
  if (at < 0) return;
  const where = line + text.slice(0, at).split("\n").length - 1;
  throw new DataError(`${source}: line ${where}: a text must not hold a NUL byte; is this a table as text?`);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

// Without a character that was cut off at the end.
function cutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) break;
  }
  return bytes;
}
