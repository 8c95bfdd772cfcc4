// What went wrong, until it is dismissed.

import { dismiss, problems } from "../state/problems.ts";
import { text } from "../text/index.ts";

/** The list of problems, read aloud as they come. */
export function Problems() {
  const { common } = text.value;
  return (
    <div class="problems" role="alert">
      {problems.value.map(({ id, text: said }) => (
        <div key={id} class="problem">
          <p>
            <strong>{common.error}</strong> <span lang="en">{said}</span>
          </p>
          <button type="button" class="plain" aria-label={common.close} onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
