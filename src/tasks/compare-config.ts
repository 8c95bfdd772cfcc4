// What tells the configs of several runs apart: only the fields that differ, each by its path.

/** A field that is not the same in all runs. */
export interface ConfigDifference {
  /** Dotted path, e.g. `train.optimiser.rate` or `model.encoder.1.units`. */
  readonly path: string;
  /** JSON value in each run; undefined where a run has no such field. */
  readonly values: readonly unknown[];
}

/**
 * The fields in which JSON trees differ, in the order of the first tree that has them. Objects are taken apart unless their
 * `kind` differs, lists unless their length does, so that a choice is shown whole and one number of it alone.
 */
export function differencesOf(trees: readonly unknown[], path = ""): ConfigDifference[] {
  const [first, ...rest] = trees.map((tree) => JSON.stringify(tree));
  if (rest.every((text) => text === first)) return [];
  const keys = commonKeys(trees, path);
  if (keys === undefined) return [{ path, values: trees }];
  return keys.flatMap((key) =>
    differencesOf(
      trees.map((tree) => (tree as Record<string, unknown>)[key]),
      path === "" ? key : `${path}.${key}`,
    ),
  );
}

// Too much to be shown whole, whatever its kind.
const WIDE = new Set(["model"]);

// The keys to go into; undefined where the values are to be shown whole.
function commonKeys(trees: readonly unknown[], path: string): string[] | undefined {
  if (!trees.every((tree) => typeof tree === "object" && tree !== null)) return undefined;
  const lists = trees.filter(Array.isArray);
  const alike = (values: readonly unknown[]) => values.every((value) => value === values[0]);
  if (lists.length > 0) {
    if (lists.length < trees.length || !alike(lists.map(({ length }) => length))) return undefined;
    // Layers of different kinds are another architecture; lists of plain values are one value.
    if (!alike(lists.map((list) => list.map(kindOf).join()))) return undefined;
    if (lists[0]!.some((item) => typeof item !== "object")) return undefined;
  } else if (!WIDE.has(path) && !alike(trees.map(kindOf))) return undefined;
  return [...new Set(trees.flatMap((tree) => Object.keys(tree as object)))];
}

const kindOf = (value: unknown): unknown => (value as { kind?: unknown } | null)?.kind;
