// Above the map: what is shown, how it is laid out and coloured, and what dragging does.

import { model } from "../../state/session.ts";
import { field, setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import type { PartName } from "../../worker/latent-types.ts";
import { canGround } from "./ground.ts";
import { colouring, facts, isTraining, layout, type Mode, map, mode, part, plane } from "./state.ts";

const MODES: Readonly<Record<Mode, string>> = {
  explore: "M8 2v4M8 10v4M2 8h4M10 8h4",
  pan: "M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2",
  select: "M3 6c0-3 10-5 10 0s-7 6-8 4 2-2 1 1-2 3-3 3",
  path: "M3 13c6 0 0-10 10-10M3 13h.01M13 3h.01",
};

/** Choices of the map. */
export function Toolbar() {
  const words = text.value.latent;
  const known = facts.value;
  const parts = Object.keys(known?.parts ?? {}) as PartName[];
  return (
    <div class="tools">
      <fieldset class="modes" aria-label={words.modes}>
        {(Object.keys(MODES) as Mode[]).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={mode.value === name}
            title={words.modeHints[name]}
            onClick={() => {
              mode.value = name;
              if (name === "select" || name === "path") setFields({ side: name === "select" ? "selection" : "path" });
            }}
          >
            <svg viewBox="0 0 16 16" class="icon" aria-hidden="true">
              <path d={MODES[name]} />
            </svg>
            <span>{words.modeNames[name]}</span>
          </button>
        ))}
      </fieldset>
      {parts.length > 1 && (
        <label>
          <span>{words.part}</span>
          <select value={part.value} onChange={(event) => setFields({ part: event.currentTarget.value })}>
            {parts.map((name) => (
              <option key={name} value={name}>
                {text.value.data.parts[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      <Layouts />
      {map.value !== undefined && map.value.count > 0 && <Colours />}
      {canGround() && (
        <label class="check">
          <input
            type="checkbox"
            checked={field("plane") === "1"}
            onChange={(event) => setFields({ plane: event.currentTarget.checked ? "1" : undefined })}
          />
          <span>{words.plane}</span>
        </label>
      )}
    </div>
  );
}

function Layouts() {
  const words = text.value.latent;
  const width = facts.value?.width ?? 2;
  if (width < 2) return null;
  const now = plane.value;
  const dimensions = (name: "x" | "y") => (
    <select
      aria-label={words.axis[name]}
      value={now.kind === "dimensions" ? now[name] : 0}
      onChange={(event) => setFields({ [name]: event.currentTarget.value })}
    >
      {Array.from({ length: width }, (_, d) => (
        <option key={d} value={d}>
          z{d}
        </option>
      ))}
    </select>
  );
  return (
    <label>
      <span>{words.layout}</span>
      <select
        value={layout.value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setFields({ map: chosen === "umap" ? "umap" : chosen === "dimensions" && width > 2 ? "z" : undefined });
        }}
      >
        {width > 2 && <option value="pca">{words.layouts.pca}</option>}
        <option value="dimensions">{width === 2 ? words.layouts.plane : words.layouts.dimensions}</option>
        <option value="umap" disabled={isTraining.value}>
          {words.layouts.umap}
        </option>
      </select>
      {layout.value === "dimensions" && width > 2 && (
        <>
          {dimensions("x")}
          {dimensions("y")}
        </>
      )}
    </label>
  );
}

const MOST_LISTED = 128;

function Colours() {
  const words = text.value.latent;
  const of = colouring.value;
  const width = Math.min(MOST_LISTED, facts.value?.width ?? 0);
  return (
    <label>
      <span>{words.colour}</span>
      <select
        value={of.kind === "dimension" ? `z${of.d}` : of.kind}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setFields({ colour: chosen === "label" ? undefined : chosen });
        }}
      >
        {map.value?.labels && <option value="label">{words.colours.label}</option>}
        <option value="score">{model.value?.variational ? words.colours.score : words.colours.error}</option>
        {Array.from({ length: width }, (_, d) => (
          <option key={d} value={`z${d}`}>
            z{d}
          </option>
        ))}
      </select>
    </label>
  );
}
