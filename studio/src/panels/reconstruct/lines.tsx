// A window of time series and what comes back, a small chart for each channel.

import { text } from "../../text/index.ts";
import type { SeriesItems } from "../../worker/api.ts";
import { look } from "./state.ts";

const [WIDTH, HEIGHT] = [640, 110];
const MOST = 24;

/** The card. */
export function LinesCard() {
  const words = text.value.reconstruct;
  const found = look.value;
  if (found?.clean.kind !== "series") return null;
  const { clean, seen, restored } = found as typeof found & Record<"clean" | "seen" | "restored", SeriesItems>;
  return (
    <section class="card" aria-labelledby="lines-title">
      <h3 id="lines-title">{words.lines}</h3>
      <p class="legend soft">
        <span>
          <i class="line original" /> {words.original}
        </span>
        <span>
          <i class="line restored" /> {words.restored}
        </span>
      </p>
      <div class="channels">
        {clean.columns.slice(0, MOST).map((name, c) => (
          <Channel key={name} name={name} lines={[seen, clean, restored].map((items) => channelOf(items, c))} />
        ))}
      </div>
    </section>
  );
}

const channelOf = ({ values, steps }: SeriesItems, c: number) => values.subarray(c * steps, (c + 1) * steps);

function Channel({ name, lines }: { readonly name: string; readonly lines: readonly Float32Array[] }) {
  const { common } = text.value;
  const all = lines.flatMap((line) => [...line]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const path = (line: Float32Array) =>
    Array.from(line, (value, t) => {
      const x = (t / Math.max(1, line.length - 1)) * WIDTH;
      const y = HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8);
      return `${t === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("");
  const [seen, clean, restored] = lines as [Float32Array, Float32Array, Float32Array];
  return (
    <figure class="channel">
      <figcaption>
        {name} <span class="soft">{`${common.number(low, 3)} – ${common.number(high, 3)}`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
        <path class="seen" d={path(seen)} />
        <path class="original" d={path(clean)} />
        <path class="restored" d={path(restored)} />
      </svg>
    </figure>
  );
}
