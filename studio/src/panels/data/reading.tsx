// How given files are to be read, where they do not say it themselves: the size of pictures, the column of labels, time series.

import { useState } from "preact/hooks";
import { data, givenFiles, openData, opening } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import type { ReadOptions } from "../../worker/api.ts";

/** A form that reads the same files again. */
export function Reading() {
  const words = text.value.data;
  const given = givenFiles.value;
  const [side, setSide] = useState("");
  const [labels, setLabels] = useState("");
  const [series, setSeries] = useState(false);
  const [window, setWindow] = useState(128);
  const [time, setTime] = useState("");
  if (given === undefined) return null;
  const pictures = data.value?.kind === "image" && givenFiles.value?.name === data.value.name;
  const table = given.files.length === 1 && /\.(csv|tsv|txt|json|jsonl)(\.gz)?$/i.test(given.files[0]!.path);
  const options: ReadOptions = {
    ...(Number(side) > 0 && { resize: { width: Number(side), height: Number(side) } }),
    ...(labels !== "" && { labels }),
    ...(table && series && { window, ...(time !== "" && { time }) }),
  };
  return (
    <details class="card" open={!table && !pictures}>
      <summary>
        <h3>{words.reading}</h3>
      </summary>
      <p class="soft">{words.readingNote}</p>
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          void openData({ ...given, options });
        }}
      >
        {!table && (
          <label class="row">
            {words.resize}
            <input
              type="number"
              min={8}
              max={512}
              value={side}
              onInput={(event) => setSide(event.currentTarget.value)}
            />
            {words.pixels}
          </label>
        )}
        <label class="row">
          {words.labelColumn}
          <input
            type="text"
            list="columns"
            placeholder={words.columnName}
            value={labels}
            onInput={(event) => setLabels(event.currentTarget.value)}
          />
        </label>
        <datalist id="columns">
          {(data.value?.columns ?? []).map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {table && (
          <label class="choice">
            <input type="checkbox" checked={series} onChange={(event) => setSeries(event.currentTarget.checked)} />
            {words.asSeries}
          </label>
        )}
        {table && series && (
          <>
            <label class="row">
              {words.window}
              <input
                type="number"
                min={2}
                max={10_000}
                value={window}
                onInput={(event) => setWindow(Number(event.currentTarget.value))}
              />
            </label>
            <label class="row">
              {words.timeColumn}
              <input
                type="text"
                list="columns"
                placeholder={words.rows}
                value={time}
                onInput={(event) => setTime(event.currentTarget.value)}
              />
            </label>
          </>
        )}
        <button type="submit" disabled={opening.value !== undefined}>
          {words.readAgain}
        </button>
      </form>
    </details>
  );
}
