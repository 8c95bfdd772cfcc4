// The way through the latent space: its stops, playing it, its frames as a strip.

import { useRef } from "preact/hooks";
import { text } from "../../text/index.ts";
import { download, pngOf } from "../../widgets/download.ts";
import { ItemGrid, putPicture } from "../../widgets/item-grid.tsx";
import type { PictureItems } from "../../worker/api.ts";
import { latent, take } from "./hand.ts";
import { addStop, frame, kind, playing, removeStop, showFrame, speed, stops, usePath, walked } from "./path.ts";
import { facts, mode } from "./state.ts";

const SPEEDS = [4, 8, 16, 30];
// So many frames are shown of a strip.
const STRIP = 24;

/** The section. */
export function PathPanel() {
  const words = text.value.latent;
  usePath();
  const strip = useRef<HTMLDivElement>(null);
  const path = walked.value;
  const count = path ? path.places.length / 2 : 0;
  const bounded = facts.value?.space === "sphere" || facts.value?.space === "ball";
  return (
    <div class="path">
      <p class="soft">{mode.value === "path" ? words.pathHint : words.pathOff}</p>
      <div class="buttons">
        {mode.value !== "path" && (
          <button
            type="button"
            onClick={() => {
              mode.value = "path";
            }}
          >
            {words.pathStart}
          </button>
        )}
        <button
          type="button"
          disabled={!latent.value}
          onClick={() => latent.value && void addStop({ z: latent.value })}
        >
          {words.addHand}
        </button>
        {stops.value.length > 0 && (
          <button
            type="button"
            onClick={() => {
              stops.value = [];
              playing.value = false;
            }}
          >
            {words.clear}
          </button>
        )}
      </div>
      {stops.value.length > 0 && (
        <ol class="stops">
          {stops.value.map((stop, i) => (
            <li key={i}>
              <button
                type="button"
                class="look"
                aria-label={words.stop(i + 1)}
                onClick={() => take({ z: stop.z }, { kind: "address" })}
              >
                {stop.items.kind === "pictures" ? (
                  <ItemGrid items={stop.items} label="" columns={1} size={40} />
                ) : (
                  i + 1
                )}
              </button>
              <button type="button" class="plain" aria-label={words.removeStop(i + 1)} onClick={() => removeStop(i)}>
                ×
              </button>
            </li>
          ))}
        </ol>
      )}
      {path && (
        <>
          <div class="row play">
            <button
              type="button"
              class="primary"
              aria-pressed={playing.value}
              onClick={() => {
                playing.value = !playing.value;
              }}
            >
              {playing.value ? words.pause : words.play}
            </button>
            <input
              type="range"
              min={0}
              max={count - 1}
              step={1}
              value={Math.min(frame.value, count - 1)}
              aria-label={words.frame}
              onInput={(event) => {
                playing.value = false;
                showFrame(Number(event.currentTarget.value));
              }}
            />
          </div>
          <div class="row choices">
            <label>
              <span>{words.speed}</span>
              <select
                value={speed.value}
                onChange={(event) => {
                  speed.value = Number(event.currentTarget.value);
                }}
              >
                {SPEEDS.map((rate) => (
                  <option key={rate} value={rate}>
                    {words.perSecond(rate)}
                  </option>
                ))}
              </select>
            </label>
            {!bounded && (
              <label>
                <span>{words.way}</span>
                <select
                  value={kind.value}
                  onChange={(event) => {
                    kind.value = event.currentTarget.value as "linear" | "spherical";
                  }}
                >
                  <option value="linear">{words.ways.linear}</option>
                  <option value="spherical">{words.ways.spherical}</option>
                </select>
              </label>
            )}
          </div>
          <div ref={strip}>
            <ItemGrid
              items={path.items}
              label={words.strip}
              columns={Math.min(STRIP / 2, count)}
              size={32}
              picked={frame.value}
              onPick={(index) => {
                playing.value = false;
                showFrame(index);
              }}
            />
          </div>
          {path.items.kind === "pictures" && (
            <button type="button" onClick={() => void save(path.items as PictureItems)}>
              {words.downloadStrip}
            </button>
          )}
        </>
      )}
    </div>
  );
}

// The frames side by side, four times as large.
async function save(items: PictureItems): Promise<void> {
  const { count, width, height } = items;
  const canvas = document.createElement("canvas");
  const gap = 1;
  [canvas.width, canvas.height] = [count * (width + gap) - gap, height];
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < count; i++) putPicture(pixels, items, i, i * (width + gap), 0);
  context.putImageData(pixels, 0, 0);
  download(await pngOf(canvas, Math.max(1, Math.round(112 / width))), "latent-path.png");
}
