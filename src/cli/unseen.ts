// Cells that the training part had nothing like: counted over the pieces of a table and told once, or refused.

import type { Unseen } from "../data/index.ts";
import { DataError } from "../errors.ts";
import { remark } from "./output.ts";

/** Collects what encoding a table finds. */
export class UnseenCells {
  private readonly name: string;
  private readonly strict: boolean;
  private readonly found = new Map<string, Unseen>();

  /** `name` is what errors call the table. */
  constructor(name: string, strict = false) {
    this.name = name;
    this.strict = strict;
  }

  /** @throws DataError for the first such cell where they are refused */
  add(cells: readonly Unseen[]): void {
    for (const cell of cells) {
      if (this.strict) {
        throw new DataError(
          `${this.name}: row ${cell.rows[0]! + 1}, column "${cell.column}": must be a value like those of the training part, got "${cell.example}"; leave --strict out to go on`,
        );
      }
      const key = `${cell.kind} ${cell.column}`;
      const known = this.found.get(key);
      this.found.set(key, known ? { ...known, count: known.count + cell.count } : cell);
    }
  }

  /** Sentences, one a column. */
  lines(): string[] {
    return [...this.found.values()].map(({ column, kind, count, example }) => {
      const cells = count === 1 ? "1 cell holds" : `${count} cells hold`;
      const what = kind === "level" ? "a category unknown to the model" : "a value unlike those of the training part";
      return `${column}: ${cells} ${what}, such as "${example}"`;
    });
  }

  /** Says them. */
  report(): void {
    for (const line of this.lines()) remark(line);
  }
}
