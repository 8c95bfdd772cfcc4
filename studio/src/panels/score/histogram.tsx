// Histogram of the scores, by label if wanted, with a threshold to drag.

import { useMemo, useRef } from "preact/hooks";
import { field, setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { binScores, countAbove } from "./distribution.ts";
import { dragged, labels, result, threshold } from "./state.ts";

const MOST_BINS = 64;
const [WIDTH, HEIGHT] = [1000, 220];
const MOST_GROUPS = 12;

/** Whether bars are split by label. */
export const stacked = () =>
  field("stack") !== "no" && (labels.value?.names.length ?? 0) > 1 && labels.value!.names.length <= MOST_GROUPS;

/** The histogram with its handle. */
export function Histogram() {
  const words = text.value.score;
  const { common } = text.value;
  const found = result.value!;
  const split = stacked();
  const groups = split ? labels.value : undefined;
  const bins = Math.max(12, Math.min(MOST_BINS, Math.round(2 * Math.sqrt(found.order.length))));
  const { low, high, counts, most } = useMemo(
    () => binScores(found.score, found.order, { bins, groups: groups?.labels, size: groups?.names.length ?? 0 }),
    [found, groups, bins],
  );
  const at = threshold.value;
  const box = useRef<HTMLDivElement>(null);
  const shareOf = (score: number) => Math.min(1, Math.max(0, (score - low) / (high - low)));
  const set = (score: number) => {
    dragged.value = Math.min(high, Math.max(low, score));
  };
  // The address keeps the share, to four digits.
  const settle = () => {
    if (dragged.value === undefined) return;
    const above = (100 * countAbove(found.score, found.order, dragged.value)) / found.order.length;
    setFields({ share: above === 5 ? undefined : String(Number(above.toPrecision(4))) });
  };
  const follow = (event: PointerEvent) => {
    const { left, width } = box.current!.getBoundingClientRect();
    set(low + ((event.clientX - left) / width) * (high - low));
  };
  const key = (event: KeyboardEvent) => {
    const step = (high - low) / 200;
    const by = {
      ArrowLeft: -step,
      ArrowDown: -step,
      ArrowRight: step,
      ArrowUp: step,
      PageDown: -10 * step,
      PageUp: 10 * step,
      Home: low - at,
      End: high - at,
    }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(at + by);
    settle();
  };
  return (
    <>
      <div
        ref={box}
        class="histogram"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          box.current!.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => box.current!.hasPointerCapture(event.pointerId) && follow(event)}
        onPointerUp={settle}
        onPointerCancel={settle}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words.histogram}>
          <rect class="beyond" x={shareOf(at) * WIDTH} y={0} width={(1 - shareOf(at)) * WIDTH} height={HEIGHT} />
          <Bars counts={counts} most={most} />
        </svg>
        <div
          class="handle"
          role="slider"
          tabIndex={0}
          aria-label={`${words.threshold}. ${words.thresholdHint}`}
          aria-valuemin={low}
          aria-valuemax={high}
          aria-valuenow={at}
          aria-valuetext={common.number(at)}
          style={{ left: `${100 * shareOf(at)}%` }}
          onKeyDown={key}
        >
          <i />
        </div>
      </div>
      <Axis low={low} high={high} open={found.score[found.order.at(-1)!]! > high} />
      {groups && (
        <p class="legend soft">
          {groups.names.map((name, i) => (
            <span key={name}>
              <i style={{ background: `var(--class-${i % 12})` }} /> {name}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Bars({ counts, most }: { readonly counts: readonly (readonly number[])[]; readonly most: number }) {
  const bins = counts[0]!.length;
  const wide = WIDTH / bins;
  const base = new Array<number>(bins).fill(0);
  return (
    <>
      {counts.map((group, g) => {
        const plain = g === counts.length - 1;
        const d = group
          .map((count, bin) => {
            if (count === 0) return "";
            const [from, to] = [base[bin]!, base[bin]! + count];
            base[bin] = to;
            // A single item can still be seen.
            const y = (value: number) => HEIGHT - (value / most) * (HEIGHT - 6);
            const top = Math.min(y(to), y(from) - 2);
            return `M${(bin * wide + 0.8).toFixed(1)} ${y(from).toFixed(1)}V${top.toFixed(1)}h${(wide - 1.6).toFixed(1)}V${y(from).toFixed(1)}z`;
          })
          .join("");
        return <path key={g} d={d} style={{ fill: plain ? "var(--accent)" : `var(--class-${g % 12})` }} />;
      })}
    </>
  );
}

function Axis({ low, high, open }: { readonly low: number; readonly high: number; readonly open: boolean }) {
  const { common } = text.value;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  return (
    <div class="ticks soft" aria-hidden="true">
      {ticks.map((tick, i) => (
        <span key={i}>
          {open && i === 4 ? "≥ " : ""}
          {common.number(tick, 3)}
        </span>
      ))}
    </div>
  );
}
