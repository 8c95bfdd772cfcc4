// The seed as a number, with a button for the next one.

import { MOST_SEED, seed, setSeed } from "../state/seed.ts";
import { text } from "../text/index.ts";

/** The field; `next` is what the button says, without it there is none. */
export function Seed({ next }: { readonly next?: string | undefined }) {
  return (
    <span class="row">
      <label class="row">
        {text.value.common.seed}
        <input
          type="number"
          class="short"
          min={0}
          max={MOST_SEED}
          value={seed.value}
          onInput={({ currentTarget: { value } }) => {
            if (value !== "") setSeed(Number(value));
          }}
        />
      </label>
      {next !== undefined && (
        <button type="button" onClick={() => setSeed((seed.value + 1) % MOST_SEED)}>
          {next}
        </button>
      )}
    </span>
  );
}
