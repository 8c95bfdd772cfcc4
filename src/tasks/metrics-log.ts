// metrics.jsonl: one line per 50 steps, per epoch and per warning; written whole after each checkpoint. A resumed run
// goes on from the lines that its checkpoint covers, so that none is lost and none stands twice.

import { DataError } from "../errors.ts";
import type { EpochRecord, Snapshot, TrainEvent } from "../train/index.ts";
import type { RunStore } from "./run.ts";

const METRICS = "metrics.jsonl";

interface Line {
  readonly kind: string;
  readonly step?: number;
}

async function readMetrics(store: RunStore): Promise<Line[]> {
  const bytes = await store.read(METRICS);
  if (bytes === undefined) return [];
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.flatMap((line, i) =>
    line.trim() === "" ? [] : [parse(line, `${store.name}/${METRICS}: line ${i + 1}`)],
  );
}

function parse(line: string, where: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    throw new DataError(`${where}: not JSON; remove the line`);
  }
}

/** Epochs of a run; none where it has no metrics.jsonl. @throws DataError when a line is damaged */
export async function readHistory(store: RunStore): Promise<EpochRecord[]> {
  return (await readMetrics(store)).flatMap((line) => {
    return line.kind === "epoch" ? [line as unknown as EpochRecord] : [];
  });
}

/** Collects the lines of a run. */
export class MetricsLog {
  private readonly store: RunStore;
  private readonly lines: string[] = [];

  private constructor(store: RunStore) {
    this.store = store;
  }

  /** A log that goes on from what a snapshot covers; a new one without it. @throws DataError when a line is damaged */
  static async open(store: RunStore, resumed: Snapshot | undefined): Promise<MetricsLog> {
    const log = new MetricsLog(store);
    if (resumed === undefined) return log;
    const { step, history } = resumed.progress;
    const covered = (await readMetrics(store)).filter((entry) => entry.step === undefined || entry.step <= step);
    log.lines.push(...covered.map((entry) => JSON.stringify(entry)));
    // The file is written after the checkpoint, so a run killed between the two lacks the checkpoint's last epochs.
    const epochs = covered.filter(({ kind }) => kind === "epoch").length;
    for (const record of history.slice(epochs)) log.epoch(record);
    return log;
  }

  /** Every fiftieth step. */
  step({ progress, terms, rate, beta }: Extract<TrainEvent, { kind: "step" }>): void {
    if (progress.step % 50 !== 1) return;
    this.lines.push(
      JSON.stringify({ kind: "step", epoch: progress.epoch + 1, step: progress.step, rate, beta, ...terms }),
    );
  }

  /** An epoch with its validation. */
  epoch(record: EpochRecord): void {
    this.lines.push(JSON.stringify({ kind: "epoch", ...record }));
  }

  /** A warning. */
  warning(text: string): void {
    this.lines.push(JSON.stringify({ kind: "warning", text }));
  }

  /** Writes the file whole. */
  async flush(): Promise<void> {
    await this.store.write(METRICS, new TextEncoder().encode(`${this.lines.join("\n")}\n`));
  }
}
