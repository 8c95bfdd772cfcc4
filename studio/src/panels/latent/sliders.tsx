// A slider for each dimension of the latent in hand, with what the dimension carries, so that dead ones are seen.

import { useState } from "preact/hooks";
import { text } from "../../text/index.ts";
import type { LatentFacts, Spread } from "../../worker/latent-types.ts";
import { latent, take } from "./hand.ts";
import { facts, map, shortNumber } from "./state.ts";

const FIRST = 16;
const MORE = 64;
// In nats; below it a dimension carries nothing.
const DEAD_KL = 0.01;
// Of the largest variance.
const DEAD_SHARE = 0.01;

/** Sliders, the first 16 at once. */
export function Sliders() {
  const words = text.value.latent;
  const [shown, show] = useState(FIRST);
  const [sorted, sort] = useState(false);
  const known = facts.value;
  const z = latent.value;
  const spread = map.value?.spread;
  if (known === undefined || z === undefined) return null;
  const classes = known.classes ?? 1;
  const count = known.width / classes;
  const carries = (d: number) => spread?.carries[d] ?? 0;
  const order = Array.from({ length: count }, (_, d) => d);
  if (sorted) order.sort((a, b) => carries(b) - carries(a));
  const most = Math.max(...(spread?.carries ?? [1]), 1e-9);
  return (
    <div class="sliders">
      <div class="heading">
        <p class="soft">{spread?.measure === "variance" ? words.carriesVariance : words.carriesKl}</p>
        {count > 4 && classes === 1 && (
          <label class="check">
            <input type="checkbox" checked={sorted} onChange={(event) => sort(event.currentTarget.checked)} />
            <span>{words.sortCarries}</span>
          </label>
        )}
      </div>
      {known.layers && <p class="soft">{words.topLayer(known.layers[0]!, known.layers.length)}</p>}
      <ul>
        {order
          .slice(0, shown)
          .map((d) =>
            classes > 1 ? (
              <ClassChoice key={d} group={d} classes={classes} z={z} />
            ) : (
              <Dimension key={d} d={d} z={z} known={known} spread={spread} most={most} />
            ),
          )}
      </ul>
      {shown < count && (
        <button type="button" onClick={() => show(shown + MORE)}>
          {words.moreSliders(text.value.common.whole(Math.min(MORE, count - shown)), text.value.common.whole(count))}
        </button>
      )}
    </div>
  );
}

interface DimensionProps {
  readonly d: number;
  readonly z: Float32Array;
  readonly known: LatentFacts;
  readonly spread: Spread | undefined;
  readonly most: number;
}

function Dimension({ d, z, known, spread, most }: DimensionProps) {
  const words = text.value.latent;
  const { common } = text.value;
  const value = z[d]!;
  const bits = known.space === "binary";
  const bound = known.radius;
  // The data's range, N(0, I)'s where that is wider, and what the space allows.
  const least = known.standardNormal ? 2.5 : 0;
  const low = bits ? 0 : bound ? -bound : Math.min(spread?.low[d] ?? -3, -least, value);
  const high = bits ? 1 : bound ? bound : Math.max(spread?.high[d] ?? 3, least, value);
  const carried = spread?.carries[d];
  const dead = carried !== undefined && carried < (spread!.measure === "kl" ? DEAD_KL : DEAD_SHARE * most);
  return (
    <li class={dead ? "dead" : undefined}>
      <label for={`slider-${d}`}>z{d}</label>
      <input
        id={`slider-${d}`}
        type="range"
        min={low}
        max={high}
        step={bits ? 1 : (high - low) / 400}
        value={value}
        onInput={(event) => take({ z: z.with(d, Number(event.currentTarget.value)) }, { kind: "sliders" })}
      />
      <output for={`slider-${d}`}>{shortNumber(value)}</output>
      <span
        class="carries"
        title={carried === undefined ? undefined : `${common.number(carried, 3)}${dead ? ` · ${words.dead}` : ""}`}
      >
        <i style={{ width: `${(100 * Math.max(0, carried ?? 0)) / most}%` }} />
        <span class="visually-hidden">
          {carried === undefined ? "" : common.number(carried, 3)} {dead ? words.dead : ""}
        </span>
      </span>
    </li>
  );
}

function ClassChoice({
  group,
  classes,
  z,
}: {
  readonly group: number;
  readonly classes: number;
  readonly z: Float32Array;
}) {
  const start = group * classes;
  const own = z.subarray(start, start + classes);
  return (
    <li>
      <label for={`slider-${group}`}>y{group}</label>
      <select
        id={`slider-${group}`}
        value={own.indexOf(Math.max(...own))}
        onChange={(event) => {
          const next = z.slice().fill(0, start, start + classes);
          take({ z: next.with(start + Number(event.currentTarget.value), 1) }, { kind: "sliders" });
        }}
      >
        {Array.from(own, (_, i) => (
          <option key={i} value={i}>
            {i}
          </option>
        ))}
      </select>
    </li>
  );
}
