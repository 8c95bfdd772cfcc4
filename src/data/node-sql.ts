// The SQL that a user writes, `where` and `select`: parsed by DuckDB, and only expressions on a row's own cells let through.

import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError, didYouMean } from "../errors.ts";
import { shortReason } from "./node-duckdb.ts";

/** SQL on the rows of a source. */
export interface RowSql {
  /** Condition that a row must meet, such as `age > 30 AND education = 'Masters'`. */
  readonly where?: string | undefined;
  /** What to take of each row, such as `age, hours / 40 AS weeks` or `* EXCLUDE (id)`. */
  readonly select?: string | undefined;
}

/** One element of a checked `select`. */
export type SelectItem =
  | { readonly kind: "column"; readonly column: string; readonly name: string }
  | { readonly kind: "star"; readonly columns: readonly string[] }
  | { readonly kind: "expression" };

/** Checked SQL with the columns that it names. */
export interface CheckedSql {
  readonly where?: string;
  readonly select?: string;
  readonly items: readonly SelectItem[];
  /** Columns named in `where` or in expressions, as the source calls them. */
  readonly named: readonly string[];
}

type Node = { readonly [key: string]: unknown };

/**
 * Checks `where` and `select` against the columns `names` of the relation `data`.
 * @throws DataError for what is no expression on one row (further statements, subqueries, aggregates, windows, random
 * numbers), for syntax errors and naming an unknown column
 */
export async function checkSql(
  connection: DuckDBConnection,
  { where, select }: RowSql,
  names: readonly string[],
): Promise<CheckedSql> {
  const named = new Set<string>();
  const items: SelectItem[] = [];
  const functions = await rowFunctions(connection);
  const plain = await parseSelect(connection, "SELECT * FROM data", "select");
  if (where !== undefined) {
    const node = await parseSelect(connection, `SELECT * FROM data WHERE\n${where}\n`, "where");
    requireShape({ ...node, where_clause: null }, plain, "where");
    new Walk("where", names, functions, named).visit(node.where_clause);
  }
  if (select !== undefined) {
    const node = await parseSelect(connection, `SELECT\n${select}\nFROM data`, "select");
    requireShape({ ...node, select_list: plain.select_list }, plain, "select");
    for (const element of node.select_list as Node[]) items.push(readItem(element, names, functions, named));
  } else items.push({ kind: "star", columns: names });
  return {
    ...(where !== undefined && { where }),
    ...(select !== undefined && { select }),
    items,
    named: [...named],
  };
}

/** The name in `names` that DuckDB would take `name` for. @throws DataError when there is none, with those near */
export function findColumn(name: string, names: readonly string[], what: string): string {
  if (names.includes(name)) return name;
  const found = names.filter((known) => known.toLowerCase() === name.toLowerCase());
  if (found.length === 1) return found[0]!;
  const shown = names.length > 30 ? [...names.slice(0, 30), "..."] : names;
  throw new DataError(
    `${what}: no column is called "${name}"${didYouMean(name, shown)}${what === "where" ? " (texts stand in 'single quotes')" : ""}`,
  );
}

async function parseSelect(connection: DuckDBConnection, sql: string, what: string): Promise<Node> {
  const reader = await connection.runAndReadAll("SELECT CAST(json_serialize_sql($1::VARCHAR) AS VARCHAR)", [sql]);
  const parsed = JSON.parse(reader.getRows()[0]![0] as string) as Node;
  if (parsed.error === true) {
    throw new DataError(`${what}: must be an SQL expression, got ${shortReason(String(parsed.error_message))}`);
  }
  const statements = parsed.statements as { node: Node }[];
  if (statements.length !== 1) throw new DataError(`${what}: must be one SQL expression, got several statements`);
  return statements[0]!.node;
}

// All but the expression itself is as in the plain statement: no other table, grouping, order, limit or union came in.
function requireShape(node: Node, plain: Node, what: string): void {
  const text = (value: Node) => JSON.stringify(value, (key, inner) => (key === "query_location" ? undefined : inner));
  if (text(node) === text(plain)) return;
  throw new DataError(
    `${what}: must be an expression on each row, got a whole clause (from, group, order, limit, union)`,
  );
}

function readItem(element: Node, names: readonly string[], functions: ReadonlySet<string>, named: Set<string>) {
  const alias = element.alias as string;
  if (element.class === "COLUMN_REF") {
    const column = findColumn(columnOf(element), names, "select");
    return { kind: "column", column, name: alias === "" ? column : alias } as const;
  }
  if (element.class === "STAR" && element.columns === false && isEmpty(element.expr)) {
    if (!isEmpty(element.replace_list) || !isEmpty(element.rename_list) || !isEmpty(element.qualified_exclude_list)) {
      throw new DataError("select: * may be followed by EXCLUDE (names) only; write the columns out");
    }
    const excluded = (element.exclude_list as string[]).map((name) => findColumn(name, names, "select"));
    return { kind: "star", columns: names.filter((name) => !excluded.includes(name)) } as const;
  }
  new Walk("select", names, functions, named).visit(element);
  return { kind: "expression" } as const;
}

// Goes through an expression, collects its columns and refuses what looks beyond the row.
class Walk {
  private readonly what: string;
  private readonly names: readonly string[];
  private readonly functions: ReadonlySet<string>;
  private readonly named: Set<string>;

  constructor(what: string, names: readonly string[], functions: ReadonlySet<string>, named: Set<string>) {
    this.what = what;
    this.names = names;
    this.functions = functions;
    this.named = named;
  }

  visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const inner of value) this.visit(inner);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const node = value as Node;
    switch (node.class) {
      case "SUBQUERY":
        throw this.refuse("a subquery");
      case "WINDOW":
        throw this.refuse("a window function");
      case "STAR":
        throw this.refuse("*");
      case "PARAMETER":
        throw this.refuse("a parameter");
      case "COLUMN_REF":
        this.named.add(findColumn(columnOf(node), this.names, this.what));
        return;
      case "FUNCTION":
        if (!this.functions.has((node.function_name as string).toLowerCase())) {
          throw this.refuse(`the function ${node.function_name as string}`);
        }
    }
    for (const inner of Object.values(node)) this.visit(inner);
  }

  private refuse(got: string): DataError {
    return new DataError(
      `${this.what}: must be an expression on the cells of one row that is the same every time, got ${got}`,
    );
  }
}

// `data.age` is age; further names are fields of a struct.
function columnOf(node: Node): string {
  const parts = node.column_names as string[];
  return parts.length > 1 && parts[0] === "data" ? parts[1]! : parts[0]!;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

// Functions of one row whose value depends on nothing else.
async function rowFunctions(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    `SELECT lower(function_name) FROM duckdb_functions() GROUP BY 1 HAVING bool_and(
       (function_type = 'scalar' AND stability = 'CONSISTENT') OR function_type = 'macro')
     AND lower(function_name) NOT IN ('unnest', 'getenv', 'getvariable', 'current_setting', 'query', 'query_table')`,
  );
  return new Set(reader.getRows().map((row) => row[0] as string));
}
