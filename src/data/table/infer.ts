// What the columns of a table are, found from their cells. The user may correct it; see schema-input.ts.

import { ConfigError, didYouMean } from "../../errors.ts";
import { inferNumberColumn, inferTextColumn } from "./infer-column.ts";
import { DEFAULT_MISSING } from "./markers.ts";
import type { ColumnType, TableColumn, TableSchema } from "./schema.ts";
import { applyInput, inputTypes, type TableSchemaInput } from "./schema-input.ts";
import type { Table } from "./table.ts";

/** What the user says about a table. */
export interface InferOptions {
  /** Texts that mean a missing cell beside an empty one, in every column; default: a list whose members count where they are plausible. */
  readonly missing?: readonly string[];
  /** Types of columns by name. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** A schema, or parts of one, that takes precedence over what is found. */
  readonly schema?: TableSchemaInput;
}

/**
 * Infers the schema of a table; `notes` says in plain sentences what was chosen and what is left out.
 * @throws DataError for a cell that does not fit the type of its column, with row and value
 * @throws ConfigError for a type of a column that is not there
 */
export function inferSchema(table: Table, options: InferOptions = {}): { schema: TableSchema; notes: string[] } {
  const { schema: input } = options;
  const missing = options.missing ?? input?.missing;
  const types = { ...(input && inputTypes(input)), ...options.types };
  const names = table.columns.map(({ name }) => name);
  const known = new Set(names);
  for (const name of Object.keys(types)) {
    if (!known.has(name)) {
      throw new ConfigError(
        `${table.name}: a type is given for a column that is not there: ${name}${didYouMean(name, names)}`,
      );
    }
  }
  const inputs = new Map(input?.columns?.map((column) => [column.name, column]));
  const notes: string[] = [];
  const columns = table.columns.map(({ name, cells }): TableColumn => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const given = inputs.get(name);
    const rows = table.rows && { rows: table.rows };
    const context = { table: table.name, ...rows, name, missing: given?.markers ?? missing, type, given, notes };
    return cells.kind === "number" ? inferNumberColumn(cells.values, context) : inferTextColumn(cells.values, context);
  });
  noteMissing(columns, notes);
  const schema: TableSchema = {
    kind: "table",
    columns,
    rows: table.count,
    missing: missing ?? DEFAULT_MISSING,
    constraints: [],
  };
  return { schema: input === undefined ? schema : applyInput(schema, input), notes };
}

function noteMissing(columns: readonly TableColumn[], notes: string[]): void {
  const markers = new Map<string, string[]>();
  for (const { name, marker, missing } of columns) {
    if (missing > 0 && marker !== "") markers.set(marker, [...(markers.get(marker) ?? []), name]);
  }
  for (const [marker, names] of markers) {
    const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
    notes.push(`${JSON.stringify(marker)} means missing in ${shown}`);
  }
}
