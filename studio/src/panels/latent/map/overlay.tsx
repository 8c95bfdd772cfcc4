// Drawn over the points: circles of the prior, the latent in hand, the way, the line that is being drawn.

import { decoded, source } from "../hand.ts";
import { frame, STEPS, stops, walked } from "../path.ts";
import { facts, hovered, layout, mode, placesDecode, points } from "../state.ts";
import { toScreen } from "./camera.ts";
import { outline } from "./gestures.ts";
import { camera, size } from "./view.ts";

type Place = readonly [number, number];

const screen = ([x, y]: Place): [number, number] => toScreen(camera.value, size.value, x, y);
const line = (places: readonly Place[], closed = false): string =>
  places
    .map(
      (place, i) =>
        `${i === 0 ? "M" : "L"}${screen(place)
          .map((v) => v.toFixed(1))
          .join(" ")}`,
    )
    .join("") + (closed ? "Z" : "");
const pointAt = (index: number): Place | undefined => {
  const [x, y] = [points.value[2 * index], points.value[2 * index + 1]];
  return x === undefined || y === undefined || !Number.isFinite(x) ? undefined : [x, y];
};

/** Lines and marks. */
export function Overlay() {
  const { width, height } = size.value;
  const hand = markOf();
  const over = hovered.value === undefined ? undefined : pointAt(hovered.value);
  return (
    <svg class="overlay" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {layout.value === "dimensions" && <Prior />}
      {(mode.value === "path" || source.value.kind === "path") && <Way />}
      {outline.value.length > 1 && <path class="outline" d={line(outline.value, true)} />}
      {over && <Ring at={over} r={7} name="hover" />}
      {hand && <Mark at={hand} />}
    </svg>
  );
}

// Where the latent in hand is: of a map of items alone, at the item that it is nearest to.
function markOf(): Place | undefined {
  const now = decoded.value;
  if (now === undefined) return undefined;
  if (placesDecode.value) return now.place;
  return now.nearest === undefined ? undefined : pointAt(now.nearest);
}

function Ring({ at, r, name }: { readonly at: Place; readonly r: number; readonly name: string }) {
  const [cx, cy] = screen(at);
  return <circle class={name} cx={cx} cy={cy} r={r} />;
}

function Mark({ at }: { readonly at: Place }) {
  const [x, y] = screen(at);
  return (
    <g class="mark" transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <path class="halo" d="M-11 0H-4M4 0H11M0-11V-4M0 4V11" />
      <path d="M-11 0H-4M4 0H11M0-11V-4M0 4V11" />
      <circle class="halo" r="5" />
      <circle r="5" />
    </g>
  );
}

// One, two and three standard deviations of N(0, I); the sphere or the ball that latents lie in.
function Prior() {
  const { standardNormal, radius, width } = facts.value ?? {};
  const [cx, cy] = screen([0, 0]);
  const { scale } = camera.value;
  if (radius !== undefined) return width === 2 ? <circle class="prior" cx={cx} cy={cy} r={radius * scale} /> : null;
  if (!standardNormal) return null;
  return (
    <>
      {[1, 2, 3].map((r) => (
        <g key={r}>
          <circle class="prior" cx={cx} cy={cy} r={r * scale} />
          {width! > 1 && (
            <text class="prior" x={cx + r * scale * Math.SQRT1_2 + 3} y={cy - r * scale * Math.SQRT1_2 - 3}>
              {r}σ
            </text>
          )}
        </g>
      ))}
    </>
  );
}

function Way() {
  const path = walked.value;
  const places = path
    ? Array.from({ length: path.places.length / 2 }, (_, i): Place => [path.places[2 * i]!, path.places[2 * i + 1]!])
    : [];
  const ends = stops.value.map(({ place, nearest }, i): Place | undefined =>
    placesDecode.value ? (places[i * STEPS] ?? place) : nearest === undefined ? undefined : pointAt(nearest),
  );
  const known = ends.filter((place) => place !== undefined);
  return (
    <>
      <path class="way halo" d={line(placesDecode.value && places.length > 0 ? places : known)} />
      <path class="way" d={line(placesDecode.value && places.length > 0 ? places : known)} />
      {ends.map((place, i) =>
        place === undefined ? null : (
          <g key={i} class="stop" transform={`translate(${screen(place).join(" ")})`}>
            <circle r="9" />
            <text dy="0.35em">{i + 1}</text>
          </g>
        ),
      )}
      {placesDecode.value && places[frame.value] && source.value.kind === "path" && (
        <Ring at={places[frame.value]!} r={5} name="runner" />
      )}
    </>
  );
}
