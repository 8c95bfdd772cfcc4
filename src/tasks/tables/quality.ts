// How good a synthetic table is: everything that is measured of it beside the real one, as plain JSON.

import { Generator } from "../../array/index.ts";
import { cellText, modelled, type Table, type TableSchema, takeRows } from "../../data/index.ts";
import {
  type Detection,
  detectionAuc,
  type Efficacy,
  mlEfficacy,
  type TablePrivacy,
  type TableQuality,
  tablePrivacy,
  tableQuality,
} from "../../metrics/index.ts";
import { type ColumnDistribution, distributionsOf } from "./distributions.ts";

/** What to compare. */
export interface CompareOptions {
  /** The rows that the synthetic ones were learned from. */
  readonly real: Table;
  /** Rows of the same source that no model saw. */
  readonly holdout?: Table | undefined;
  readonly synthetic: Table;
  readonly schema: TableSchema;
  /** Column that models learn to predict, tested on `holdout`. */
  readonly target?: string | undefined;
  /** Key of every draw. */
  readonly seed: number;
  /** Whether to look for leaks, which needs `holdout`. */
  readonly privacy: boolean;
}

/** Scores of a table as a whole. */
export type QualityMeans = Pick<TableQuality, "overall" | "columnShapes" | "columnPairTrends">;

/** Rows of a table as texts, null where a cell is missing. */
export type SampleRows = readonly (readonly (string | null)[])[];

/** A synthetic table beside the real one. */
export interface TableComparison {
  /** Rows of each table, and how many of them were measured at most. */
  readonly rows: {
    readonly real: number;
    readonly holdout?: number;
    readonly synthetic: number;
    readonly most: RowLimits;
  };
  readonly quality: TableQuality;
  /** The same scores of the holdout: what other real rows reach. */
  readonly holdoutQuality?: QualityMeans;
  /** The same scores of the real columns, each shuffled by itself: what a table without any dependence reaches. */
  readonly independentQuality: QualityMeans;
  /** Absent for tables of fewer than 20 rows. */
  readonly detection?: Detection;
  /** Present where a target was named and there is a holdout. */
  readonly efficacy?: Efficacy;
  readonly privacy?: TablePrivacy;
  readonly distributions: readonly ColumnDistribution[];
  /** Some rows of both, with the names of their columns. */
  readonly samples: { readonly columns: readonly string[]; readonly real: SampleRows; readonly synthetic: SampleRows };
  /** What was left out, and why. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** Rows of each table that are measured at most, drawn with the seed. */
export interface RowLimits {
  /** For everything. */
  readonly all: number;
  /** Learned from and judged when real and synthetic rows are to be told apart, or a target is learned. */
  readonly learning: number;
  /** Among which neighbours are looked for, and for how many. */
  readonly neighbours: number;
  readonly queries: number;
}

const FEWEST = 20;
const SAMPLES = 10;

// Tables of up to 15 columns take half a minute at most; wider ones are given fewer rows.
function limitsOf(columns: number): RowLimits {
  const limit = (most: number, fewest: number) => Math.max(fewest, Math.round(most * Math.min(1, 15 / columns)));
  return { all: 50_000, learning: limit(4000, 500), neighbours: limit(20_000, 1000), queries: limit(2000, 200) };
}

/**
 * Measures a synthetic table. The same tables and seed give the same numbers, but for `seconds`.
 * @throws ConfigError for a target that is not modelled, DataError when a table does not fit the schema
 */
export function compareTables(options: CompareOptions): TableComparison {
  const { schema, target, seed, privacy } = options;
  const started = performance.now();
  const most = limitsOf(modelled(schema).length);
  const [real, holdout, synthetic] = [options.real, options.holdout, options.synthetic].map(
    (table, i) => table && limited(table, most.all, new Generator(seed, `compare ${i}`)),
  ) as [Table, Table | undefined, Table];
  const few = [real, synthetic, holdout].find((table) => table !== undefined && table.count < FEWEST);
  const [learned, near] = [
    { seed, maxRows: most.learning },
    { seed, maxRows: most.neighbours, queries: most.queries },
  ];
  const independent = shuffled(real, Math.min(real.count, synthetic.count), seed);
  return {
    rows: {
      real: options.real.count,
      ...(options.holdout && { holdout: options.holdout.count }),
      synthetic: options.synthetic.count,
      most,
    },
    quality: tableQuality(real, synthetic, schema, { seed }),
    ...(holdout && { holdoutQuality: means(tableQuality(real, holdout, schema, { seed })) }),
    independentQuality: means(tableQuality(real, independent, schema, { seed })),
    ...(!few && { detection: detectionAuc(real, synthetic, schema, learned) }),
    ...(holdout && target !== undefined && { efficacy: mlEfficacy(real, synthetic, holdout, schema, target, learned) }),
    ...(holdout && privacy && !few && { privacy: tablePrivacy(real, holdout, synthetic, schema, near) }),
    distributions: distributionsOf({ real, holdout, synthetic }, schema),
    samples: samplesOf(real, synthetic, schema, seed),
    notes: notesOf(options, few),
    seconds: (performance.now() - started) / 1000,
  };
}

function limited(table: Table, most: number, generator: Generator): Table {
  return table.count <= most ? table : takeRows(table, generator.permutation(table.count).slice(0, most).sort());
}

function means({ overall, columnShapes, columnPairTrends }: TableQuality): QualityMeans {
  return { overall, columnShapes, columnPairTrends };
}

// Each column in an order of its own.
function shuffled(table: Table, rows: number, seed: number): Table {
  const columns = table.columns.map((column, j) => {
    const order = new Generator(seed, `independent ${j}`).permutation(table.count).slice(0, rows);
    return takeRows({ ...table, columns: [column] }, order).columns[0]!;
  });
  return { name: table.name, count: rows, columns };
}

function samplesOf(real: Table, synthetic: Table, schema: TableSchema, seed: number): TableComparison["samples"] {
  const columns = modelled(schema).map(({ name }) => name);
  const rows = (table: Table, stream: string) => {
    const drawn = takeRows(table, new Generator(seed, stream).permutation(table.count).slice(0, SAMPLES).sort());
    const cells = columns.map((name) => drawn.columns.find((column) => column.name === name)!.cells);
    return Array.from({ length: drawn.count }, (_, i) => cells.map((of) => cellText(of, i)?.trim() ?? null));
  };
  return { columns, real: rows(real, "sample real"), synthetic: rows(synthetic, "sample synthetic") };
}

function notesOf({ holdout, target, privacy }: CompareOptions, few: Table | undefined): string[] {
  return [
    ...(few ? [`${few.name} has ${few.count} rows: detection and privacy need ${FEWEST} of each table.`] : []),
    ...(!holdout && target !== undefined ? ["No rows were held out: what models learn could not be tested."] : []),
    ...(!holdout && privacy ? ["No rows were held out: leaks could not be looked for."] : []),
  ];
}
