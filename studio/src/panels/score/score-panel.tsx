// Score: how strange each item is for the model, a threshold, and the strangest items.

import { useEffect } from "preact/hooks";
import { Nothing } from "../../shell/nothing.tsx";
import "../../styles/score.css";
import { attempt } from "../../state/problems.ts";
import { data, model } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { Controls } from "./controls.tsx";
import { Histogram } from "./histogram.tsx";
import { Judgement, LabelControls } from "./judgement.tsx";
import { Lists } from "./lists.tsx";
import { listed, part, parts, problem, progress, result, start } from "./state.ts";

// Scored without being asked for.
const AT_ONCE = 10_000;

/** The panel. */
export function ScorePanel() {
  const words = text.value.score;
  const shown = model.value;
  if (shown !== undefined) return <Open key={shown.run} run={shown.run} />;
  return (
    <div class="panel">
      <h2>{words.title}</h2>
      <Nothing />
    </div>
  );
}

let scoredRun: string | undefined;

function Open({ run }: { readonly run: string }) {
  const words = text.value.score;
  const opened = data.value?.milliseconds;
  useEffect(() => {
    if (scoredRun !== run)
      [result.value, listed.value, problem.value, parts.value] = [undefined, undefined, undefined, undefined];
    scoredRun = run;
    void attempt(async () => {
      parts.value = await worker.itemParts();
      const few = (part.value?.count ?? Infinity) <= AT_ONCE;
      if (few && result.value === undefined && progress.value === undefined) await start();
    });
  }, [run, opened]);
  return (
    <div class="panel score">
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      {parts.value && <Controls />}
      {result.value && result.value.order.length > 0 && (
        <>
          <section class="card" aria-labelledby="histogram-title">
            <h3 id="histogram-title">{words.histogram}</h3>
            <LabelControls />
            <Histogram />
            <Judgement />
          </section>
          <Lists />
        </>
      )}
    </div>
  );
}
