// Conditional models: what the item is taken for.

import { model } from "../../state/session.ts";
import { field, setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { Choice } from "../../widgets/choice.tsx";
import { drawing, look } from "./state.ts";

/** A choice for each attribute. */
export function Conditions() {
  const words = text.value.reconstruct;
  const attributes = model.value?.conditions ?? [];
  if (attributes.length === 0) return null;
  return (
    <fieldset class="controls" aria-label={words.condition}>
      {attributes.map(({ name, levels }) => (
        <Choice
          key={name}
          label={`${words.condition} ${name}`}
          value={field(`as.${name}`) ?? ""}
          names={levels}
          none={
            drawing.value
              ? (look.value?.condition?.[name] ?? "–")
              : words.ownValue(look.value?.condition?.[name] ?? "–")
          }
          onChoose={(level) => setFields({ [`as.${name}`]: level })}
        />
      ))}
    </fieldset>
  );
}
