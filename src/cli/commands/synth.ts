// vaekit synth

import type { Command } from "commander";
import { cellNumbers, checkConstraints, parseConstraint, type Table, type TableSchema } from "../../data/index.ts";
import { openTable } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { balancedConditions, parseConditions, synth, type TrainedModel, tableSchemaOf } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { type RuntimeOptions, withRuntime, withSeed } from "../options.ts";
import { remark } from "../output.ts";
import { collect, decimal, whole } from "../parse.ts";
import { formatNumber } from "../table.ts";
import { intoTable, type TableFileOptions, withTableFile } from "../table-output.ts";

interface Options extends TableFileOptions, RuntimeOptions {
  readonly count?: number;
  readonly where?: readonly string[];
  readonly conditions?: string;
  readonly balance?: string;
  readonly constraint?: readonly string[];
  readonly temperature: number;
  readonly tries: number;
  readonly seed: number;
}

const EXAMPLES = `
Examples:
  vaekit synth runs/people -n 1000 --out synthetic.csv
  vaekit synth runs/people -n 200 --where "education = Masters" --where "age >= 60"
  vaekit synth runs/people --conditions wanted.csv --out synthetic.csv
  vaekit synth runs/people -n 1000 --balance income --out balanced.parquet

Equalities and the rows of --conditions are given to the model; for the other conditions and for constraints rows are
drawn until they fit, and what could not be made is counted.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote, of a table")
    .option("-n, --count <n>", "number of rows (default: one per condition, else 1000)", whole("-n", 1, 100_000_000))
    .option("--where <condition>", "COLUMN = VALUE, or <, <=, >, >=, != (repeatable)", collect)
    .option("--conditions <file>", "table of some of the columns: each of its rows is completed")
    .option("--balance <column>", "as many rows of each level of a column")
    .option(
      "--constraint <rule>",
      'also holds in every row, e.g. "low <= high" (repeatable; "fixed:" only in train)',
      collect,
    )
    .option("--temperature <t>", "spread of the latents: below 1 more typical", decimal("--temperature", 0), 1)
    .option(
      "--tries <n>",
      "most draws of a row that breaks a condition or constraint",
      whole("--tries", 1, 10_000),
      20,
    );
  withRuntime(withSeed(withTableFile(command)))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const { seed, temperature, tries } = options;
  const trained = withConstraints(await loadRun(path), options.constraint ?? []);
  const schema = tableSchemaOf(trained, "synth");
  const { given, keep } = parseConditions(options.where ?? [], schema);
  const conditions = await conditionsOf(options, schema, given);
  const count = options.count ?? (options.conditions === undefined ? 1000 : undefined);
  await intoTable(options, async (output) => {
    const made = await synth(await openRuntime(options), trained, {
      seed,
      temperature,
      rounds: tries - 1,
      ...(count === undefined ? {} : { count }),
      ...(conditions && { conditions }),
      ...(keep && { keep }),
    });
    await output.write(/\.(csv|csv\.gz)$/i.test(options.out ?? ".csv") ? made.table : typed(made.table, schema));
    for (const note of made.notes) remark(`${note} More draws: --tries.`);
    const thrown = made.rejected > 0 ? `, ${formatNumber(made.rejected)} more were drawn and thrown away` : "";
    remark(`${formatNumber(made.table.count)} rows by the ${made.sampler} written to ${output.path}${thrown}`);
  });
}

// Files that know types get numbers as such; CSV has them as the source writes them.
function typed(table: Table, schema: TableSchema): Table {
  const known = new Map(schema.columns.map((column) => [column.name, column]));
  const columns = table.columns.map(({ name, cells }) => {
    const column = known.get(name);
    const number = column?.number !== undefined || column?.identifier?.kind === "number";
    if (column === undefined || !number) return { name, cells };
    return { name, cells: { kind: "number" as const, values: cellNumbers(cells, column) } };
  });
  return { ...table, columns };
}

async function conditionsOf(
  options: Options,
  schema: TableSchema,
  given: Table | undefined,
): Promise<Table | undefined> {
  const { conditions, balance } = options;
  const named = [given && "--where COLUMN = VALUE", conditions && "--conditions", balance && "--balance"].filter(
    Boolean,
  );
  if (named.length > 1) throw new ConfigError(`synth: ${named.join(" and ")} do not go together; give one of them`);
  if (balance !== undefined) return balancedConditions(balance, schema);
  if (conditions !== undefined) return (await openTable(conditions)).table;
  return given;
}

function withConstraints(trained: TrainedModel, rules: readonly string[]): TrainedModel {
  if (rules.length === 0) return trained;
  const schema = tableSchemaOf(trained, "--constraint");
  const added = rules.map((rule) => {
    const constraint = parseConstraint(rule, schema);
    if (constraint.kind !== "fixed") return constraint;
    throw new ConfigError(
      `--constraint ${JSON.stringify(rule)}: combinations are looked up in the training rows, which a run does not keep; give it to train`,
    );
  });
  const all = { ...schema, constraints: [...schema.constraints, ...added] };
  checkConstraints(all);
  return { ...trained, schema: all };
}
