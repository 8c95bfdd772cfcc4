// Training in the worker: events become messages for the page, a few a second, and between steps the worker listens. A
// pause is a stop with a checkpoint, resumed bit for bit.

import type { RunStore } from "vaekit";
import { modelOf, modelVariables, partsOf, type RunFile, readHistory, train } from "vaekit/tasks";
import type { TrainOutcome, TrainRequest, TrainUpdate } from "./api.ts";
import type { OpenData } from "./data-session.ts";
import { engine } from "./engine.ts";
import { live, modelInfo, showModel, updateModel } from "./live-model.ts";
import { otherTasks } from "./other-tasks.ts";
import { look } from "./preview.ts";

type Send = (update: TrainUpdate) => void;
type Wish = "pause" | "finish" | undefined;

let wish: Wish;
let running = false;

/** Whether a training is on its way. */
export const isTraining = (): boolean => running;

/** Asks the training to stop with a checkpoint, or to end with a finished model. */
export function ask(what: "pause" | "finish"): void {
  wish = what;
}

const MESSAGE_MS = 120;
const LISTEN_MS = 8;
const LOOK_MS = 900;
// Looks take at most this share of the time.
const LOOK_SHARE = 0.1;

/** Trains a new run, or goes on with the one in the store. */
export async function trainRun(
  { run, choices }: TrainRequest,
  {
    data,
    store,
    resume,
    finish = false,
    send,
  }: {
    readonly data: OpenData;
    readonly store: RunStore;
    readonly resume: boolean;
    readonly finish?: boolean;
    readonly send: Send;
  },
): Promise<TrainOutcome> {
  if (running) throw new Error("a training is on its way already");
  running = true;
  wish = finish ? "finish" : undefined;
  let file: RunFile | undefined;
  let terms: Record<string, [number, number][]> = {};
  let [sent, listened, steps, since] = [performance.now(), performance.now(), 0, performance.now()];
  let nextLook = 0;
  const runtime = await engine();
  try {
    const { bundle, source, options } = data;
    const result = await train({
      data: bundle,
      source: source.name,
      dataOptions: options,
      runtime,
      store,
      resume,
      choices,
      checkpointMinutes: 0.5,
      stop: () => wish === "pause",
      finish: () => wish === "finish",
      async onEvent(event) {
        const now = performance.now();
        if (event.kind === "start") {
          file = event.file;
          const parts = partsOf(bundle, file.config);
          const draft = modelOf(run, file, {});
          const first = modelOf(run, file, modelVariables(draft.model, file.config.train.seed));
          const model = await showModel(first, { status: "training", parts });
          const { epochs } = file.config.train;
          const history = resume ? await readHistory(store) : [];
          const { stepsPerEpoch } = event;
          send({
            kind: "start",
            model,
            stepsPerEpoch,
            epochs,
            reasons: file.reasons,
            history,
            step: event.resumedAt ?? 0,
          });
        }
        if (event.kind === "warning") send(event);
        if (event.kind === "epoch") {
          const model = await updateModel(file!, event.weights);
          send({ kind: "epoch", record: event.record });
          send({ kind: "model", model });
        }
        if (event.kind !== "step") return;
        steps++;
        for (const [name, value] of Object.entries(event.terms)) {
          terms[name] ??= [];
          terms[name].push([event.progress.step, value]);
        }
        if (now - sent > MESSAGE_MS) {
          const { epoch, step, stepInEpoch } = event.progress;
          const stepsPerSecond = (1000 * steps) / (now - since);
          send({ kind: "steps", epoch, step, stepInEpoch, stepsPerSecond, beta: event.beta, terms });
          terms = {};
          if (now - since > 2000) [steps, since] = [0, now];
          sent = now;
        }
        if (now > nextLook) {
          send({ kind: "model", model: await updateModel(file!, await event.weights()) });
          send({ kind: "preview", preview: await look() });
          const spent = performance.now() - now;
          nextLook = now + Math.max(LOOK_MS, spent / LOOK_SHARE);
          since += spent;
        }
        if (now - listened > LISTEN_MS) {
          await otherTasks();
          listened = performance.now();
        }
      },
    });
    const { stopped, seconds, trained, parts } = result;
    if (trained !== undefined) await showModel({ ...trained, name: run }, { status: "finished", parts });
    else live().status = "paused";
    send({ kind: "preview", preview: await look() });
    return { stopped, model: modelInfo(), seconds };
  } finally {
    running = false;
  }
}
