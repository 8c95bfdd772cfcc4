// The data of a sweep, opened once for all runs that read it the same way.

import type { DataBundle } from "../data/index.ts";
import { type OpenOptions, openData } from "../data/node.ts";
import { findPreset } from "../models/index.ts";
import type { ConfigChoices } from "../tasks/index.ts";

/** Opens data as the preset of a run takes it, and keeps it. */
export class SweepData {
  private readonly source: string;
  private readonly options: OpenOptions;
  private readonly opened = new Map<string, Promise<DataBundle>>();

  constructor(source: string, options: Readonly<Record<string, unknown>>) {
    this.source = source;
    this.options = options as OpenOptions;
  }

  /** @throws DataError when it cannot be opened; ConfigError for an unknown preset or option */
  open({ preset }: ConfigChoices): Promise<DataBundle> {
    // A preset for rows of plain numbers reads a table of numbers as such.
    const plain = preset !== undefined && !findPreset(preset).items.includes("table");
    const as = plain ? "vector" : "table";
    const known = this.opened.get(as) ?? openData(this.source, { ...this.options, ...(plain && { as }) });
    this.opened.set(as, known);
    return known;
  }
}
