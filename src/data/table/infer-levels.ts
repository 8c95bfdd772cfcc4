// Columns of texts: categories, identifiers or free text.

import type { TableColumn } from "./schema.ts";
import type { TextTally } from "./tally.ts";

/** What a column of texts is, with the reason where it is left out of the model. */
export interface FoundTexts {
  readonly type: "categorical" | "identifier" | "text";
  readonly note?: string;
  readonly identifier?: NonNullable<TableColumn["identifier"]>;
}

/** More levels than these are free text: a model of a table cannot learn them. */
export const MOST_LEVELS = 10_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * - identifier: ten or more texts (two with a name like `id`), all distinct, of fewer than three words and 40 characters
 *   on average, or UUIDs;
 * - text: over half of them distinct and more than 20, or longer than 100 characters on average and more than 20, or more
 *   than 10,000 of them;
 * - else categorical.
 */
export function findTexts(name: string, tally: TextTally): FoundTexts {
  const { texts, counts } = tally;
  const distinct = texts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  let [length, words] = [0, 0];
  for (const text of texts) {
    length += text.length;
    words += text.split(" ", 4).length;
  }
  [length, words] = [length / distinct, words / distinct];
  if (distinct === total && distinct >= 2) {
    const named = isIdentifierName(name);
    if (texts.every((text) => UUID.test(text))) {
      return { type: "identifier", identifier: identifierOf(name, texts), note: "an identifier (UUIDs, all distinct)" };
    }
    if (named || (distinct >= 10 && length <= 40 && words < 3)) {
      return { type: "identifier", identifier: identifierOf(name, texts), note: "an identifier (all distinct)" };
    }
    if (distinct >= 10) return { type: "text", note: "free text (all distinct)" };
  }
  if (distinct > MOST_LEVELS) return { type: "text", note: `free text (${distinct} distinct ones)` };
  if (distinct > 20 && distinct > total / 2) {
    return { type: "text", note: `free text (${distinct} of ${total} are distinct)` };
  }
  if (distinct > 20 && length > 100) return { type: "text", note: "free text (over 100 characters on average)" };
  return { type: "categorical" };
}

/**
 * Whether integers, all distinct and in the order of the rows, are an identifier: counting up from 0 or 1, ascending over
 * 20 rows or more, or with a name like `id`.
 */
export function isIntegerIdentifier(name: string, values: ArrayLike<number>): boolean {
  if (values.length < 3) return false;
  if (isIdentifierName(name)) return true;
  const start = values[0]!;
  let consecutive = start === 0 || start === 1;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! <= values[i - 1]!) return false;
    if (values[i] !== start + i) consecutive = false;
  }
  return consecutive || values.length >= 20;
}

/** Whether a column's name says that it identifies rows: id, uuid, guid, key, index, user_id, userId, "Customer ID". */
export function isIdentifierName(name: string): boolean {
  return /(^|[\s_.-])(id|uuid|guid|key|index)$/i.test(name) || /[a-z](Id|ID|Uuid|UUID)$/.test(name);
}

/** How fresh identifiers are made: what the texts have in common, and the number after it. */
export function identifierOf(name: string, texts: readonly string[]): NonNullable<TableColumn["identifier"]> {
  if (texts.length > 0 && texts.every((text) => UUID.test(text)))
    return { kind: "uuid", prefix: "", width: 0, next: 0 };
  const prefix = /^.*?(?=\d*$)/s.exec(texts[0] ?? "")![0];
  let [width, next, padded] = [0, 0, false];
  for (const text of texts) {
    const digits = text.slice(prefix.length);
    if (!text.startsWith(prefix) || !/^\d{1,15}$/.test(digits)) {
      return { kind: "text", prefix: `${name}-`, width: 0, next: texts.length + 1 };
    }
    if (digits.length > 1 && digits.startsWith("0")) padded = true;
    width = Math.max(width, digits.length);
    next = Math.max(next, Number(digits) + 1);
  }
  return { kind: prefix === "" && !padded ? "number" : "text", prefix, width: padded ? width : 0, next };
}
