// Which item: from a part of the data by number, label or chance, or drawn by hand.

import { data } from "../../state/session.ts";
import { field, setFields, show } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { ItemGrid } from "../../widgets/item-grid.tsx";
import { PartChoice } from "../../widgets/part-choice.tsx";
import { keepForUndo } from "./drawing.tsx";
import {
  askStretch,
  choose,
  drawing,
  index,
  look,
  onlyLabel,
  part,
  parts,
  pictureSize,
  sheet,
  stretch,
  strokes,
} from "./state.ts";

/** The card. */
export function PickCard() {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const known = parts.value ?? [];
  return (
    <section class="card" aria-label={words.source}>
      {pictureSize.value && (
        <fieldset class="buttons sources" aria-label={words.source}>
          <button
            type="button"
            aria-pressed={!drawing.value}
            disabled={known.length === 0}
            onClick={() => setFields({ from: undefined })}
          >
            {words.fromData}
          </button>
          <button type="button" aria-pressed={drawing.value} onClick={() => setFields({ from: "draw" })}>
            {words.draw}
          </button>
        </fieldset>
      )}
      {known.length === 0 ? (
        <p class="soft">
          {pictureSize.value ? words.canDraw : words.noItems}{" "}
          {!data.value && (
            <button type="button" class="small" onClick={() => show("data")}>
              {common.toData}
            </button>
          )}
        </p>
      ) : (
        !drawing.value && <Chooser />
      )}
    </section>
  );
}

function Chooser() {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const known = parts.value ?? [];
  const chosen = part.value!;
  const here = stretch.value;
  const place = here?.place ?? 0;
  const step = (by: number) => here && askStretch({ part: chosen.part, label: onlyLabel.value, place: place + by });
  const chance = () => {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (here) askStretch({ part: chosen.part, label: onlyLabel.value, place: drawn! % here.total });
  };
  const picture = here?.items.kind === "pictures" ? here.items : undefined;
  return (
    <>
      <div class="controls">
        <PartChoice
          parts={known}
          chosen={chosen.part}
          onChoose={(name) => setFields({ part: name, item: undefined, only: undefined })}
        />
        {chosen.labels.length > 1 && (
          <label class="row">
            {words.label}
            <select
              value={field("only") ?? ""}
              onChange={(event) => setFields({ only: event.currentTarget.value || undefined })}
            >
              <option value="">{words.allLabels}</option>
              {chosen.labels.map(({ label, name, count }) => (
                <option key={label} value={label}>
                  {name} ({common.whole(count)})
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="row">
          {words.number}
          <input
            type="number"
            class="short"
            min={0}
            max={chosen.count - 1}
            value={index.value}
            onChange={(event) =>
              choose(Math.max(0, Math.min(chosen.count - 1, Math.floor(Number(event.currentTarget.value) || 0))))
            }
          />
          <span class="soft">{words.of(common.whole(chosen.count))}</span>
        </label>
        <div class="buttons">
          <button type="button" class="small" disabled={!here || place <= 0} onClick={() => step(-1)}>
            {words.previous}
          </button>
          <button type="button" class="small" disabled={!here || place >= here.total - 1} onClick={() => step(1)}>
            {words.next}
          </button>
          <button type="button" class="small" disabled={!here} onClick={chance}>
            {words.random}
          </button>
          {picture && (
            <button type="button" class="small" onClick={drawOnIt}>
              {words.edit}
            </button>
          )}
        </div>
      </div>
      {picture && (
        <ItemGrid
          items={picture}
          label={words.strip}
          columns={picture.count}
          size={22}
          picked={here!.indices.indexOf(index.value)}
          onPick={(at) => choose(here!.indices[at]!)}
        />
      )}
    </>
  );
}

// The item becomes the drawing, as it is.
function drawOnIt(): void {
  const clean = look.value?.clean;
  const now = sheet.value;
  if (clean?.kind !== "pictures" || now === undefined) return;
  keepForUndo();
  const corner = clean.pixels[0]! > 127 ? 1 : 0;
  sheet.value = { ...now, paper: corner, ink: Float32Array.from(clean.pixels, (value) => value / 255) };
  strokes.value++;
  setFields({ from: "draw", centre: "no" });
}
