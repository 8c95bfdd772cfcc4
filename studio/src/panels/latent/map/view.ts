// The camera of the map and how it moves: by itself to what there is, until the user takes it.

import { signal } from "@preact/signals";
import { type Box, between, boxOf, type Camera, fitted, type Size, zoomed } from "./camera.ts";

/** What is seen. */
export const camera = signal<Camera>({ x: 0, y: 0, scale: 60 });
/** Size of the map on the page. */
export const size = signal<Size>({ width: 1, height: 1 });
/** Whether the user has moved the camera; until then it follows the points. */
export const isHeld = signal(false);

/** Whether motion is unwelcome. */
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

const MOVE_MS = 450;
let moving = 0;

/** Moves the camera over a moment. */
export function moveTo(to: Camera): void {
  cancelAnimationFrame(moving);
  const from = camera.peek();
  if (calm()) {
    camera.value = to;
    return;
  }
  const began = performance.now();
  const step = (now: number) => {
    const t = Math.min(1, Math.max(0, (now - began) / MOVE_MS));
    camera.value = between(from, to, 1 - (1 - t) ** 3);
    if (t < 1) moving = requestAnimationFrame(step);
  };
  moving = requestAnimationFrame(step);
}

/** Sets the camera at once: the user moves it. */
export function hold(to: Camera): void {
  cancelAnimationFrame(moving);
  isHeld.value = true;
  camera.value = to;
}

/** Magnifies around the middle. */
export function zoomBy(factor: number): void {
  isHeld.value = true;
  moveTo(zoomed(camera.peek(), size.peek(), factor));
}

/** Shows all points. */
export function fitTo(
  points: Float32Array,
  { now = false, least }: { readonly now?: boolean; readonly least?: Box | undefined } = {},
): void {
  isHeld.value = false;
  const box = boxOf(points);
  const whole = least
    ? {
        left: Math.min(box.left, least.left),
        right: Math.max(box.right, least.right),
        bottom: Math.min(box.bottom, least.bottom),
        top: Math.max(box.top, least.top),
      }
    : box;
  const to = fitted(whole, size.peek());
  if (now) camera.value = to;
  else moveTo(to);
}
