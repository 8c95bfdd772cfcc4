// What pointers, the wheel and keys do to the map.

import { signal } from "@preact/signals";
import { takeItem, takePlace } from "../hand.ts";
import { addStop } from "../path.ts";
import { grid, hovered, isShown, mode, points, selection } from "../state.ts";
import { panned, toPlane, toScreen, zoomed } from "./camera.ts";
import { type Outline, pointsInside, rectangle } from "./lasso.ts";
import { camera, fitTo, hold, size, zoomBy } from "./view.ts";

/** The outline that is being drawn, in the plane. */
export const outline = signal<Outline>([]);

type Gesture =
  | { readonly kind: "decode"; readonly from: Point; moved: boolean; readonly index: number }
  | { readonly kind: "pan"; last: Point }
  | { readonly kind: "lasso" | "rectangle" | "stop"; readonly from: Point }
  | { readonly kind: "pinch"; last: readonly [Point, Point] };

type Point = readonly [number, number];

const REACH = 9;
const TOUCH_REACH = 18;
const STILL = 4;

let gesture: Gesture | undefined;
const fingers = new Map<number, Point>();

const placeOf = ([x, y]: Point) => toPlane(camera.peek(), size.peek(), x, y);
const under = ([x, y]: Point, reach = REACH) => {
  const [px, py] = placeOf([x, y]);
  return grid.peek().nearest(px, py, reach / camera.peek().scale);
};

function at(event: MouseEvent): Point {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** A pointer goes down. */
export function down(event: PointerEvent): void {
  const element = event.currentTarget as HTMLElement;
  const place = at(event);
  element.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, place);
  if (fingers.size === 2) {
    outline.value = [];
    const [a, b] = [...fingers.values()] as [Point, Point];
    gesture = { kind: "pinch", last: [a, b] };
    return;
  }
  if (fingers.size > 2) return;
  const index = under(place, event.pointerType === "touch" ? TOUCH_REACH : REACH);
  if (event.button !== 0 || mode.value === "pan") gesture = { kind: "pan", last: place };
  else if (event.shiftKey) gesture = { kind: "rectangle", from: place };
  else if (mode.value === "select") gesture = { kind: "lasso", from: place };
  else if (mode.value === "path") gesture = { kind: "stop", from: place };
  else {
    gesture = { kind: "decode", from: place, moved: false, index };
    if (index < 0) takePlace(...placeOf(place));
  }
  if (gesture.kind === "lasso") outline.value = [placeOf(place)];
}

/** A pointer moves. */
export function move(event: PointerEvent): void {
  const place = at(event);
  if (fingers.has(event.pointerId)) fingers.set(event.pointerId, place);
  if (gesture === undefined) {
    const index = under(place);
    hovered.value = index < 0 ? undefined : index;
    return;
  }
  switch (gesture.kind) {
    case "pinch": {
      const [a, b] = [...fingers.values()] as [Point, Point];
      const [p, q] = gesture.last;
      const middle = (u: Point, v: Point): Point => [(u[0] + v[0]) / 2, (u[1] + v[1]) / 2];
      const apart = (u: Point, v: Point) => Math.max(1, Math.hypot(u[0] - v[0], u[1] - v[1]));
      const [was, is] = [middle(p, q), middle(a, b)];
      hold(
        zoomed(panned(camera.peek(), is[0] - was[0], is[1] - was[1]), size.peek(), apart(a, b) / apart(p, q), ...is),
      );
      gesture.last = [a, b];
      return;
    }
    case "pan":
      hold(panned(camera.peek(), place[0] - gesture.last[0], place[1] - gesture.last[1]));
      gesture.last = place;
      return;
    case "lasso":
      outline.value = [...outline.value, placeOf(place)];
      return;
    case "rectangle":
      outline.value = rectangle(placeOf(gesture.from), placeOf(place));
      return;
    case "decode":
      gesture.moved ||= Math.hypot(place[0] - gesture.from[0], place[1] - gesture.from[1]) > STILL;
      if (gesture.moved) {
        hovered.value = undefined;
        takePlace(...placeOf(place));
      }
  }
}

/** A pointer comes up. */
export function up(event: PointerEvent): void {
  const place = at(event);
  fingers.delete(event.pointerId);
  const done = gesture;
  if (done?.kind === "pinch" && fingers.size > 0) return;
  gesture = undefined;
  if (event.type === "pointercancel") outline.value = [];
  else if (done?.kind === "decode" && !done.moved && done.index >= 0) takeItem(done.index);
  else if (done?.kind === "stop") placeStop(place);
  else if (done?.kind === "lasso" || done?.kind === "rectangle") {
    const still = Math.hypot(place[0] - done.from[0], place[1] - done.from[1]) <= STILL && outline.value.length < 8;
    selection.value = still ? new Uint32Array(0) : pointsInside(points.peek(), outline.value, isShown);
    outline.value = [];
  }
}

function placeStop(place: Point): void {
  const index = under(place);
  void addStop(index >= 0 ? { index } : { place: placeOf(place) });
}

/** The pointer leaves. */
export function leave(): void {
  if (gesture === undefined) hovered.value = undefined;
}

/** The wheel magnifies around the pointer. */
export function wheel(event: WheelEvent): void {
  event.preventDefault();
  const lines = event.deltaMode === 1 ? 16 : 1;
  const factor = Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0022);
  hold(zoomed(camera.peek(), size.peek(), factor, ...at(event)));
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Keys: arrows walk from point to point, with shift they move the view; Enter takes the point, + - 0 magnify, Escape lets go. */
export function key(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey) hold(panned(camera.peek(), -60 * arrow[0], 60 * arrow[1]));
  else if (arrow) walk(arrow);
  else if (event.key === "+" || event.key === "=") zoomBy(1.4);
  else if (event.key === "-") zoomBy(1 / 1.4);
  else if (event.key === "0") fitTo(points.peek());
  else if (event.key === "Escape") {
    selection.value = new Uint32Array(0);
    outline.value = [];
  } else if ((event.key === "Enter" || event.key === " ") && hovered.value !== undefined) {
    if (mode.value === "path") void addStop({ index: hovered.value });
    else takeItem(hovered.value);
  } else return;
  event.preventDefault();
}

function walk([dx, dy]: readonly [number, number]): void {
  const { x, y } = camera.peek();
  const from = hovered.value;
  const next = from === undefined ? grid.peek().nearest(x, y) : grid.peek().towards(from, dx, dy);
  if (next < 0) return;
  hovered.value = next;
  if (mode.value === "explore") takeItem(next);
  const { width, height } = size.peek();
  const [sx, sy] = toScreen(camera.peek(), size.peek(), points.peek()[2 * next]!, points.peek()[2 * next + 1]!);
  if (sx < 20 || sy < 20 || sx > width - 20 || sy > height - 20) {
    hold({ ...camera.peek(), x: points.peek()[2 * next]!, y: points.peek()[2 * next + 1]! });
  }
}
