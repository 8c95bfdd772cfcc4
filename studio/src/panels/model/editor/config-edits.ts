// What was changed in a config that was edited as JSON, as values at paths: the same form in which fields are set.

/** A value that was given to a path. */
export interface Edit {
  readonly path: string;
  readonly value: unknown;
}

/** Edits that lead from one config to another, or the first part of a config that was taken out, which nothing can be set in place of. */
export type Edits = { readonly edits: readonly Edit[] } | { readonly missing: string };

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two values of JSON are the same; fields that are undefined count as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => sameJson(one, b[i]));
  if (!isTree(a) || !isTree(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
}

/** The edits from `before` to `after`. Where a field was taken out, or another kind chosen, the whole object is given anew. */
export function configEdits(before: Tree, after: Tree): Edits {
  const missing = Object.keys(before).find((key) => before[key] !== undefined && after[key] === undefined);
  if (missing !== undefined) return { missing };
  const edits: Edit[] = [];
  for (const [key, value] of Object.entries(after)) collect(key, before[key], value, edits);
  return { edits };
}

function collect(path: string, before: unknown, after: unknown, edits: Edit[]): void {
  if (sameJson(before, after)) return;
  if (isTree(before) && isTree(after) && before.kind === after.kind) {
    const removed = Object.keys(before).some((key) => before[key] !== undefined && after[key] === undefined);
    // A dot in a name would be read as a step of the path.
    const plain = Object.keys(after).every((key) => !key.includes(".") && !key.includes("="));
    if (!removed && plain) {
      for (const [key, value] of Object.entries(after)) collect(`${path}.${key}`, before[key], value, edits);
      return;
    }
  }
  edits.push({ path, value: after });
}
