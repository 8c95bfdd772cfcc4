// The decoded plane behind the points: what the model makes of each place of the stretch that is seen.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../state/latest.ts";
import { model } from "../../state/session.ts";
import { field } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { putPicture } from "../../widgets/item-grid.tsx";
import type { DecodedGrid, GridRequest } from "../../worker/latent-types.ts";
import { scheme } from "./colours.ts";
import { condition } from "./hand.ts";
import { type Box, seen } from "./map/camera.ts";
import { parseHex } from "./map/palette.ts";
import { camera, size } from "./map/view.ts";
import { map, placesDecode } from "./state.ts";

/** The picture and the stretch of the plane that it covers. */
export const ground = signal<{ readonly picture: ImageData; readonly box: Box } | undefined>(undefined);

/** Whether there can be one: pictures, and places that stand for latents. */
export const canGround = (): boolean => model.value?.kind === "image" && placesDecode.value;

const CELL = 46;
const MOST = 600;

const ask = latest(
  async (request: GridRequest) => worker.latentGrid(request, condition.value),
  (found) => {
    if (field("plane") === "1") ground.value = painted(found);
  },
);

function painted({
  grid,
  items,
  outside,
}: DecodedGrid): { readonly picture: ImageData; readonly box: Box } | undefined {
  if (items.kind !== "pictures") return undefined;
  const { width, height } = items;
  const picture = new ImageData(grid.columns * width, grid.rows * height);
  for (let i = 0; i < items.count; i++) {
    if (!outside[i]) putPicture(picture, items, i, (i % grid.columns) * width, Math.floor(i / grid.columns) * height);
  }
  if (items.channels === 1 && isSketch(items.pixels)) asInk(picture.data);
  else for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = Math.round(picture.data[i]! * OPACITY);
  return { picture, box: grid };
}

// Points have to be seen before the plane.
const OPACITY = 0.62;

// Bright strokes on black, as of digits.
function isSketch(pixels: Uint8ClampedArray): boolean {
  let sum = 0;
  for (const value of pixels) sum += value;
  return sum / pixels.length < 0.3 * 255;
}

// Strokes in the colour of the text, and nothing where there was black.
function asInk(data: Uint8ClampedArray): void {
  const ink = parseHex(getComputedStyle(document.documentElement).getPropertyValue("--ink").trim());
  for (let i = 0; i < data.length; i += 4) {
    data[i + 3] = Math.round((data[i]! * data[i + 3]! * OPACITY) / 255);
    for (let c = 0; c < 3; c++) data[i + c] = ink[c]!;
  }
}

/** Cells that cover what is seen, each as near to `CELL` pixels as their number allows. */
export function cellsOf(box: Box, width: number, height: number): GridRequest {
  const cell = Math.max(CELL, Math.sqrt((width * height) / MOST));
  return { ...box, columns: Math.max(2, Math.round(width / cell)), rows: Math.max(2, Math.round(height / cell)) };
}

/** Paints the plane anew when the view has come to rest, and with the weights. */
export function useGround(): void {
  const wanted = field("plane") === "1" && canGround();
  const { x, y, scale } = camera.value;
  const { width, height } = size.value;
  const of = `${map.value?.revision} ${JSON.stringify(map.value?.plane)} ${JSON.stringify(condition.value)} ${scheme.value}`;
  useEffect(() => {
    if (!wanted) {
      ground.value = undefined;
      return;
    }
    const timer = window.setTimeout(() => ask(cellsOf(seen({ x, y, scale }, { width, height }), width, height)), 180);
    return () => clearTimeout(timer);
  }, [wanted, x, y, scale, width, height, of]);
}
