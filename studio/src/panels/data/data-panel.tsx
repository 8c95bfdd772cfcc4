// Data: a built-in set or one's own files; what was understood of them, and a contact sheet.

import { useEffect, useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { data, dataProblem, givenFiles, openData, opening } from "../../state/session.ts";
import { field, numberField, setFields, show } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { ItemGrid } from "../../widgets/item-grid.tsx";
import type { DataSummary, Items } from "../../worker/api.ts";
import { DropZone } from "./drop-zone.tsx";
import { Reading } from "./reading.tsx";

const COUNTS = [1000, 10_000, 30_000, 60_000];

/** The panel. */
export function DataPanel() {
  const words = text.value.data;
  const { common } = text.value;
  const open = data.value;
  const busy = opening.value;
  const count = numberField("count", 10_000);
  return (
    <div class="panel">
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      <div class="two">
        <section class="card" aria-labelledby="builtin-title">
          <h3 id="builtin-title">{words.builtin}</h3>
          <div class="tiles">
            {(["digits", "sprites"] as const).map((name) => (
              <button
                key={name}
                type="button"
                class="tile"
                aria-pressed={field("data") === name}
                disabled={busy !== undefined}
                onClick={() => void openData({ kind: "builtin", name, count })}
              >
                <Sample name={name} />
                <span>{words.sets[name]}</span>
              </button>
            ))}
          </div>
          <label class="row">
            {words.count}
            <select
              value={count}
              onChange={(event) => {
                const wanted = Number(event.currentTarget.value);
                setFields({ count: wanted === 10_000 ? undefined : String(wanted) });
                const name = field("data");
                if (name !== undefined) void openData({ kind: "builtin", name, count: wanted });
              }}
            >
              {[...new Set([...COUNTS, count])]
                .sort((a, b) => a - b)
                .map((n) => (
                  <option key={n} value={n}>
                    {common.whole(n)}
                  </option>
                ))}
            </select>
          </label>
        </section>
        <DropZone disabled={busy !== undefined} />
      </div>
      <div aria-live="polite">
        {busy && <p class="working">{words.opening(busy.done, busy.total)}</p>}
        {dataProblem.value !== undefined && (
          <div class="notice bad">
            <h3>{words.problem}</h3>
            <p lang="en">{dataProblem.value}</p>
          </div>
        )}
      </div>
      <Reading key={givenFiles.value?.name} />
      {open && <Understood data={open} />}
      {open && <Sheet key={`${open.name} ${open.counts.train} ${open.milliseconds}`} data={open} />}
      {open && (
        <p>
          <button type="button" class="primary" onClick={() => show("model")}>
            {words.next}
          </button>
        </p>
      )}
    </div>
  );
}

function Understood({
  data: { name, text: kind, counts, notes, labels, columns, milliseconds },
}: {
  readonly data: DataSummary;
}) {
  const words = text.value.data;
  const { common } = text.value;
  const most = Math.max(...labels.map(({ count }) => count), 1);
  return (
    <section class="card" aria-labelledby="understood-title">
      <h3 id="understood-title">{words.understood}</h3>
      <p class="facts">
        <b>{name}</b>
        <span lang="en">{kind}</span>
        {(["train", "validation", "test"] as const).map((part) =>
          counts[part] === undefined ? null : (
            <span key={part}>
              {words.parts[part]} {common.whole(counts[part])}
            </span>
          ),
        )}
        <span>{words.openedIn(common.duration(milliseconds / 1000))}</span>
      </p>
      <ul class="notes" lang="en">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {labels.length > 0 && (
        <>
          <h4>{words.labels}</h4>
          <ul class="tally">
            {labels.map(({ name: label, count }, i) => (
              <li key={label}>
                <span>{label}</span>
                <i style={{ width: `${(100 * count) / most}%`, background: `var(--class-${i % 12})` }} />
                <span class="value">{common.whole(count)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {columns.length > 0 && (
        <details>
          <summary>
            {words.columns} ({columns.length})
          </summary>
          <table class="cells">
            <thead>
              <tr>
                <th scope="col">{words.column}</th>
                <th scope="col">{words.type}</th>
              </tr>
            </thead>
            <tbody>
              {columns.map((column) => (
                <tr key={column.name}>
                  <td>{column.name}</td>
                  <td>{column.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

const SHOWN = 120;

function Sheet({ data: { labels, counts } }: { readonly data: DataSummary }) {
  const words = text.value.data;
  const { common } = text.value;
  const [label, choose] = useState<number | undefined>(undefined);
  const [items, setItems] = useState<Items | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void attempt(() => worker.sheet({ count: SHOWN, label })).then((found) => wanted && found && setItems(found.items));
    return () => {
      wanted = false;
    };
  }, [label]);
  const all = label === undefined ? counts.train : labels[label]!.count;
  return (
    <section class="card" aria-labelledby="sheet-title">
      <div class="heading">
        <h3 id="sheet-title">{words.sheet}</h3>
        {labels.length > 0 && (
          <label class="row">
            {words.labels}
            <select
              value={label ?? -1}
              onChange={(event) => {
                const chosen = Number(event.currentTarget.value);
                choose(chosen < 0 ? undefined : chosen);
              }}
            >
              <option value={-1}>{words.allLabels}</option>
              {labels.map(({ name }, i) => (
                <option key={name} value={i}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p class="soft">{words.sheetNote(common.whole(Math.min(SHOWN, all)), common.whole(all))}</p>
      {items && (
        <ItemGrid items={items} label={words.sheet} size={32} columns={items.kind === "pictures" ? 20 : undefined} />
      )}
    </section>
  );
}

// A hint of what a built-in set looks like.
function Sample({ name }: { readonly name: "digits" | "sprites" }) {
  const d =
    name === "digits"
      ? "M9 10c8-7 14 2 8 9l-9 11h14M34 9h12l-7 9c9-1 9 13-3 12-3 0-5-2-6-4M62 8l-9 15h15M64 16v15"
      : "M8 12h14v14H8zM38 19a8 8 0 1016 0 8 8 0 10-16 0M71 28c-14-9-8-18-1-12 7-6 14 3 1 12";
  return (
    <svg class="sample" viewBox="0 0 84 40" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
