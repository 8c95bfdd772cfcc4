// Items side by side: pictures on one canvas, rows as a table, windows of series as lines.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Items, PictureItems, SeriesItems } from "../worker/api.ts";

/** How to show items. */
export interface ItemGridProps {
  readonly items: Items;
  /** What it is, for those who do not see it. */
  readonly label: string;
  /** Pictures per row; default as many as fit. */
  readonly columns?: number | undefined;
  /** Width of a picture on the page in pixels, at most twice as much; default 56. */
  readonly size?: number;
  /** Called with the index of a picture that was clicked. */
  readonly onPick?: ((index: number) => void) | undefined;
  readonly picked?: number | undefined;
}

/** The items. */
export function ItemGrid(props: ItemGridProps) {
  const { items } = props;
  if (items.count === 0) return null;
  if (items.kind === "pictures") return <Pictures {...props} items={items} />;
  if (items.kind === "series") return <Windows items={items} label={props.label} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={props.label}>
      <table class="cells">
        <thead>
          <tr>
            {items.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Draws picture `index` at a place of a canvas's pixels. */
export function putPicture(
  target: ImageData,
  { pixels, width, height, channels }: PictureItems,
  index: number,
  left: number,
  top: number,
): void {
  let from = index * width * height * channels;
  for (let y = 0; y < height; y++) {
    let to = ((top + y) * target.width + left) * 4;
    for (let x = 0; x < width; x++, from += channels, to += 4) {
      target.data[to] = pixels[from]!;
      target.data[to + 1] = pixels[from + (channels > 2 ? 1 : 0)]!;
      target.data[to + 2] = pixels[from + (channels > 2 ? 2 : 0)]!;
      target.data[to + 3] = channels === 4 ? pixels[from + 3]! : 255;
    }
  }
}

function Pictures({
  items,
  label,
  columns,
  size = 56,
  onPick,
  picked,
}: ItemGridProps & { readonly items: PictureItems }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState(600);
  const { count, width, height } = items;
  const perRow = Math.min(count, columns ?? Math.max(4, Math.floor(room / size)));
  const rows = Math.ceil(count / perRow);
  const gap = Math.max(1, Math.round(width / 14));
  useEffect(() => {
    const at = canvas.current!;
    at.width = perRow * (width + gap) - gap;
    at.height = rows * (height + gap) - gap;
    const context = at.getContext("2d")!;
    const pixels = context.createImageData(at.width, at.height);
    for (let i = 0; i < count; i++) {
      putPicture(pixels, items, i, (i % perRow) * (width + gap), Math.floor(i / perRow) * (height + gap));
    }
    context.putImageData(pixels, 0, 0);
  }, [items, perRow]);
  useEffect(() => {
    const parent = canvas.current!.closest<HTMLElement>(".pickable, .card, section, div")!.parentElement!;
    const watch = new ResizeObserver(() => setRoom(parent.clientWidth));
    watch.observe(parent);
    return () => watch.disconnect();
  }, []);
  const pick = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * perRow);
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const index = row * perRow + column;
    if (index >= 0 && index < count) onPick?.(index);
  };
  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[event.key];
    if (by === undefined || onPick === undefined) return;
    event.preventDefault();
    onPick(Math.min(count - 1, Math.max(0, (picked ?? 0) + by)));
  };
  const style = {
    maxWidth: `${perRow * size * 2}px`,
    aspectRatio: `${perRow * (width + gap) - gap} / ${rows * (height + gap) - gap}`,
  };
  const view = (
    <canvas ref={canvas} class="pictures" style={style} role="img" aria-label={label} onClick={onPick && pick} />
  );
  if (onPick === undefined) return view;
  const cell = {
    left: `${((picked ?? -1) % perRow) * (100 / perRow)}%`,
    top: `${Math.floor((picked ?? 0) / perRow) * (100 / rows)}%`,
  };
  return (
    <div
      class="pickable"
      tabIndex={0}
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={count - 1}
      aria-valuenow={picked ?? 0}
      style={{ maxWidth: style.maxWidth }}
      onKeyDown={move}
    >
      {view}
      {picked !== undefined && picked >= 0 && picked < count && (
        <i class="ring" style={{ ...cell, width: `${100 / perRow}%`, height: `${100 / rows}%` }} />
      )}
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 36;

function Windows({ items, label }: { readonly items: SeriesItems; readonly label: string }) {
  const { count, columns, steps, values } = items;
  return (
    <ul class="windows" aria-label={label}>
      {Array.from({ length: Math.min(count, 120) }, (_, i) => (
        <li key={i}>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
            {columns.map((name, c) => {
              const line = values.subarray((i * columns.length + c) * steps, (i * columns.length + c + 1) * steps);
              const [low, high] = [Math.min(...line), Math.max(...line)];
              const d = Array.from(line, (value, t) => {
                const x = (t / Math.max(1, steps - 1)) * WIDTH;
                const y = HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4);
                return `${t === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
              }).join("");
              return <path key={name} d={d} style={{ stroke: `var(--class-${c % 12})` }} />;
            })}
          </svg>
        </li>
      ))}
    </ul>
  );
}
