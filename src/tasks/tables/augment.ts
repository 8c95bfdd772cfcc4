// augment: synthetic rows for the classes that a table has few of.

import { cellLevels, modelled, type Table } from "../../data/index.ts";
import { ConfigError, DataError, didYouMean } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { tableSchemaOf } from "./schema-of.ts";
import { type Synthetic, synth } from "./synth.ts";

/** What to add. */
export interface AugmentOptions {
  /** Column of classes. */
  readonly balance: string;
  /** Rows that each class is brought to; default the count of the largest. */
  readonly to?: number;
  /** Key of every draw. Default 0. */
  readonly seed?: number;
}

/** Rows to be added to a table. */
export interface Augmented {
  readonly added: Synthetic;
  /** Per class: rows in the table, and rows added. */
  readonly classes: readonly { readonly level: string; readonly count: number; readonly added: number }[];
}

/** Makes the rows that a table lacks. @throws ConfigError for a column without classes; DataError when nothing is missing */
export async function augment(
  runtime: Runtime,
  trained: TrainedModel,
  table: Table,
  { balance, to, seed = 0 }: AugmentOptions,
): Promise<Augmented> {
  const schema = tableSchemaOf(trained, "augment");
  const columns = modelled(schema);
  const column = columns.find(({ name }) => name === balance);
  if (column === undefined) {
    const names = columns.map(({ name }) => name);
    throw new ConfigError(`--balance: no column "${balance}" in the model${didYouMean(balance, names)}`);
  }
  if (column.levels === undefined) {
    throw new ConfigError(`--balance: needs a column of categories, got "${balance}", which is ${column.type}`);
  }
  const source = table.columns.find(({ name }) => name === balance);
  if (source === undefined) throw new DataError(`${table.name}: the column "${balance}" is missing; give it`);
  const counts = new Map(column.levels.map(({ text }) => [text, 0]));
  for (const level of cellLevels(source.cells, column)) {
    if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const goal = to ?? Math.max(...counts.values());
  const wanted = [...counts].flatMap(([level, count]) => Array<string>(Math.max(0, goal - count)).fill(level));
  if (wanted.length === 0) {
    throw new DataError(`${table.name}: every class of "${balance}" has ${goal} rows or more; give a larger --to`);
  }
  const conditions: Table = {
    name: "conditions",
    count: wanted.length,
    columns: [{ name: balance, cells: { kind: "text", values: wanted } }],
  };
  const added = await synth(runtime, trained, { conditions, seed });
  const made = added.table.columns.find(({ name }) => name === balance)!;
  const found = new Map<string, number>();
  for (const level of cellLevels(made.cells, column)) if (level) found.set(level, (found.get(level) ?? 0) + 1);
  const classes = [...counts].map(([level, count]) => ({ level, count, added: found.get(level) ?? 0 }));
  return { added, classes };
}
