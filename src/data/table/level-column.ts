// Columns of levels: boolean, categorical and ordinal ones, and those that are left out (constants, identifiers, free text).

import { DataError } from "../../errors.ts";
import { findTexts, identifierOf } from "./infer-levels.ts";
import { DEFAULT_MISSING, type SplitTally } from "./markers.ts";
import type { ColumnType, TableColumn } from "./schema.ts";
import type { ColumnInput } from "./schema-input.ts";
import type { Table } from "./table.ts";
import type { TextTally } from "./tally.ts";

/** What is known of a column beside its cells. */
export interface ColumnContext {
  readonly table: string;
  /** Rows of the source, where only some were drawn. */
  readonly rows?: Table["rows"];
  readonly name: string;
  /** The user's markers; undefined: the default ones where they are plausible. */
  readonly missing: readonly string[] | undefined;
  readonly type: ColumnType | undefined;
  readonly given: ColumnInput | undefined;
  /** Sentences for the user are added here. */
  readonly notes: string[];
}

/** What every column has. */
export type ColumnBase = Pick<TableColumn, "name" | "missing" | "marker" | "markers">;

/** A column of levels, of the type the user names or the one found; or one that is left out. */
export function levelColumn(base: ColumnBase, present: TextTally, context: ColumnContext): TableColumn {
  const { type } = context;
  const distinct = present.texts.length;
  if (distinct === 0) return leftOut(base, "constant", "all cells are missing", context, { levels: [] });
  if (type === "identifier" || type === "text") {
    return leftOut(base, type, `${type === "text" ? "free text" : "an identifier"} (as declared)`, context, {
      ...(type === "identifier" && { identifier: identifierOf(base.name, present.texts) }),
    });
  }
  if (type === "constant" || (type === undefined && distinct === 1 && base.missing === 0)) {
    if (distinct > 1) refuseLevels(base, present, "hold one value", context);
    return leftOut(base, "constant", `always ${JSON.stringify(present.texts[0])}`, context, {
      levels: levelsOf(present),
    });
  }
  if (type === "boolean" && distinct > 2) refuseLevels(base, present, "hold at most two values", context);
  if (type === "boolean" || type === "categorical") return { ...base, type, levels: levelsOf(present) };
  if (type === "ordinal") return { ...base, type, levels: ordinalLevels(present, context) };
  const found = findTexts(base.name, present);
  if (found.type === "categorical") return { ...base, type: "categorical", levels: levelsOf(present) };
  return leftOut(base, found.type, found.note!, context, found.identifier && { identifier: found.identifier });
}

function refuseLevels(base: ColumnBase, present: TextTally, rule: string, context: ColumnContext): never {
  const got = present.texts.slice(0, 3).map((text) => JSON.stringify(text));
  throw new DataError(
    `${context.table}: column ${JSON.stringify(base.name)}: must ${rule}, got ${got.join(", ")}; make its type categorical`,
  );
}

// The order of the schema's levels; numbers by size; else the alphabet, which is said.
function ordinalLevels(present: TextTally, context: ColumnContext): NonNullable<TableColumn["levels"]> {
  const levels = levelsOf(present);
  if (context.given?.levels !== undefined) return levels;
  if (levels.every(({ text }) => Number.isFinite(Number(text)))) {
    return [...levels].sort((a, b) => Number(a.text) - Number(b.text));
  }
  context.notes.push(
    `${context.name}: the order of its levels is taken from the alphabet; give levels in a schema to change it`,
  );
  return [...levels].sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** A column that is no part of the model, which is said. */
export function leftOut(
  base: ColumnBase,
  type: "constant" | "identifier" | "text",
  note: string,
  context: ColumnContext,
  rest: Pick<TableColumn, "levels" | "identifier"> | undefined,
): TableColumn {
  context.notes.push(`${base.name}: ${note}; left out of the model`);
  return { ...base, type, note, ...rest };
}

/** Name, missing cells and markers of a column. */
export function baseOf(
  context: ColumnContext,
  split: SplitTally,
  markers = context.missing ?? DEFAULT_MISSING,
): ColumnBase {
  return { name: context.name, missing: split.missing, marker: split.marker, markers };
}

/** Levels by frequency, equally frequent ones by the alphabet. */
export function levelsOf(present: TextTally): NonNullable<TableColumn["levels"]> {
  const levels = present.texts.map((text, i) => ({ text, count: present.counts[i]! }));
  return levels.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}
