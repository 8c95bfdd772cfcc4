// How the item is damaged: noise, hidden pixels, and in how many passes they are filled.

import { signal } from "@preact/signals";
import { model } from "../../state/session.ts";
import { setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { Seed } from "../../widgets/seed.tsx";
import { AREAS, areaBits } from "./hidden.ts";
import { hidden, hide, noise, passes, pictureSize } from "./state.ts";

/** The brush that hides or shows pixels. */
export const brush = signal<{ readonly radius: number; readonly value: 0 | 1 }>({ radius: 2, value: 1 });

const STRENGTHS = { gaussian: [0.02, 1, 0.25], salt: [0.02, 1, 0.15], mask: [0.02, 1, 0.3] } as const;
type Kind = keyof typeof STRENGTHS;

/** The controls. */
export function DamageCard() {
  const words = text.value.reconstruct;
  const [kind, amount] = (noise.value?.split(":") ?? ["none", "0"]) as [Kind | "none", string];
  const size = pictureSize.value;
  const kinds: readonly (Kind | "none")[] = size ? ["none", "gaussian", "salt", "mask"] : ["none", "gaussian", "mask"];
  const hides = hidden.value.includes(1);
  const draws = kind !== "none" || (hides && passes.value > 1);
  return (
    <section class="card damage" aria-labelledby="damage-title">
      <h3 id="damage-title">{words.damage}</h3>
      <p class="soft">{size ? words.damageNote : words.damageNoteValues}</p>
      <div class="controls">
        <label class="row">
          {words.noise}
          <select
            value={kind}
            onChange={(event) => {
              const chosen = event.currentTarget.value as Kind | "none";
              setFields({ noise: chosen === "none" ? undefined : `${chosen}:${STRENGTHS[chosen][2]}` });
            }}
          >
            {kinds.map((name) => (
              <option key={name} value={name}>
                {words.noises[name]}
              </option>
            ))}
          </select>
        </label>
        {kind !== "none" && (
          <label class="row">
            {words.strength}
            <input
              type="range"
              min={STRENGTHS[kind][0]}
              max={STRENGTHS[kind][1]}
              step={0.01}
              value={amount}
              onInput={(event) => setFields({ noise: `${kind}:${event.currentTarget.value}` })}
            />
            <output class="value">{amount}</output>
          </label>
        )}
        {draws && <Seed next={words.newSeed} />}
      </div>
      {size && (
        <div class="controls">
          <fieldset class="buttons" aria-label={words.hide}>
            <span class="group-name">{words.hide}</span>
            {AREAS.map((area) => (
              <button
                key={area}
                type="button"
                class="small"
                onClick={() => hide(areaBits(area, size.width, size.height))}
              >
                {words.areas[area]}
              </button>
            ))}
            <button
              type="button"
              class="small"
              disabled={!hides}
              onClick={() => hide(new Uint8Array(size.width * size.height))}
            >
              {words.showAll}
            </button>
          </fieldset>
          <fieldset class="buttons" aria-label={words.brush}>
            <span class="group-name">{words.brush}</span>
            {([1, 0] as const).map((value) => (
              <button
                key={value}
                type="button"
                class="small"
                aria-pressed={brush.value.value === value}
                onClick={() => (brush.value = { ...brush.value, value })}
              >
                {value === 1 ? words.hides : words.shows}
              </button>
            ))}
            <input
              type="range"
              aria-label={`${words.brush}: ${words.width}`}
              min={0.5}
              max={Math.max(4, size.width / 6)}
              step={0.5}
              value={brush.value.radius}
              onInput={(event) => (brush.value = { ...brush.value, radius: Number(event.currentTarget.value) })}
            />
          </fieldset>
        </div>
      )}
      {(hides || model.value?.kind === "vector") && (
        <>
          <label class="row">
            {words.passes}
            <input
              type="range"
              min={1}
              max={50}
              value={passes.value}
              onInput={(event) => {
                const wanted = event.currentTarget.value;
                setFields({ passes: wanted === "1" ? undefined : wanted });
              }}
            />
            <output class="value">{passes.value}</output>
          </label>
          <p class="soft">{words.passesNote}</p>
        </>
      )}
    </section>
  );
}
