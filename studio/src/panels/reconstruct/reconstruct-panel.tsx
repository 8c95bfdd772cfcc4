// Reconstruct: an item, drawn or damaged at will, its code, and what comes back.

import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Nothing } from "../../shell/nothing.tsx";
import "../../styles/reconstruct.css";
import { attempt } from "../../state/problems.ts";
import { data, model } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { CodeCard } from "./code.tsx";
import { Conditions } from "./condition.tsx";
import { DamageCard } from "./damage.tsx";
import { RowForm } from "./form.tsx";
import { Frames } from "./frames.tsx";
import { LinesCard } from "./lines.tsx";
import { NumbersCard } from "./numbers.tsx";
import { PickCard } from "./pick.tsx";
import {
  ask,
  askCells,
  askStretch,
  cells,
  columns,
  drawing,
  index,
  look,
  lookProblem,
  onlyLabel,
  part,
  parts,
  request,
  sheetFor,
  stretch,
} from "./state.ts";

/** The panel. */
export function ReconstructPanel() {
  const words = text.value.reconstruct;
  const shown = model.value;
  if (shown === undefined) {
    return (
      <div class="panel">
        <h2>{words.title}</h2>
        <Nothing />
      </div>
    );
  }
  return <Open key={shown.run} />;
}

function Open() {
  const words = text.value.reconstruct;
  const kind = model.value!.kind;
  const run = model.value!.run;
  const opened = data.value?.milliseconds;
  useEffect(() => {
    [parts.value, look.value, cells.value, stretch.value] = [undefined, undefined, undefined, undefined];
    columns.value = [];
    void attempt(async () => {
      const form = await worker.rowForm();
      const found = await worker.itemParts();
      columns.value = form;
      parts.value = found;
    });
  }, [run, opened]);
  useSignalEffect(() => {
    const chosen = part.value;
    if (chosen && !drawing.value) askStretch({ part: chosen.part, index: index.value, label: onlyLabel.value });
  });
  useSignalEffect(() => {
    const chosen = part.value;
    if (chosen && columns.value.length > 0) askCells({ part: chosen.part, index: index.value });
  });
  useSignalEffect(() => {
    const items = stretch.value?.items;
    if (parts.value) sheetFor(items?.kind === "pictures" && items.pixels[0]! > 200 ? 1 : 0);
  });
  useSignalEffect(() => {
    const wanted = request.value;
    if (wanted && (model.value?.revision ?? 0) >= 0) ask(wanted);
  });
  return (
    <div class="panel reconstruct">
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      {parts.value === undefined ? <p class="working">{words.working}</p> : <PickCard />}
      {lookProblem.value && kind !== "table" && kind !== "vector" && <p class="notice bad">{lookProblem.value}</p>}
      {kind === "image" && parts.value && (
        <section class="card">
          <Conditions />
          <Frames />
        </section>
      )}
      {(kind === "table" || kind === "vector") && <RowForm />}
      {kind === "series" && <LinesCard />}
      <div class="thirds">
        <NumbersCard />
        <CodeCard />
        {kind !== "table" && parts.value && <DamageCard />}
      </div>
    </div>
  );
}
