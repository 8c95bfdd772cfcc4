// Generate: samples of the model with seed, temperature and condition; live while it trains.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Nothing } from "../../shell/nothing.tsx";
import { latest } from "../../state/latest.ts";
import { seed } from "../../state/seed.ts";
import { model } from "../../state/session.ts";
import { field, numberField, setFields } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { Choice } from "../../widgets/choice.tsx";
import { csvOf, download, pngOf } from "../../widgets/download.ts";
import { ItemGrid } from "../../widgets/item-grid.tsx";
import { Seed } from "../../widgets/seed.tsx";
import type { Items, ModelInfo, SeriesItems } from "../../worker/api.ts";
import type { SampleWish } from "../../worker/generate.ts";

const COUNTS = [16, 36, 64, 100, 225, 400];

/** The panel. */
export function GeneratePanel() {
  const words = text.value.generate;
  const open = model.value;
  return (
    <div class="panel">
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      {open === undefined ? (
        <Nothing />
      ) : open.canSample ? (
        <Samples model={open} />
      ) : (
        <p class="notice">{words.none}</p>
      )}
    </div>
  );
}

function Samples({ model: open }: { readonly model: ModelInfo }) {
  const words = text.value.generate;
  const temperature = numberField("t", 1, { low: 0, high: 2 });
  const count = numberField("n", open.kind === "image" ? 64 : 36, { low: 1, high: 2000 });
  const each = field("each") === "1";
  const sampler = field("from") === "prior" ? ("prior" as const) : undefined;
  const given = Object.fromEntries(
    open.conditions.flatMap(({ name, levels }) => {
      const level = field(`is-${name}`);
      return level !== undefined && levels.includes(level) ? [[name, level]] : [];
    }),
  );
  const [items, setItems] = useState<Items | undefined>(undefined);
  const holder = useRef<HTMLDivElement>(null);
  const draw = useMemo(() => latest((wish: SampleWish) => worker.samples(wish), setItems), []);
  const condition = Object.keys(given).length > 0 ? given : undefined;
  const open_ = open.conditions.some(({ name }) => given[name] === undefined);
  useEffect(() => {
    draw({
      count: each && open_ ? Math.min(count, 12) : count,
      seed: seed.value,
      temperature,
      sampler,
      condition,
      each: each && open_,
    });
  }, [open.revision, count, seed.value, temperature, sampler, each, JSON.stringify(given)]);
  const save = async () => {
    if (items !== undefined && items.kind !== "pictures") {
      const { columns, rows } = items.kind === "series" ? rowsOfSeries(items) : items;
      return download(csvOf(columns, rows), `${open.run}-samples.csv`);
    }
    const canvas = holder.current?.querySelector("canvas");
    if (canvas)
      download(await pngOf(canvas, Math.max(1, Math.round(112 / (open.shape[1] ?? 28)))), `${open.run}-samples.png`);
  };
  return (
    <>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Seed next={words.another} />
        {open.kind !== "table" && (
          <label class="row" title={words.temperatureNote}>
            {words.temperature}
            <input
              type="range"
              min={0}
              max={2}
              step={0.05}
              value={temperature}
              onInput={(event) =>
                setFields({ t: event.currentTarget.value === "1" ? undefined : event.currentTarget.value })
              }
            />
            <output>{temperature.toFixed(2)}</output>
          </label>
        )}
        <label class="row">
          {words.count}
          <select value={count} onChange={(event) => setFields({ n: event.currentTarget.value })}>
            {[...new Set([...COUNTS, count])]
              .sort((a, b) => a - b)
              .map((n) => (
                <option key={n}>{n}</option>
              ))}
          </select>
        </label>
        {open.fitted && (
          <label class="row">
            {words.from}
            <select
              value={sampler ?? "fitted"}
              onChange={(event) => setFields({ from: event.currentTarget.value === "prior" ? "prior" : undefined })}
            >
              <option value="fitted">{words.fitted}</option>
              <option value="prior">{words.prior}</option>
            </select>
          </label>
        )}
        {open.conditions.map(({ name, levels }) => (
          <Choice
            key={name}
            label={name}
            value={given[name] ?? ""}
            names={levels}
            none={words.any}
            onChoose={(level) => setFields({ [`is-${name}`]: level })}
          />
        ))}
        {open.conditions.length > 0 && (
          <label class="choice">
            <input
              type="checkbox"
              checked={each}
              onChange={(event) => setFields({ each: event.currentTarget.checked ? "1" : undefined })}
            />
            {words.each}
          </label>
        )}
        <button type="button" disabled={!items} onClick={() => void save()}>
          {items !== undefined && items.kind !== "pictures" ? words.downloadCsv : words.download}
        </button>
      </form>
      {open.status === "training" && <p class="soft">{words.live}</p>}
      <section class="card" aria-label={words.samples} ref={holder}>
        {items && (
          <ItemGrid
            items={items}
            label={words.samples}
            columns={items.kind !== "pictures" ? undefined : each && open_ ? Math.min(count, 12) : undefined}
            size={72}
          />
        )}
      </section>
    </>
  );
}

// A line for each step of each window.
function rowsOfSeries({ count, columns, steps, values }: SeriesItems) {
  const rows = Array.from({ length: count * steps }, (_, at) => {
    const [i, t] = [Math.floor(at / steps), at % steps];
    return [i, t, ...columns.map((_, c) => values[(i * columns.length + c) * steps + t]!)].map(String);
  });
  return { columns: ["window", "step", ...columns], rows };
}
