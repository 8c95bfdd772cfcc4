// Several finished runs side by side: their numbers, their curves, what differs in their configs.

import { useEffect, useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { type Curve, Curves } from "../../widgets/curves.tsx";
import type { RunComparison } from "../../worker/vaekit.ts";

/** The comparison of the runs that are ticked. */
export function Comparison({ names }: { readonly names: readonly string[] }) {
  const words = text.value.runs;
  const [found, setFound] = useState<RunComparison | undefined>(undefined);
  const key = names.join("|");
  useEffect(() => {
    setFound(undefined);
    if (names.length < 2) return;
    let wanted = true;
    void attempt(() => worker.compared(names)).then((result) => wanted && setFound(result));
    return () => {
      wanted = false;
    };
  }, [key]);
  if (names.length < 2) return <p class="soft">{words.compareHint}</p>;
  if (found === undefined) return <p class="soft">{text.value.common.working}</p>;
  return <Compared comparison={found} />;
}

function Compared({ comparison: { runs, measures, differences, notes } }: { readonly comparison: RunComparison }) {
  const words = text.value.runs;
  const { common } = text.value;
  const curves = runs.map(
    ({ name, history }, i): Curve => ({
      label: name,
      colour: `class-${i % 12}`,
      points: history.map(
        ({ step, train, validation }) => [step, validation?.loss ?? train.loss ?? Number.NaN] as const,
      ),
    }),
  );
  return (
    <section class="card scroll-x" aria-label={words.compare}>
      <h3>{words.compare}</h3>
      {notes.map((note) => (
        <p key={note} class="notice" lang="en">
          {note}
        </p>
      ))}
      <table class="cells">
        <thead>
          <tr>
            <th scope="col">{words.measure}</th>
            {runs.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measures.map(({ key, label, values, best }) => (
            <tr key={key}>
              <th scope="row" lang="en">
                {label}
              </th>
              {values.map((value, i) => (
                <td key={runs[i]!.name}>
                  {value === undefined ? "–" : best.includes(i) ? <b>{common.number(value)}</b> : common.number(value)}
                  {best.includes(i) && <small class="good"> {words.best}</small>}
                </td>
              ))}
            </tr>
          ))}
          {differences.length > 0 && (
            <tr>
              <th scope="rowgroup" colSpan={runs.length + 1}>
                {words.differences}
              </th>
            </tr>
          )}
          {differences.map(({ path, values }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              {values.map((value, i) => (
                <td key={runs[i]!.name} class="wrap">
                  <code>{value === undefined ? "–" : JSON.stringify(value)}</code>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Curves title={words.curves} curves={curves} />
    </section>
  );
}
