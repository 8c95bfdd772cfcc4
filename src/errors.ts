// The four kinds of error a user can meet. A message reads `where: rule, got value; remedy`.

/** Base of vaekit's errors; `code` is stable and meant for programs. */
export abstract class VaekitError extends Error {
  abstract readonly code: "SHAPE" | "CONFIG" | "DATA" | "EXECUTION";
}

/** Shapes or data types that do not fit together; `site` is the caller's source line where it is known. */
export class ShapeError extends VaekitError {
  readonly code = "SHAPE";
  override readonly name = "ShapeError";
  readonly site: string | undefined;

  constructor(message: string, site?: string) {
    super(site === undefined ? message : `${message}\n    at ${site}`);
    this.site = site;
  }
}

/** A configuration, option or architecture that cannot be carried out. */
export class ConfigError extends VaekitError {
  readonly code = "CONFIG";
  override readonly name = "ConfigError";
}

/** Data that is missing, damaged or does not fit the model. */
export class DataError extends VaekitError {
  readonly code = "DATA";
  override readonly name = "DataError";
}

/** A runtime that failed while compiling or running a graph, or a training that cannot go on. */
export class ExecutionError extends VaekitError {
  readonly code = "EXECUTION";
  override readonly name = "ExecutionError";
}

/** An error for a broken promise of our own: never the user's fault. */
export function internalError(message: string): Error {
  return new Error(`internal: ${message}`);
}

/** The known name nearest to `name` by edit distance, or undefined when nothing is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** `; did you mean "x"?` when a known name is near, otherwise `; known: a, b, c`. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `; known: ${known.join(", ")}` : `; did you mean "${nearest}"?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
