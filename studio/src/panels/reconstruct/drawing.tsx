// The drawing board with its tools.

import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { Board } from "./board.tsx";
import { beginStroke, blank, extendStroke, type Sheet, type Stroke } from "./ink.ts";
import { drawLarge } from "./pictures.ts";
import { centring, sheet, strokes } from "./state.ts";

const tool = signal<"pen" | "eraser">("pen");
const penWidth = signal<number | undefined>(undefined);
const colour = signal("#ffffff");
const MOST_UNDO = 60;
let undone: Float32Array[] = [];

/** Keeps what is there now, so that the next change can be undone. */
export function keepForUndo(): void {
  if (sheet.value) undone = [...undone.slice(-MOST_UNDO), sheet.value.ink.slice()];
}

/** The board and its tools. */
export function DrawingBoard() {
  const words = text.value.reconstruct;
  const stroke = useRef<Stroke | undefined>(undefined);
  const now = sheet.value;
  const changes = strokes.value;
  if (now === undefined) return null;
  const { width, height, channels, paper } = now;
  const wide = penWidth.value ?? Math.max(1.5, Math.round((width / 28) * 5) / 2);
  const erases = tool.value === "eraser";
  const ink = erases ? [paper, paper, paper] : channels > 1 ? rgbOf(colour.value) : [1 - paper];
  return (
    <figure class="frame drawing">
      <figcaption>{words.drawing}</figcaption>
      <Board
        key={`${width} ${height}`}
        width={width}
        height={height}
        label={words.board}
        radius={wide / 2}
        paint={(context, zoom) => changes >= 0 && drawLarge(context, imageOfSheet(now), zoom)}
        onBegin={() => {
          keepForUndo();
          stroke.current = beginStroke(now);
        }}
        onMove={(way, pressure) => {
          extendStroke(now, stroke.current!, way, { radius: (wide / 2) * pressure * (erases ? 1.5 : 1), colour: ink });
          strokes.value++;
        }}
        onEnd={() => undefined}
      />
      <div class="tools">
        <fieldset class="buttons" aria-label={words.drawing}>
          {(["pen", "eraser"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={tool.value === name} onClick={() => (tool.value = name)}>
              {words[name]}
            </button>
          ))}
          <button type="button" disabled={undone.length === 0} onClick={() => undo(now)}>
            {words.undo}
          </button>
          <button
            type="button"
            onClick={() => {
              keepForUndo();
              now.ink.fill(paper);
              strokes.value++;
            }}
          >
            {words.clear}
          </button>
        </fieldset>
        <label class="row">
          {words.width}
          <input
            type="range"
            min={1}
            max={Math.max(6, Math.round(width / 4))}
            step={0.5}
            value={wide}
            onInput={(event) => (penWidth.value = Number(event.currentTarget.value))}
          />
        </label>
        {channels > 1 && (
          <label class="row">
            {words.colour}
            <input type="color" value={colour.value} onInput={(event) => (colour.value = event.currentTarget.value)} />
          </label>
        )}
        <label class="choice">
          <input
            type="checkbox"
            checked={paper === 1}
            onChange={(event) => turn(now, event.currentTarget.checked ? 1 : 0)}
          />
          {words.light}
        </label>
        {channels === 1 && (
          <label class="choice">
            <input
              type="checkbox"
              checked={centring.value}
              onChange={(event) => setFields({ centre: event.currentTarget.checked ? undefined : "no" })}
            />
            {words.centre}
          </label>
        )}
      </div>
    </figure>
  );
}

function undo(now: Sheet): void {
  const before = undone.at(-1);
  undone = undone.slice(0, -1);
  if (before?.length === now.ink.length) now.ink.set(before);
  strokes.value++;
}

// Other paper: grey drawings are inverted, coloured ones start anew.
function turn({ width, height, channels, ink }: Sheet, paper: 0 | 1): void {
  undone = [];
  const next = blank(width, height, channels, paper);
  if (channels === 1) next.ink.set(ink.map((value) => 1 - value));
  sheet.value = next;
  strokes.value++;
}

function rgbOf(hex: string): number[] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255, 1];
}

function imageOfSheet({ ink, width, height, channels }: Sheet): ImageData {
  const out = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out.data[4 * i + c] = 255 * ink[i * channels + (channels > 2 ? c : 0)]!;
    out.data[4 * i + 3] = 255;
  }
  return out;
}
