// Conditional models: what the item is taken for.

import { model } from "../../state/session.ts";
import { field, setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { drawing, look } from "./state.ts";

/** A choice for each attribute. */
export function Conditions() {
  const words = text.value.reconstruct;
  const attributes = model.value?.conditions ?? [];
  if (attributes.length === 0) return null;
  return (
    <fieldset class="controls" aria-label={words.condition}>
      {attributes.map(({ name, levels }) => (
        <label key={name} class="row">
          {words.condition} {name}
          <select
            value={field(`as.${name}`) ?? ""}
            onChange={(event) => setFields({ [`as.${name}`]: event.currentTarget.value || undefined })}
          >
            <option value="">
              {drawing.value
                ? (look.value?.condition?.[name] ?? "–")
                : words.ownValue(look.value?.condition?.[name] ?? "–")}
            </option>
            {levels.map((level) => (
              <option key={level} value={level}>
                {level}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  );
}
