// Model: what the next training is made of. A preset, its main settings, the network that they make, what it will take, and
// the whole config for those who want to change more.

import { useEffect } from "preact/hooks";
import { choices, data } from "../../state/session.ts";
import { show } from "../../state/view.ts";
import "../../styles/model.css";
import { text } from "../../text/index.ts";
import { Advanced } from "./advanced.tsx";
import { EstimateCard } from "./estimate-card.tsx";
import { backToPreset, Fields } from "./fields.tsx";
import { followChoices, plan, problem } from "./plan-state.ts";
import { PresetPicker } from "./preset-picker.tsx";
import { Sketch } from "./sketch.tsx";

/** The panel. */
export function ModelPanel() {
  const words = text.value.model;
  const { common } = text.value;
  useEffect(followChoices, []);
  if (data.value === undefined) {
    return (
      <div class="panel">
        <h2>{words.title}</h2>
        <p class="lead">{common.noData}</p>
        <button type="button" class="primary" onClick={() => show("data")}>
          {common.toData}
        </button>
      </div>
    );
  }
  const found = plan.value;
  return (
    <div class="panel model">
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      <div class="model-problem" aria-live="polite">
        {problem.value !== undefined && (
          <div class="notice bad">
            <h3>{words.problem}</h3>
            <p>{problem.value}</p>
            {choices.value.set?.length ? (
              <button type="button" onClick={backToPreset}>
                {words.asPreset}
              </button>
            ) : null}
          </div>
        )}
      </div>
      <div class="model-grid">
        <PresetPicker />
        {found && <Fields plan={found} kind={data.value.kind} />}
        {!found && problem.value === undefined && <p class="card fields soft">{common.working}</p>}
        {found && <Sketch plan={found} stale={problem.value !== undefined} />}
        <EstimateCard />
      </div>
      {found && <Advanced />}
    </div>
  );
}
