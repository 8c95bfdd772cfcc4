// A canvas that one draws or paints on, in pixels of a picture: mouse, pen and finger; arrow keys move a cross, Space marks.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Point } from "./ink.ts";

/** What the board shows and where strokes go. */
export interface BoardProps {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Paints the board, `zoom` canvas pixels for each of the picture. */
  readonly paint: (context: CanvasRenderingContext2D, zoom: number) => void;
  /** Radius of the brush, in pixels of the picture. */
  readonly radius: number;
  readonly onBegin: () => void;
  readonly onMove: (way: readonly [Point, Point], pressure: number) => void;
  readonly onEnd: () => void;
}

const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The board. */
export function Board({ width, height, label, paint, radius, onBegin, onMove, onEnd }: BoardProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Point | undefined>(undefined);
  // The pointer that draws; another finger on the board does not.
  const held = useRef(-1);
  const [cross, setCross] = useState<Point | undefined>(undefined);
  const zoom = Math.max(1, Math.round(448 / Math.max(width, height)));
  useEffect(() => {
    const at = canvas.current!;
    if (at.width !== width * zoom) [at.width, at.height] = [width * zoom, height * zoom];
    const context = at.getContext("2d")!;
    paint(context, zoom);
    if (cross) drawCross(context, cross, Math.max(0.5, radius), zoom);
  });
  const place = (event: PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || last.current !== undefined) return;
    held.current = event.pointerId;
    canvas.current!.setPointerCapture(event.pointerId);
    setCross(undefined);
    onBegin();
    last.current = place(event);
    onMove([last.current, last.current], pressureOf(event));
  };
  const move = (event: PointerEvent) => {
    if (last.current === undefined || event.pointerId !== held.current) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length > 0 ? all : [event]) {
      const now = place(one);
      onMove([last.current, now], pressureOf(one));
      last.current = now;
    }
  };
  const up = (event: PointerEvent) => {
    if (last.current === undefined || event.pointerId !== held.current) return;
    last.current = undefined;
    onEnd();
  };
  const key = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    const from = cross ?? [width / 2, height / 2];
    if (by === undefined && event.key !== " ") return;
    event.preventDefault();
    const to: Point = by ? [clamp(from[0] + by[0], width), clamp(from[1] + by[1], height)] : from;
    if (!by || event.shiftKey) {
      onBegin();
      onMove([from, to], 1);
      onEnd();
    }
    setCross(to);
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys and pointers itself
    <canvas
      ref={canvas}
      class="board"
      tabIndex={0}
      role="application"
      aria-label={label}
      style={{ aspectRatio: `${width} / ${height}` }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
      onBlur={() => setCross(undefined)}
    />
  );
}

const clamp = (value: number, size: number) => Math.min(size, Math.max(0, value));

// A mouse has no pressure; a pen half pressed draws the chosen width.
const pressureOf = ({ pointerType, pressure }: PointerEvent) =>
  pointerType === "pen" && pressure > 0 ? 0.5 + pressure : 1;

function drawCross(context: CanvasRenderingContext2D, [x, y]: Point, radius: number, zoom: number): void {
  for (const [colour, line] of [
    ["#000", 4],
    ["#fff", 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.beginPath();
    context.arc(x * zoom, y * zoom, radius * zoom, 0, 2 * Math.PI);
    context.stroke();
  }
}
