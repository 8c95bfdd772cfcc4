// A sweep as it happens: a line for each run that ended and, where stderr is a terminal, one that says how far the others are.

import type { SweepConfig, SweepOutcome } from "../tasks/index.ts";
import { betterOf } from "../tasks/index.ts";
import { remark } from "./output.ts";
import { formatNumber, formatSeconds } from "./table.ts";

const LINE_MS = 200;

/** Shows a sweep on stderr. */
export class SweepView {
  private readonly config: SweepConfig;
  private readonly total: number;
  private readonly running = new Map<number, { name: string; share: number }>();
  private readonly started = performance.now();
  private ended: number;
  private readonly before: number;
  private best: number | undefined;
  private shown = 0;
  private line = "";

  /** `done` runs had ended before. */
  constructor(config: SweepConfig, outcomes: readonly SweepOutcome[]) {
    this.config = config;
    this.total = outcomes.length;
    this.before = outcomes.filter(({ state }) => state === "finished" || state === "failed").length;
    this.ended = this.before;
    for (const { measure } of outcomes) if (this.isBetter(measure)) this.best = measure;
  }

  start(index: number, name: string): void {
    this.running.set(index, { name, share: 0 });
    this.draw(true);
  }

  progress(index: number, share: number): void {
    const run = this.running.get(index);
    if (run) run.share = share;
    this.draw(false);
  }

  end(index: number, { run, state, measure, seconds, error }: SweepOutcome): void {
    this.running.delete(index);
    if (state === "interrupted") return;
    this.ended++;
    const better = this.isBetter(measure);
    if (better) this.best = measure;
    const place = `[${String(this.ended).padStart(String(this.total).length)}/${this.total}] ${run.name}`;
    const number = measure === undefined ? "" : `  ${this.config.measure} ${formatNumber(measure)}`;
    const time = seconds === undefined ? "" : `  ${formatSeconds(seconds)}`;
    this.hide();
    if (state === "failed") remark(`${place}  failed: ${error}`);
    else remark(`${place}${number}${time}${better ? "  best so far" : ""}`);
    this.draw(true);
  }

  /** Takes the line away. */
  hide(): void {
    if (this.line !== "") process.stderr.write("\r\u001b[K");
    this.line = "";
  }

  private isBetter(measure: number | undefined): boolean {
    if (measure === undefined) return false;
    if (this.best === undefined) return true;
    return betterOf(this.config.measure) === "lower" ? measure < this.best : measure > this.best;
  }

  private draw(now: boolean): void {
    if (!process.stderr.isTTY || (!now && performance.now() - this.shown < LINE_MS)) return;
    this.shown = performance.now();
    this.hide();
    const runs = [...this.running.values()].map(({ name, share }) => `${name} ${Math.round(100 * share)}%`);
    const text = `${this.ended}/${this.total} runs${this.eta()}  ${runs.join("  ")}`;
    this.line = text.slice(0, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(this.line);
  }

  // At the pace of this session.
  private eta(): string {
    const shares = [...this.running.values()].reduce((sum, { share }) => sum + share, 0);
    const done = this.ended - this.before + shares;
    if (done < 0.1) return "";
    const left = (((performance.now() - this.started) / 1000) * (this.total - this.ended - shares)) / done;
    return `  ETA ${formatSeconds(left)}`;
  }
}
