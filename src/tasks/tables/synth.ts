// synth: new rows of a table, free or with given cells, that keep the source's formats and declared constraints.

import { Generator } from "../../array/index.ts";
import {
  completeRows,
  decodeTable,
  encodeTable,
  joinParts,
  modelled,
  type Table,
  type TableSchema,
  takeRows,
  violations,
} from "../../data/index.ts";
import { ConfigError, DataError, didYouMean } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import type { TrainedModel } from "../run.ts";
import { densitySampler } from "../samplers/open.ts";
import type { DensitySampler } from "../samplers/sampler.ts";
import { RowCompleter } from "./completer.ts";
import { rangeText } from "./conditions.ts";
import { CellFiller, HIDDEN } from "./filler.ts";
import { tableSchemaOf } from "./schema-of.ts";
import { tempered } from "./tempered.ts";

/** How to synthesise. */
export interface SynthOptions {
  /** Number of rows. Default one per condition. */
  readonly count?: number;
  /** Key of every draw. Default 0. */
  readonly seed?: number;
  /** Rows of cells to be kept: each synthetic row has the cells of one of them, in turn. */
  readonly conditions?: Table;
  /** Keeps only rows that pass, drawing anew for the others. */
  readonly keep?: (rows: Table) => Uint8Array;
  /**
   * Latents are multiplied by this: below 1 rows are more typical. With conditions these are weighed against such latents.
   * Default 1.
   */
  readonly temperature?: number;
  /** Most rounds of drawing rows anew that break a constraint. Default 20. */
  readonly rounds?: number;
  readonly onProgress?: (share: number) => void;
}

/** New rows. */
export interface Synthetic {
  readonly table: Table;
  /** Rows asked for; fewer are in the table where the budget ran out. */
  readonly asked: number;
  /** Rows that were drawn and thrown away because they broke a constraint or condition. */
  readonly rejected: number;
  /** Kind of the sampler that latents came from. */
  readonly sampler: string;
  readonly notes: readonly string[];
}

const CHUNK = 8192;
// Candidates per row with given cells.
const PROPOSALS = 32;

/** Draws rows. @throws ConfigError for impossible options, DataError for conditions that the model cannot read */
export async function synth(runtime: Runtime, trained: TrainedModel, options: SynthOptions): Promise<Synthetic> {
  const { seed = 0, conditions, rounds = 20, temperature = 1 } = options;
  const schema = tableSchemaOf(trained, "synth");
  if (!trained.model.variational) throw new ConfigError("synth: an autoencoder has no distribution to draw from");
  const asked = options.count ?? conditions?.count ?? 0;
  if (!Number.isInteger(asked) || asked < 1 || asked > 100_000_000) {
    throw new ConfigError(`synth: the number of rows must be a whole number from 1, got ${asked}; give -n`);
  }
  if (!(temperature >= 0)) throw new ConfigError(`synth: temperature must be a number from 0, got ${temperature}`);
  const evidence = conditions && checkConditions(conditions, schema);
  const drawer = new RowDrawer(runtime, trained, schema, { seed, temperature });
  const made: Table[] = [];
  const kept = { rows: 0, rejected: 0 };
  const unique = new UniqueRows(schema);
  for (let start = 0; start < asked; start += CHUNK) {
    let open = Array.from({ length: Math.min(CHUNK, asked - start) }, (_, i) => start + i);
    const places = new Map<number, { table: Table; row: number }>();
    for (let round = 0; round <= rounds && open.length > 0; round++) {
      const table = await drawer.draw(open, evidence);
      const bad = violations(table, schema);
      const passed = options.keep?.(table);
      const again: number[] = [];
      open.forEach((place, row) => {
        if (bad[row] === 0 && (passed === undefined || passed[row] === 1) && unique.take(table, row)) {
          places.set(place, { table, row });
        } else again.push(place);
      });
      kept.rejected += again.length;
      open = again;
    }
    const order = [...places].sort(([a], [b]) => a - b).map(([, at]) => at);
    if (order.length > 0) made.push(gatherRows(order));
    kept.rows += order.length;
    options.onProgress?.(Math.min(1, (start + CHUNK) / asked));
  }
  await drawer.dispose();
  const notes =
    kept.rows < asked
      ? [
          `${kept.rows} of ${asked} rows could be made: the others broke a constraint or condition in ${rounds + 1} draws each.`,
        ]
      : [];
  if (kept.rows === 0) {
    throw new DataError(
      `synth: none of ${kept.rejected} rows drawn met the conditions and constraints; loosen them or train on more such rows`,
    );
  }
  const table = completeRows(joinParts("synthetic", made), schema, new Generator(seed, "synth/identifiers"));
  return {
    table: { ...table, name: "synthetic" },
    asked,
    rejected: kept.rejected,
    sampler: densitySampler(trained).kind,
    notes,
  };
}

// Each call draws from a stream of its own: a row depends on the seed, on how many calls came before, and on the rows that
// are drawn with it. Its place says which conditions it keeps.
class RowDrawer {
  private readonly trained: TrainedModel;
  private readonly schema: TableSchema;
  private readonly latents: DensitySampler;
  private readonly filler: CellFiller;
  private readonly completer: RowCompleter;
  private readonly seed: number;
  private calls = 0;

  constructor(
    runtime: Runtime,
    trained: TrainedModel,
    schema: TableSchema,
    options: { seed: number; temperature: number },
  ) {
    this.trained = trained;
    this.schema = schema;
    this.seed = options.seed;
    this.filler = new CellFiller(trained, runtime);
    this.latents = tempered(densitySampler(trained), trained.model.latent, options.temperature);
    this.completer = new RowCompleter(trained, runtime, options.temperature);
  }

  async draw(places: readonly number[], conditions: Table | undefined): Promise<Table> {
    const generator = new Generator(this.seed, "synth", this.calls++);
    const width = this.trained.model.item.shape[0]!;
    const items = new Float32Array(places.length * width);
    if (conditions === undefined) {
      hideAll(items, width);
      await this.filler.fill(items, this.latents.draw(places.length, generator), generator, { allowMissing: true });
    } else {
      const given = takeRows(
        conditions,
        places.map((place) => place % conditions.count),
      );
      items.set(encodeEvidence(given, this.schema));
      items.set(
        await this.completer.complete(items, { draws: 1, proposals: PROPOSALS, allowMissing: true }, generator),
      );
    }
    return decodeTable(items, this.schema, { draw: generator, within: true, name: "synthetic" });
  }

  async dispose(): Promise<void> {
    await this.filler.dispose();
    await this.completer.dispose();
  }
}

/** Codes and values of given cells; every other cell is hidden. */
export function encodeEvidence(given: Table, schema: TableSchema): Float32Array {
  const columns = modelled(schema);
  const names = new Set(given.columns.map(({ name }) => name));
  const optional = columns.flatMap(({ name }) => (names.has(name) ? [] : [name]));
  const { values } = encodeTable(given, schema, { optional });
  const size = columns.length;
  columns.forEach(({ name }, j) => {
    if (names.has(name)) return;
    for (let at = j; at < values.length; at += 2 * size) values[at] = HIDDEN;
  });
  return values;
}

function hideAll(items: Float32Array, width: number): void {
  for (let at = 0; at < items.length; at += width) items.fill(HIDDEN, at, at + width / 2);
}

function checkConditions(conditions: Table, schema: TableSchema): Table {
  const known = modelled(schema).map(({ name }) => name);
  for (const { name } of conditions.columns) {
    if (!known.includes(name)) {
      throw new ConfigError(`synth: no column "${name}" in the model${didYouMean(name, known)}`);
    }
  }
  if (conditions.count === 0) throw new DataError("synth: the conditions hold no row; give at least one");
  const { unseen } = encodeTable(conditions, schema, {
    optional: known.filter((name) => !conditions.columns.some((column) => column.name === name)),
  });
  const [first] = unseen;
  if (first !== undefined) {
    const column = schema.columns.find(({ name }) => name === first.column)!;
    const levels = column.levels
      ?.slice(0, 20)
      .map(({ text }) => text)
      .join(", ");
    const range = column.number || column.date ? rangeText(column) : levels;
    throw new DataError(
      `synth: no row can have "${first.column}" = "${first.example}", the training part had ${range}; choose another condition`,
    );
  }
  return conditions;
}

function gatherRows(order: readonly { table: Table; row: number }[]): Table {
  const tables = [...new Set(order.map(({ table }) => table))];
  const starts = new Map<Table, number>();
  let count = 0;
  for (const table of tables) {
    starts.set(table, count);
    count += table.count;
  }
  return takeRows(
    joinParts("synthetic", tables),
    order.map(({ table, row }) => starts.get(table)! + row),
  );
}

// Rows that repeat what must be unique are refused.
class UniqueRows {
  private readonly sets: { readonly columns: readonly string[]; readonly seen: Set<string> }[];

  constructor({ constraints }: TableSchema) {
    this.sets = constraints.flatMap((rule) =>
      rule.kind === "unique" ? [{ columns: rule.columns, seen: new Set<string>() }] : [],
    );
  }

  take(table: Table, row: number): boolean {
    const keys = this.sets.map(({ columns }) =>
      JSON.stringify(
        columns.map((name) => {
          const cells = table.columns.find((column) => column.name === name)?.cells;
          return cells?.values[row] ?? null;
        }),
      ),
    );
    if (this.sets.some(({ seen }, i) => seen.has(keys[i]!))) return false;
    this.sets.forEach(({ seen }, i) => {
      seen.add(keys[i]!);
    });
    return true;
  }
}
