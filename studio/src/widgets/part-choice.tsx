// A choice among the parts of the data, or files that were dropped.

import { text } from "../text/index.ts";
import type { PartSummary } from "../worker/restore-data.ts";

/** The parts that there are, with their counts. */
export function PartChoice({
  parts,
  chosen,
  onChoose,
}: {
  readonly parts: readonly PartSummary[];
  readonly chosen: string | undefined;
  readonly onChoose: (part: string) => void;
}) {
  const { common } = text.value;
  return (
    <label class="row">
      {common.part}
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {parts.map(({ part, name, count }) => (
          <option key={part} value={part}>
            {common.parts[part]}
            {name ? ` ${name}` : ""} ({common.whole(count)})
          </option>
        ))}
      </select>
    </label>
  );
}
