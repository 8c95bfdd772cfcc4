// Columns found by name, and the codes each has once fitted.

import { ConfigError, DataError, didYouMean } from "../../errors.ts";
import { numberCodes } from "./number-code.ts";
import type { Encoding, TableColumn, TableSchema } from "./schema.ts";
import type { SourceColumn, Table } from "./table.ts";

/** A search for columns by name, which throws a DataError for one that is not there. */
export function columnFinder(table: Table): (name: string) => SourceColumn {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  return (name) => {
    const column = known.get(name);
    if (column !== undefined) return column;
    const names = [...known.keys()].slice(0, 1000);
    throw new DataError(
      `${table.name}: must have a column called ${JSON.stringify(name)}, got none${didYouMean(name, names)}`,
    );
  };
}

/** What a schema says of the column called `name`. @throws ConfigError when it has none, beginning with `where` */
export function schemaColumn(schema: TableSchema, name: string, where: string): TableColumn {
  const column = schema.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = schema.columns.map((each) => each.name);
  throw new ConfigError(`${where}: no column is called ${JSON.stringify(name)}${didYouMean(name, names)}`);
}

/** The encoding of a column. @throws ConfigError when it was not fitted */
export function encodingOf(column: TableColumn): Encoding {
  if (column.encoding !== undefined) return column.encoding;
  throw new ConfigError(
    `column ${JSON.stringify(column.name)}: must have a fitted encoding, got none; call fitEncodings first`,
  );
}

/** Number of codes of an encoding; the pooled levels' one is the last. */
export function codeCount(encoding: Encoding): number {
  return encoding.kind === "numbers" ? numberCodes(encoding) : encoding.levels.length + (encoding.pooled ? 1 : 0);
}
