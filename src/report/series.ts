// Windows of time series as lines: held-out ones with what the model restores of them, and new ones.

import * as Plot from "@observablehq/plot";
import type { SeriesSchema } from "../data/index.ts";
import { describeSampler, type Items, type Overview } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { count } from "./numbers.ts";
import { chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";

const MOST_WINDOWS = 4;
const MOST_CHANNELS = 3;

/** Held-out windows and what the model restores from their codes. */
export function windowsSection({ reconstructions, file }: Overview): Section {
  const { originals, restored } = reconstructions;
  return {
    id: "reconstructions",
    title: "Reconstructions",
    body: html`<p>Held-out windows and what the model restores from their codes, in the units of the data.${more(file.schema as SeriesSchema)}</p>
${legend([
  { name: "original", colour: "var(--idle)" },
  { name: "restored", colour: "var(--accent)" },
])}
<div class="trio">${figures(file.schema as SeriesSchema, [originals, restored], "A held-out window and its reconstruction")}</div>`,
  };
}

/** Windows of the data and new ones from drawn codes; nothing for an autoencoder without a sampler. */
export function newWindowsSection({ examples, samples, file }: Overview): Section | undefined {
  if (samples === undefined) return undefined;
  return {
    id: "samples",
    title: "Samples",
    body: html`<p>Windows of the training data, and beside each a new one: the mean of the likelihood at a code drawn from ${describeSampler(file)}. The two are not related.${more(file.schema as SeriesSchema)}</p>
${legend([
  { name: "training data", colour: "var(--idle)" },
  { name: "new", colour: "var(--accent)" },
])}
<div class="trio">${figures(file.schema as SeriesSchema, [examples, samples], "A window of the training data and a new one")}</div>`,
  };
}

function more({ columns }: SeriesSchema): string {
  return columns.length > MOST_CHANNELS ? ` ${MOST_CHANNELS} of ${count(columns.length, "channel")} are shown.` : "";
}

// One figure for each window and channel, channels side by side.
function figures({ columns, window }: SeriesSchema, [first, second]: readonly [Items, Items], label: string): Markup[] {
  const windows = Math.min(MOST_WINDOWS, first.shape[0]!, second.shape[0]!);
  const channels = Math.min(MOST_CHANNELS, columns.length);
  return Array.from({ length: windows * channels }, (_, i) => {
    const [item, channel] = [Math.floor(i / channels), i % channels];
    const from = (item * columns.length + channel) * window;
    const line = ({ data }: Items) => Array.from(data.subarray(from, from + window), (y, x) => ({ x, y }));
    return html`<figure class="above"><figcaption><strong>${columns[channel]!.name}</strong>, window ${item + 1}</figcaption>${chart(
      {
        label,
        width: 300,
        height: 150,
        marginLeft: 44,
        marginRight: 8,
        marginBottom: 26,
        marginTop: 8,
        x: { label: null, ticks: 4 },
        y: { label: null, ticks: 4 },
        marks: [
          Plot.line(line(first), { x: "x", y: "y", stroke: "var(--idle)", strokeWidth: 1.6 }),
          Plot.line(line(second), { x: "x", y: "y", stroke: "var(--accent)", strokeWidth: 1.6 }),
        ],
      },
    )}</figure>`;
  });
}
