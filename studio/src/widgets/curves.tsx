// Curves over steps: one line for training, one for validation. uPlot draws them on a canvas, fast enough to be redrawn as
// they grow.

import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** A curve: x and y of its points, NaN where there is none. */
export interface Curve {
  readonly label: string;
  /** Name of a colour of the theme. */
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const HEIGHT = 190;

/** Curves in one frame. */
export function Curves({ title, curves }: { readonly title: string; readonly curves: readonly Curve[] }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const key = curves.map(({ label }) => label).join("|");
  useEffect(() => {
    const element = holder.current!;
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();
    const axis = {
      stroke: () => colour("soft"),
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
      space: 46,
    };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        padding: [8, 8, 0, 0],
        cursor: { y: false, points: { size: 6 } },
        scales: { x: { time: false }, y: { range: rangeOf } },
        axes: [
          { ...axis, size: 26 },
          { ...axis, size: 48, space: 30 },
        ],
        legend: { live: true },
        series: [
          { label: "" },
          ...curves.map(({ label, colour: name }) => ({
            label,
            stroke: () => colour(name),
            width: name === "idle" ? 1 : 2,
            spanGaps: true,
            points: { show: name === "second", size: 4, fill: () => colour(name) },
            value: (_: uPlot, value: number | null) => (value == null ? "–" : String(Number(value.toPrecision(5)))),
          })),
        ],
      },
      aligned(curves),
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    const scheme = new MutationObserver(() => made.redraw());
    scheme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      watch.disconnect();
      scheme.disconnect();
      made.destroy();
    };
  }, [key]);
  useEffect(() => plot.current?.setData(aligned(curves)), [curves]);
  const last = curves.map(({ label, points }) => `${label} ${points.at(-1)?.[1].toPrecision(4) ?? "–"}`).join(", ");
  return (
    <figure class="curves">
      <figcaption>{title}</figcaption>
      <div ref={holder} role="img" aria-label={`${title}: ${last}`} />
    </figure>
  );
}

// The first steps of a training lie far above all others and would flatten the rest.
function rangeOf(plot: uPlot, low: number, high: number): [number, number] {
  const values = plot.data
    .slice(1)
    .flatMap((column) => [...(column ?? [])])
    .filter((v): v is number => v != null);
  if (values.length < 30) return pad(low, high);
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return pad(at(0.002), at(0.97) + (at(0.97) - at(0.5)) * 0.5);
}

function pad(low: number, high: number): [number, number] {
  const by = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - by, high + by];
}

// One x axis for all curves; long curves are thinned to what a screen can show.
function aligned(curves: readonly Curve[]): uPlot.AlignedData {
  const tables = curves.map(({ points }) => {
    const thin = thinned(points, 1500);
    return [thin.map(([x]) => x), thin.map(([, y]) => y)] as uPlot.AlignedData;
  });
  return tables.length === 1 ? tables[0]! : uPlot.join(tables);
}

/** At most `most` points: means of stretches. */
export function thinned(points: Curve["points"], most: number): Curve["points"] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / most);
  const out: [number, number][] = [];
  for (let i = 0; i < points.length; i += size) {
    const stretch = points.slice(i, i + size);
    out.push([stretch.at(-1)![0], stretch.reduce((total, [, y]) => total + y, 0) / stretch.length]);
  }
  return out;
}
