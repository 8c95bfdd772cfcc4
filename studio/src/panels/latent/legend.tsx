// What colours mean: labels to be shown alone, or the ends of the ramp.

import { model } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { isDark, limits, scheme, scoring, valuesFit } from "./colours.ts";
import { RAMPS } from "./map/palette.ts";
import { colouring, isolated, labelName, map } from "./state.ts";

/** The legend below the map. */
export function Legend() {
  const { labels, count = 0 } = map.value ?? {};
  if (count === 0) return null;
  if (colouring.value.kind !== "label") return <Ramp />;
  if (labels === undefined) return null;
  const words = text.value.latent;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const known = [...counts].sort(([a], [b]) => a - b);
  return (
    <fieldset class="legend" aria-label={words.legend}>
      {known.map(([label, number]) => (
        <button
          key={label}
          type="button"
          aria-pressed={isolated.value === label}
          title={words.isolate}
          onClick={() => {
            isolated.value = isolated.value === label ? undefined : label;
          }}
        >
          <i class="swatch" style={{ background: label < 0 ? "var(--idle)" : `var(--class-${label % 12})` }} />
          {label < 0 ? words.unlabelled : labelName(label)}
          <span class="value">{text.value.common.whole(number)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Ramp() {
  void scheme.value;
  const words = text.value.latent;
  const { common } = text.value;
  const of = colouring.value;
  const [low, high] = limits.value ?? [0, 0];
  const name =
    of.kind === "dimension"
      ? `z${of.d}`
      : model.value?.variational
        ? words.nats(words.colours.score)
        : words.colours.error;
  return (
    <div class="legend ramp">
      <span>{name}</span>
      {valuesFit.value && (
        <>
          <span class="value">{common.number(low, 3)}</span>
          <i style={{ background: `linear-gradient(90deg, ${RAMPS[isDark() ? "dark" : "light"].join(", ")})` }} />
          <span class="value">{common.number(high, 3)}</span>
        </>
      )}
      {scoring.value !== undefined && <progress value={scoring.value} max={1} aria-label={words.scoring} />}
    </div>
  );
}
