// Training as it happens: a bar where stderr is a terminal, plain lines elsewhere, or JSON lines on stdout.

import type { SingleBar } from "cli-progress";
import { latentWidth, type TrainTaskEvent } from "../tasks/index.ts";
import { printJson, remark } from "./output.ts";
import { formatNumber, formatSeconds } from "./table.ts";

/** Shows the events of a training. */
export interface TrainView {
  event(event: TrainTaskEvent): void;
  /** Takes the bar away. */
  close(): void;
}

type StepEvent = Extract<TrainTaskEvent, { kind: "step" }>;
type EpochRecord = Extract<TrainTaskEvent, { kind: "epoch" }>["record"];

const BAR_MS = 100;
const LINE_MS = 30_000;

/** JSON lines on stdout: start, every 50th step, epochs, warnings. */
export function jsonView(): TrainView {
  return {
    event(event) {
      if (event.kind === "start") {
        const { file, ...rest } = event;
        printJson({ ...rest, config: file.config, data: file.data, schema: file.schema, reasons: file.reasons });
      } else if (event.kind === "epoch") printJson({ kind: "epoch", ...event.record });
      else if (event.kind === "warning") printJson(event);
      else if (event.progress.step % 50 === 1) {
        const { progress, terms, rate, beta } = event;
        printJson({ kind: "step", epoch: progress.epoch + 1, step: progress.step, rate, beta, ...terms });
      }
    },
    close() {},
  };
}

/** Remarks on stderr, with a bar where it is a terminal. */
export async function textView(): Promise<TrainView> {
  const bar = process.stderr.isTTY ? await makeBar() : undefined;
  const pace = new Pace();
  let total = { epochs: 0, latent: 0, variational: false };
  let shown = performance.now();
  const said = new Set<string>();
  const note = (text: string) => {
    bar?.hide();
    remark(text);
  };
  return {
    event(event) {
      if (event.kind === "start") {
        const { config } = event.file;
        total = {
          epochs: config.train.epochs,
          latent: latentWidth(event.file),
          variational: config.model.kind === "vae",
        };
        pace.start(event.stepsPerEpoch * total.epochs);
        for (const line of startLines(event)) note(line);
      } else if (event.kind === "warning") {
        // The same in every epoch is said once; metrics.jsonl has them all.
        const text = event.text.replace(/^epoch \d+: /, "");
        if (!said.has(text)) note(`warning: ${event.text}`);
        said.add(text);
      } else if (event.kind === "epoch") {
        note(`${epochText(event.record, total)}${pace.text()}`);
        shown = performance.now();
      } else {
        pace.step(event.progress.step);
        const now = performance.now();
        if (now - shown < (bar ? BAR_MS : LINE_MS)) return;
        shown = now;
        const text = `${termsText(meansOf(event))}${pace.text()}`;
        if (bar) bar.show(event, total.epochs, text);
        else remark(`epoch ${event.progress.epoch + 1}/${total.epochs}, step ${within(event)}  ${text}`);
      }
    },
    close: () => bar?.hide(),
  };
}

const within = ({ progress, stepsPerEpoch }: StepEvent) => `${progress.stepInEpoch}/${stepsPerEpoch}`;

function startLines({
  file,
  stepsPerEpoch,
  parameters,
  resumedAt,
  privacy,
}: Extract<TrainTaskEvent, { kind: "start" }>): string[] {
  const { config, reasons } = file;
  const { model, train } = config;
  const what = `${config.preset}: ${model.kind}, ${latentWidth(file)} latents, ${formatNumber(parameters)} parameters`;
  const epochs = `${train.epochs} epoch${train.epochs === 1 ? "" : "s"}`;
  const how = `${epochs} of ${stepsPerEpoch} step${stepsPerEpoch === 1 ? "" : "s"}, batch ${train.batch}`;
  const budget = privacy
    ? [
        `private: epsilon ${privacy.epsilon} at delta ${privacy.delta.toExponential()}; noise ${formatNumber(privacy.noiseMultiplier)} times the clipping norm ${privacy.clip}, each row in ${formatNumber(100 * privacy.sampleRate)}% of steps`,
      ]
    : [];
  if (resumedAt !== undefined) return [`${what}; ${how}`, ...budget, `resumed after step ${resumedAt}`];
  return [...reasons.map((reason) => `chosen: ${reason}`), `${what}; ${how}`, ...budget];
}

// The epoch so far, not the last batch alone, so that the numbers do not jump.
function meansOf({ progress, terms }: StepEvent): Record<string, number> {
  if (progress.items === 0) return { ...terms };
  return Object.fromEntries(Object.entries(progress.sums).map(([name, sum]) => [name, sum / progress.items]));
}

function termsText({ loss, reconstruction, kl, perplexity }: Readonly<Record<string, number>>): string {
  const terms = Object.entries({ loss, reconstruction, kl, perplexity }).filter(([, value]) => value !== undefined);
  return terms.map(([name, value]) => `${name} ${formatNumber(value!)}`).join("  ");
}

function epochText(
  record: EpochRecord,
  { epochs, latent, variational }: { epochs: number; latent: number; variational: boolean },
): string {
  const { validation } = record;
  const held = validation ? [`validation ${formatNumber(validation.loss)}`] : [];
  const active =
    variational && validation?.activeUnits !== undefined ? [`active ${validation.activeUnits}/${latent}`] : [];
  const spent = record.epsilon === undefined ? [] : [`epsilon ${formatNumber(record.epsilon)}`];
  const number = String(record.epoch).padStart(String(epochs).length);
  const parts = [`epoch ${number}/${epochs}`, termsText(record.train), ...held, ...active, ...spent];
  return [...parts, formatSeconds(record.seconds)].join("  ");
}

// Steps per second over the last moments, and the time that the rest takes at that pace.
class Pace {
  private total = 0;
  private now = 0;
  private readonly marks: { time: number; step: number }[] = [];

  start(total: number): void {
    this.total = total;
  }

  step(step: number): void {
    const { marks } = this;
    const time = performance.now();
    this.now = step;
    if (marks.length > 0 && time - marks.at(-1)!.time < 250) return;
    marks.push({ time, step });
    if (marks.length > 40) marks.shift();
  }

  text(): string {
    const [first] = this.marks;
    if (first === undefined || first.step === this.now) return "";
    const rate = (this.now - first.step) / ((performance.now() - first.time) / 1000);
    const left = this.total - this.now;
    const speed = `  ${Number(rate.toPrecision(3))} steps/s`;
    return left > 0 ? `${speed}  ETA ${formatSeconds(left / rate)}` : speed;
  }
}

interface Bar {
  show(event: StepEvent, epochs: number, text: string): void;
  hide(): void;
}

async function makeBar(): Promise<Bar> {
  const { default: progress } = await import("cli-progress");
  let bar: SingleBar | undefined;
  return {
    show(event, epochs, text) {
      const { progress: at, stepsPerEpoch } = event;
      if (bar === undefined) {
        bar = new progress.SingleBar({
          format: "epoch {epoch} [{bar}] {text}",
          barsize: 20,
          barCompleteChar: "=",
          barIncompleteChar: " ",
          stream: process.stderr,
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: false,
        });
        bar.start(stepsPerEpoch, at.stepInEpoch, { epoch: `${at.epoch + 1}/${epochs}`, text });
      }
      bar.update(at.stepInEpoch, { epoch: `${at.epoch + 1}/${epochs}`, text });
    },
    hide() {
      bar?.stop();
      bar = undefined;
    },
  };
}
