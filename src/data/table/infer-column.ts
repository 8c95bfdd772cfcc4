// The type and the facts of one column: booleans, then numbers, then dates, then texts; or the type the user names.

import { DataError } from "../../errors.ts";
import { cellPlace } from "./cells.ts";
import { dateFormat } from "./dates.ts";
import { dateFacts, type FoundDates, findDates, looksLikeDate } from "./infer-dates.ts";
import { isIntegerIdentifier } from "./infer-levels.ts";
import { type FoundNumbers, findNumbers, numberFacts } from "./infer-numbers.ts";
import { baseOf, type ColumnBase, type ColumnContext, leftOut, levelColumn, levelsOf } from "./level-column.ts";
import { DEFAULT_MISSING, markersOfTexts, type SplitTally, splitMissing } from "./markers.ts";
import { decimalsOf } from "./numbers.ts";
import type { TableColumn } from "./schema.ts";
import { sourceRow } from "./table.ts";
import { type NumberTally, type TextTally, tallyNumbers, tallyTexts, tallyWeighted } from "./tally.ts";

// Beyond this, squares and differences are no numbers any more.
const LARGEST = 1e100;

const PAIRS = [
  ["true", "false"],
  ["yes", "no"],
  ["1", "0"],
  ["t", "f"],
  ["y", "n"],
];

/** A column whose source holds texts. */
export function inferTextColumn(cells: readonly (string | null)[], context: ColumnContext): TableColumn {
  const { type } = context;
  const tally = tallyTexts(cells);
  const loose = splitMissing(tally, context.missing ?? DEFAULT_MISSING);
  const strict = context.missing === undefined ? splitMissing(tally, markersOfTexts(tally)) : loose;
  const asTexts = () => baseOf(context, strict, context.missing ?? markersOfTexts(tally));
  if (type === undefined && loose.present.texts.length === 0) return levelColumn(asTexts(), strict.present, context);
  if (type === undefined && isBoolean(loose.present.texts)) {
    return { ...baseOf(context, loose), type: "boolean", levels: levelsOf(loose.present) };
  }
  if (type === undefined || type === "continuous" || type === "integer") {
    const column = asNumbers(loose, context);
    if (column !== undefined) return column;
  }
  if (type === undefined || type === "datetime") {
    const column = asDates(loose, context);
    if (column !== undefined) return column;
  }
  if (context.missing === undefined && strict.missing !== loose.missing) {
    const kept = strict.present.texts.filter((text) => !loose.present.texts.includes(text));
    context.notes.push(
      `${context.name}: ${kept.map((text) => JSON.stringify(text)).join(", ")} taken as a level, not as missing; --missing changes that`,
    );
  }
  return levelColumn(asTexts(), strict.present, context);
}

/** A column whose source holds numbers. */
export function inferNumberColumn(cells: Float64Array, context: ColumnContext): TableColumn {
  const { name, type } = context;
  const markers = new Set((context.missing ?? []).filter((marker) => marker.trim() !== "").map(Number));
  const values = markers.size === 0 ? cells : cells.map((value) => (markers.has(value) ? NaN : value));
  const tally = tallyNumbers(values);
  const infinite = tally.values.find((value) => !Number.isFinite(value));
  if (infinite !== undefined) {
    const place = cellPlace(context.table, name, sourceRow(context, cells.indexOf(infinite)));
    throw new DataError(`${place}: must be a finite number, got ${infinite}; correct the cell or empty it`);
  }
  const missing = cells.length - tally.total;
  const base: ColumnBase = {
    name,
    missing,
    marker: "",
    ...(context.missing !== undefined && { markers: context.missing }),
  };
  const numbers = tally.values;
  const texts = (): TextTally => ({
    texts: Array.from(numbers, String),
    counts: Array.from(tally.counts),
    rows: Array.from(numbers, () => 0),
    empty: missing,
  });
  if (type === "datetime" && numbers.length > 0) {
    return { ...base, type, date: dateFacts(context.given?.date?.format ?? "YYYY-MM-DDTHH:mm:ss.SSSZ", numbers) };
  }
  if (type !== undefined && type !== "continuous" && type !== "integer") return levelColumn(base, texts(), context);
  const decimals = type === "integer" ? 0 : mostDecimals(tally.values);
  if (type === undefined) {
    if (numbers.length === 0) return levelColumn(base, texts(), context);
    if (numbers.length === 2 && isBoolean(Array.from(numbers, String)))
      return { ...base, type: "boolean", levels: levelsOf(texts()) };
    if (numbers.length === 1 || (numbers.length === 2 && decimals === 0)) return levelColumn(base, texts(), context);
  }
  const ordered = () => values.filter((value) => !Number.isNaN(value));
  return numberColumn(base, tally, { decimals, decimalMark: "." }, ordered, context);
}

// Numbers that need all the digits of a double hide how many decimals were meant: 17 say that none are cut.
function mostDecimals(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length && most < 15; i++) most = Math.max(most, decimalsOf(values[i]!));
  return most < 15 ? most : Math.max(most, 17);
}

function asNumbers({ present, ...split }: SplitTally, context: ColumnContext): TableColumn | undefined {
  const { type } = context;
  const base = baseOf(context, { present, ...split });
  const { decimalMark, groupMark } = context.given?.number ?? {};
  const marks = decimalMark === undefined ? undefined : { decimalMark, ...(groupMark !== undefined && { groupMark }) };
  const found = findNumbers(present.texts, marks);
  if (type === undefined && found.codes) {
    if (found.bad.length === 0) {
      context.notes.push(`${context.name}: digits with leading zeros, or too long for numbers, are taken as texts`);
    }
    return undefined;
  }
  const refusal = refuseFew(present, found, "numbers", "a number", context);
  if (refusal === "other" || (type === undefined && present.texts.length === 1)) return undefined;
  const whole = found.values.every(Number.isInteger);
  if (type === undefined && whole && present.texts.length === 2) return undefined;
  if (found.ambiguous) {
    context.notes.push(
      `${context.name}: commas are taken as marks between thousands; a schema with decimalMark "," changes that`,
    );
  } else if (found.style.groupMark !== undefined) {
    context.notes.push(`${context.name}: numbers have ${JSON.stringify(found.style.groupMark)} between thousands`);
  }
  if (found.style.decimalMark === ",") context.notes.push(`${context.name}: numbers have a decimal comma`);
  const tally = tallyWeighted(found.values, present.counts);
  return numberColumn(base, tally, found.style, () => Float64Array.from(found.values), context);
}

// Integers with a padded ".0" are integers all the same: that is how data frames write integers beside missing cells.
function numberColumn(
  base: ColumnBase,
  tally: NumberTally,
  style: FoundNumbers["style"],
  ordered: () => Float64Array,
  context: ColumnContext,
): TableColumn {
  const whole = tally.values.every(Number.isInteger);
  if (context.type === "integer" && !whole) {
    const value = tally.values.find((number) => !Number.isInteger(number));
    throw new DataError(
      `${context.table}: column ${JSON.stringify(base.name)}: must hold integers, got ${value}; make its type continuous`,
    );
  }
  if (tally.total === 0) return levelColumn(base, { texts: [], counts: [], rows: [], empty: base.missing }, context);
  const largest = Math.max(-tally.values[0]!, tally.values[tally.values.length - 1]!);
  if (largest > LARGEST) {
    throw new DataError(
      `${context.table}: column ${JSON.stringify(base.name)}: numbers must lie within 1e100 of 0, got one of size ${largest}; make its type categorical or text`,
    );
  }
  const integer = whole && style.decimals <= 1;
  const distinct = tally.values.length === tally.total && base.missing === 0;
  if (context.type === undefined && integer && distinct && isIntegerIdentifier(base.name, ordered())) {
    return leftOut(base, "identifier", "an identifier (distinct integers)", context, {
      identifier: { kind: "number", prefix: "", width: 0, next: tally.values[tally.values.length - 1]! + 1 },
    });
  }
  return {
    ...base,
    type: context.type === undefined && integer ? "integer" : (context.type ?? "continuous"),
    number: numberFacts(tally, style),
  };
}

function asDates({ present, ...split }: SplitTally, context: ColumnContext): TableColumn | undefined {
  const format = context.given?.date?.format;
  const found = format === undefined ? findDates(present.texts) : readDates(present.texts, format);
  if (found === undefined && context.type === undefined) return undefined;
  const all = found ?? { format: "", times: [], bad: present.texts.map((_, i) => i), ambiguous: false };
  const refusal = refuseFew(present, all, "dates", `a date${found ? ` like ${found.format}` : ""}`, context);
  if (refusal === "other") {
    const few = all.bad.length < present.texts.length / 2;
    if (few || (found && all.bad.every((i) => looksLikeDate(present.texts[i]!)))) {
      const row = sourceRow(context, present.rows[all.bad[0]!]!) + 1;
      context.notes.push(
        `${context.name}: dates of several formats (row ${row}: ${JSON.stringify(present.texts[all.bad[0]!])} is not ${all.format}) are taken as texts`,
      );
    }
    return undefined;
  }
  if (context.type === undefined && present.texts.length === 1) return undefined;
  if (all.ambiguous)
    context.notes.push(`${context.name}: day and month could be either way round; ${all.format} was taken`);
  return { ...baseOf(context, { present, ...split }), type: "datetime", date: dateFacts(all.format, all.times) };
}

function readDates(texts: readonly string[], format: string): FoundDates {
  const { parse } = dateFormat(format);
  const times = texts.map(parse);
  return { format, times, bad: Array.from(times.keys()).filter((i) => Number.isNaN(times[i]!)), ambiguous: false };
}

// Fewer than 1% of the cells that do not fit are mistakes to be named; more of them make the column another one.
function refuseFew(
  present: TextTally,
  found: { readonly bad: readonly number[] },
  plural: string,
  rule: string,
  context: ColumnContext,
): "fits" | "other" {
  if (found.bad.length === 0) return "fits";
  const total = present.counts.reduce((sum, count) => sum + count, 0);
  const bad = found.bad.reduce((sum, i) => sum + present.counts[i]!, 0);
  if (context.type === undefined && bad >= total / 100) return "other";
  const first = found.bad[0]!;
  const text = JSON.stringify(present.texts[first]);
  const rest = context.type === undefined ? ` among ${plural}` : "";
  throw new DataError(
    `${cellPlace(context.table, context.name, sourceRow(context, present.rows[first]!))}: must be ${rule}, got ${text}${rest}; correct the cell, name it as a missing marker (--missing ${text}) or make the column's type categorical`,
  );
}

function isBoolean(texts: readonly string[]): boolean {
  if (texts.length !== 2) return false;
  const [a, b] = texts.map((text) => text.toLowerCase());
  return PAIRS.some(([yes, no]) => (a === yes && b === no) || (a === no && b === yes));
}
