// A sweep on disk: sweep.json with plan and states, and one folder a run. What a run's own folder says counts, so that nothing
// is trained twice whenever the sweep was cut off.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, DataError, VaekitError } from "../errors.ts";
import {
  differencesOf,
  measureOf,
  readHistory,
  readRunFile,
  type SweepConfig,
  type SweepOutcome,
  type SweepRun,
  shownOf,
} from "../tasks/index.ts";
import { checkWritable, folderStore, writeWhole } from "../tasks/node.ts";
import { VERSION } from "../version.ts";

const SWEEP = "sweep.json";
const FORMAT = 1;

type Given = Readonly<Record<string, unknown>>;

interface SavedRun {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly state: SweepOutcome["state"];
  readonly error?: string;
}

interface Saved {
  readonly format: number;
  readonly sweep: Given;
  readonly runs: readonly SavedRun[];
}

/** The folder of a sweep. */
export class SweepFolder {
  readonly path: string;
  private readonly given: Given;
  private readonly saved: Saved | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(path: string, given: Given, saved: Saved | undefined) {
    this.path = path;
    this.given = given;
    this.saved = saved;
  }

  /**
   * Finds out what is there already. `given` is what the sweep was asked for, as it is saved.
   * @throws ConfigError when something else is there, or a sweep of another base; DataError when it cannot be written
   */
  static async open(path: string, given: Given): Promise<SweepFolder> {
    await checkWritable(path);
    const saved = await readSaved(path);
    if (saved) checkSameBase(path, saved.sweep, given);
    return new SweepFolder(path, given, saved);
  }

  /** Whether it held a sweep before. */
  get resumed(): boolean {
    return this.saved !== undefined;
  }

  /** The folder of a run. */
  runPath({ name }: SweepRun): string {
    return join(this.path, name);
  }

  /** How far a run is; a failed one is tried again where `retry`. @throws ConfigError when the name stands for other values */
  async stateOf(run: SweepRun, config: SweepConfig, retry: boolean): Promise<SweepOutcome> {
    const known = this.saved?.runs.find(({ name }) => name === run.name);
    if (known && differencesOf([known.values, run.values]).length > 0) {
      throw new ConfigError(
        `${this.path}: its run ${run.name} has the values ${JSON.stringify(known.values)}, got ${JSON.stringify(run.values)}; choose another --out`,
      );
    }
    const failed = known?.state === "failed" && !retry;
    if (failed) return { run, state: "failed", ...(known.error !== undefined && { error: known.error }) };
    // What failed for want of memory or disk goes on where it was.
    return this.finished(run, config);
  }

  /** What a run's own folder says. */
  async finished(run: SweepRun, { measure, show }: SweepConfig): Promise<SweepOutcome> {
    const path = this.runPath(run);
    if ((await stat(join(path, "config.json")).catch(() => undefined)) === undefined) return { run, state: "waiting" };
    try {
      const store = folderStore(path);
      const file = await readRunFile(store);
      if (file.status !== "finished") return { run, state: "interrupted" };
      const history = await readHistory(store);
      const value = measureOf(measure, file, history);
      const seconds = file.results?.seconds;
      return {
        run,
        state: "finished",
        ...(value !== undefined && { measure: value }),
        ...(show.length > 0 && { shown: shownOf(show, file, history) }),
        ...(typeof seconds === "number" && { seconds }),
      };
    } catch (error) {
      if (!(error instanceof VaekitError)) throw error;
      return { run, state: "failed", error: error.message };
    }
  }

  /** Writes sweep.json; runs that end at the same time wait for each other. */
  save(outcomes: readonly SweepOutcome[]): Promise<void> {
    const runs = outcomes.map(({ run: { name, values, seed }, ...outcome }) => ({
      name,
      values,
      ...(seed !== undefined && { seed }),
      ...outcome,
    }));
    const content = { format: FORMAT, library: VERSION, sweep: this.given, runs };
    const text = `${JSON.stringify(content, null, 1)}\n`;
    this.writing = this.writing.then(() => writeWhole(join(this.path, SWEEP), text));
    return this.writing;
  }
}

async function readSaved(path: string): Promise<Saved | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory())
    throw new ConfigError(`--out: a sweep is saved as a folder, got the file ${path}; choose another`);
  const names = (await readdir(path)).filter((name) => !/^\..*\.tmp$/.test(name));
  if (!names.includes(SWEEP)) {
    if (names.length === 0) return undefined;
    throw new ConfigError(
      `${path}: the folder holds files that are no sweep (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""}); choose another --out`,
    );
  }
  let value: Partial<Saved>;
  try {
    value = JSON.parse(await readFile(join(path, SWEEP), "utf8")) as Partial<Saved>;
  } catch {
    throw new DataError(`${join(path, SWEEP)}: not JSON; the file is damaged, restore it or choose another --out`);
  }
  const { format, sweep, runs } = value;
  if (typeof format === "number" && format > FORMAT) {
    throw new DataError(
      `${path}: written in format ${format}, and this version (${VERSION}) reads up to ${FORMAT}; update vaekit`,
    );
  }
  if (format !== FORMAT || typeof sweep !== "object" || !Array.isArray(runs)) {
    throw new DataError(`${join(path, SWEEP)}: not the file of a sweep; restore it or choose another --out`);
  }
  return { format, sweep, runs };
}

// More runs, other values or another measure extend a sweep; what its runs have in common has to stay.
const BASE = ["data", "dataOptions", "preset", "config"];

// Of the variants those that both know.
function baseOf(sweep: Given, other: Given): Given {
  const base = Object.fromEntries(BASE.map((key) => [key, sweep[key]]));
  const [own, others] = [sweep, other].map(({ variants }) => variants as Given | undefined);
  const known = Object.entries(own ?? {}).filter(([name]) => others !== undefined && name in others);
  return { ...base, variants: Object.fromEntries(known) };
}

function checkSameBase(path: string, saved: Given, given: Given): void {
  const [difference] = differencesOf([baseOf(saved, given), baseOf(given, saved)]);
  if (difference === undefined) return;
  const [has, wanted] = difference.values.map((value) => JSON.stringify(value) ?? "nothing");
  throw new ConfigError(
    `${path}: the sweep there has ${difference.path} = ${has}, got ${wanted}; choose another --out, or leave it as it was`,
  );
}
