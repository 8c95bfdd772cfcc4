// A way through the latent space: the stops, the frames between them, and playing them.

import { batch, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../state/latest.ts";
import { attempt } from "../../state/problems.ts";
import { worker } from "../../state/worker.ts";
import type { DecodeWish } from "../../worker/latent-decode.ts";
import type { Decoded, DecodedPath } from "../../worker/latent-types.ts";
import { condition, take } from "./hand.ts";
import { grid, map, placesDecode } from "./state.ts";

/** Places that the way leads through. */
export const stops = signal<readonly Decoded[]>([]);
/** The way decoded. */
export const walked = signal<DecodedPath | undefined>(undefined);
/** Straight, or along great circles. */
export const kind = signal<"linear" | "spherical">("linear");
/** Frame shown. */
export const frame = signal(0);
/** Whether it plays. */
export const playing = signal(false);
/** Frames a second. */
export const speed = signal(8);

/** Frames from each stop to the next. */
export const STEPS = 12;

/** Adds a stop: a place of the map (where places mean nothing the nearest item), or the latent of an item. */
export async function addStop(asked: DecodeWish): Promise<void> {
  const index = "place" in asked && !placesDecode.value ? grid.value.nearest(...asked.place) : -1;
  const wish = index >= 0 ? { index } : asked;
  const stop = await attempt(() => worker.latentDecode(wish, condition.value));
  if (stop) stops.value = [...stops.value, stop];
}

/** Takes a stop away. */
export function removeStop(at: number): void {
  stops.value = stops.value.filter((_, i) => i !== at);
}

const ask = latest(
  async (through: readonly Float32Array[]) =>
    through.length < 2
      ? undefined
      : worker.latentPath(through, { steps: STEPS, kind: kind.value, condition: condition.value }),
  (found) =>
    batch(() => {
      walked.value = found;
      frame.value = Math.min(frame.value, found ? found.places.length / 2 - 1 : 0);
    }),
);

/** Shows a frame in the preview. */
export function showFrame(index: number): void {
  const path = walked.value;
  if (path === undefined) return;
  const count = path.places.length / 2;
  frame.value = index;
  const width = path.latents.length / count;
  const share = count > 1 ? index / (count - 1) : 0;
  take({ z: path.latents.slice(index * width, (index + 1) * width) }, { kind: "path", share });
}

/** Decodes the way when it changes, and plays it. */
export function usePath(): void {
  const of = `${map.value?.revision} ${JSON.stringify(map.value?.plane)} ${JSON.stringify(condition.value)}`;
  useEffect(() => ask(stops.value.map(({ z }) => z)), [stops.value, kind.value, of]);
  useEffect(() => {
    if (!playing.value || walked.value === undefined) return;
    let direction = 1;
    const timer = setInterval(() => {
      const last = walked.value!.places.length / 2 - 1;
      if (frame.value >= last) direction = -1;
      if (frame.value <= 0) direction = 1;
      showFrame(Math.min(last, Math.max(0, frame.value + direction)));
    }, 1000 / speed.value);
    return () => clearInterval(timer);
  }, [playing.value, speed.value, walked.value === undefined]);
}
