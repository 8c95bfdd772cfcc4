// What to score and how: the part or files, -ELBO or importance samples, and the button.

import { useRef, useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { model } from "../../state/session.ts";
import { field, setFields } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { chosenFiles, type DroppedFile, droppedFiles } from "../../widgets/dropped-files.ts";
import { PartChoice } from "../../widgets/part-choice.tsx";
import { Seed } from "../../widgets/seed.tsx";
import { by, part, parts, problem, progress, result, samples, start, stop } from "./state.ts";

/** The card. */
export function Controls() {
  const words = text.value.score;
  const { common } = text.value;
  const known = parts.value ?? [];
  const shown = model.value!;
  const found = result.value;
  const samplable = shown.variational && shown.kind !== "series";
  return (
    <section class="card" aria-label={words.title}>
      {known.length === 0 && <p>{words.noParts}</p>}
      <div class="controls">
        {known.length > 0 && (
          <PartChoice parts={known} chosen={part.value?.part} onChoose={(name) => setFields({ part: name })} />
        )}
        {samplable && <Method />}
        {shown.kind === "series" && (
          <label class="row">
            {words.by}
            <select
              value={by.value}
              onChange={(event) => setFields({ by: event.currentTarget.value === "step" ? undefined : "window" })}
            >
              <option value="step">{words.method.step}</option>
              <option value="window">{words.method.window}</option>
            </select>
          </label>
        )}
        {shown.kind !== "series" && <Seed />}
        {progress.value === undefined ? (
          <button type="button" class="primary" disabled={known.length === 0} onClick={() => void start()}>
            {found ? words.again : words.start}
          </button>
        ) : (
          <>
            <progress max={1} value={progress.value} aria-label={words.progress} />
            <button type="button" onClick={stop}>
              {words.stop}
            </button>
          </>
        )}
        <Files />
      </div>
      <div aria-live="polite">
        {problem.value && <p class="notice bad">{problem.value}</p>}
        {found && (
          <p class="soft told">
            {words.told[found.method]}
            {" · "}
            {words.scored(common.whole(found.order.length), common.duration(found.seconds))}
            {found.revision !== shown.revision && ` · ${words.stale}`}
          </p>
        )}
      </div>
    </section>
  );
}

function Method() {
  const words = text.value.score;
  const table = model.value?.kind === "table";
  const k = samples.value;
  return (
    <>
      {!table && (
        <label class="row">
          {words.by}
          <select
            value={k === undefined ? "elbo" : "samples"}
            onChange={(event) => setFields({ k: event.currentTarget.value === "elbo" ? undefined : "50" })}
          >
            <option value="elbo">{words.method.elbo}</option>
            <option value="samples">{words.method.samples}</option>
          </select>
        </label>
      )}
      {(table || k !== undefined) && (
        <label class="row">
          {words.samples}
          <input
            type="number"
            class="short"
            min={1}
            max={table ? 1000 : 5000}
            value={k ?? 8}
            onChange={(event) =>
              setFields({ k: String(Math.max(1, Math.floor(Number(event.currentTarget.value) || 1))) })
            }
          />
        </label>
      )}
    </>
  );
}

function Files() {
  const words = text.value.score;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: readonly DroppedFile[]) =>
    attempt(async () => {
      if (files.length === 0) return;
      await worker.scoreFiles(files);
      parts.value = await worker.itemParts();
      setFields({ part: "dropped", labels: field("labels") });
      await start();
    });
  return (
    <section
      aria-label={words.drop}
      class={`row files${over ? " over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(take);
      }}
    >
      <button type="button" onClick={() => input.current!.click()}>
        {words.drop}
      </button>
      <span class="soft">{words.dropHint}</span>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.drop}
        onChange={(event) => void take(chosenFiles(event.currentTarget))}
      />
    </section>
  );
}
