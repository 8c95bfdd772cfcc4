// The canvas of the points: draws when something has changed, and lets points glide to new places.

import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { looks, scheme, values, valuesFit } from "../colours.ts";
import { ground } from "../ground.ts";
import { colouring, facts, isolated, layout, map, points, selection } from "../state.ts";
import { Pace } from "./pace.ts";
import { makePainter } from "./painter.ts";
import { calm, camera, fitTo, isHeld, size } from "./view.ts";

const GLIDE_MS = 700;
// So many points are drawn at any pace.
const FEW = 1500;

/** Radius of a point in pixels: small where there are many, larger when magnified. */
export function radiusOf(count: number, zoom: number): number {
  const base = count > 20_000 ? 1.5 : count > 8000 ? 1.9 : count > 2000 ? 2.6 : 3.4;
  return Math.min(9, base * Math.max(1, zoom) ** 0.45);
}

/** The points. */
export function PointsCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const painter = makePainter(element);
    let [frame, resting, began, key] = [0, 0, -Infinity, ""];
    const pace = new Pace();
    let [from, to] = [new Float32Array(0), new Float32Array(0)];
    let [fitScale, count] = [camera.peek().scale, 0];
    const share = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
      return t * t * (3 - 2 * t);
    };
    const draw = (now: number) => {
      frame = 0;
      const t = share(now);
      const zoom = isHeld.peek() ? camera.peek().scale / fitScale : 1;
      if (!isHeld.peek()) fitScale = camera.peek().scale;
      const radius = radiusOf(count, zoom);
      const paint = (every: number) =>
        painter.draw({
          camera: camera.peek(),
          size: size.peek(),
          ratio: devicePixelRatio,
          t: share(performance.now()),
          radius,
          every,
        });
      paint(count > FEW ? pace.frame(now) : 1);
      clearTimeout(resting);
      if (t < 1) request();
      else if (pace.rest !== undefined) resting = window.setTimeout(() => paint(1), pace.rest);
    };
    const request = () => {
      frame ||= requestAnimationFrame(draw);
    };
    const stops = [
      effect(() => {
        const next = points.value;
        const known = `${map.peek()?.key} ${facts.peek()?.space}`;
        const glides = known === key && next.length === to.length && !calm();
        const t = share(performance.now());
        from = glides ? (from.map((v, i) => lerp(v, to[i]!, t, next[i]!)) as typeof from) : (next as typeof from);
        [to, began, count] = [next as typeof to, glides ? performance.now() : -Infinity, next.length / 2];
        const first = key === "";
        key = known;
        painter.place(from, to);
        if (!isHeld.peek()) fitTo(next, { now: first });
        request();
      }),
      effect(() => {
        void [map.value, colouring.value, values.value, valuesFit.value, isolated.value, selection.value, scheme.value];
        const { colours, sizes } = looks(element);
        painter.look(colours, sizes);
        request();
      }),
      effect(() => {
        painter.ground(ground.value?.picture, ground.value?.box);
        request();
      }),
      effect(() => {
        void [camera.value, size.value];
        request();
      }),
      // Another kind of map is another place.
      effect(() => {
        void layout.value;
        isHeld.value = false;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      painter.dispose();
    };
  }, []);
  return <canvas ref={canvas} class="points" />;
}

// Points that had no place begin at their new one.
const lerp = (from: number, to: number, t: number, next: number): number => {
  const at = from + t * (to - from);
  return Number.isFinite(at) ? at : next;
};
