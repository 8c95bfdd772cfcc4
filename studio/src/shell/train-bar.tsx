// Training on every panel: start, pause, resume, stop, and how far it is.

import {
  busy,
  data,
  finishTraining,
  history,
  pauseTraining,
  position,
  resumeTraining,
  startTraining,
  trainState,
} from "../state/session.ts";
import { panel, show } from "../state/view.ts";
import { text } from "../text/index.ts";

/** The bar. */
export function TrainBar() {
  const words = text.value.train;
  const { common } = text.value;
  const state = trainState.value;
  const { epoch, epochs, stepInEpoch, stepsPerEpoch, stepsPerSecond } = position.value;
  const done = epochs === 0 ? 0 : Math.min(1, (epoch + stepInEpoch / Math.max(stepsPerEpoch, 1)) / epochs);
  const shown = state === "finished" ? 1 : done;
  const last = history.value.at(-1);
  const loss = last?.validation?.loss ?? last?.train.loss;
  const left = stepsPerSecond > 0 ? ((1 - done) * epochs * stepsPerEpoch) / stepsPerSecond : undefined;
  const start = () => {
    if (panel.value === "data" || panel.value === "model") show("train");
    void startTraining();
  };
  return (
    <section class="train-bar" aria-label={words.title}>
      <div class="buttons">
        {state === "training" ? (
          <button type="button" class="primary" onClick={() => void pauseTraining()}>
            <Icon d="M8 5v14M16 5v14" />
            {words.pause}
          </button>
        ) : state === "paused" ? (
          <button type="button" class="primary" onClick={() => void resumeTraining()}>
            <Icon d="M7 4l12 8-12 8z" />
            {words.resume}
          </button>
        ) : (
          <button type="button" class="primary" disabled={busy.value || !data.value} onClick={start}>
            <Icon d="M7 4l12 8-12 8z" />
            {state === "preparing" ? words.preparing : state === "finished" ? words.again : words.start}
          </button>
        )}
        {(state === "training" || state === "paused") && (
          <button type="button" title={words.stopHint} onClick={() => void finishTraining()}>
            <Icon d="M6 6h12v12H6z" />
            {words.stop}
          </button>
        )}
      </div>
      <progress max={1} value={shown} aria-label={words.progress} />
      <p class="state" aria-live="off">
        {state === "idle" && <span>{words.idle}</span>}
        {state === "preparing" && <span>{words.preparing}</span>}
        {epochs > 0 && state !== "idle" && state !== "preparing" && (
          <span>{words.epoch(Math.min(state === "training" ? epoch + 1 : epoch, epochs), epochs)}</span>
        )}
        {state === "training" && stepsPerSecond > 0 && <span>{words.speed(common.number(stepsPerSecond, 3))}</span>}
        {state === "training" && left !== undefined && <span>{words.remaining(common.duration(left))}</span>}
        {state === "paused" && <span>{words.paused}</span>}
        {state === "finished" && <span>{words.finished}</span>}
        {loss !== undefined && (
          <span>
            {words.terms.loss} <b>{common.number(loss)}</b>
          </span>
        )}
      </p>
    </section>
  );
}

function Icon({ d }: { readonly d: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
