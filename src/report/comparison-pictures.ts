// What runs of pictures make, row by row: samples drawn with the same seed, and the same held-out items restored.

import type { ComparedPictures, Items } from "../tasks/index.ts";
import { runName } from "./comparison-runs.ts";
import { type Content, html, type Markup } from "./escape.ts";
import { formatNumber } from "./numbers.ts";
import { firstItems, pictureGrid, scaleFor } from "./pictures.ts";
import type { Section } from "./section.ts";

/** Rows of samples, and rows of restored items where the runs have held-out ones in common. */
export function pictureSections({ runs, originals, part, notes }: ComparedPictures): Section[] {
  const sampled = runs.filter(({ samples }) => samples);
  const remarks = notes.map((note) => html`<p>${note}</p>`);
  const samples: Section = {
    id: "samples",
    title: "Samples",
    body: html`<p>New pictures of each run, decoded from codes that its prior gives for the same seed; shown is the mean of the likelihood.${sampled.length < runs.length && " An autoencoder has no prior to draw from."}</p>
${rows(sampled.map(({ name, index, samples }) => [runName({ name }, index), pictureRow(samples!, `Pictures sampled from run ${name}`)]))}`,
  };
  const restored = originals && [
    ["Original" as Content, pictureRow(originals, `Held-out pictures of the ${part} part`)] as const,
    ...runs.flatMap(({ name, index, restored, error }) =>
      restored === undefined
        ? []
        : [
            [
              html`${runName({ name }, index)}<span class="unit">squared error ${formatNumber(error!)}</span>`,
              pictureRow(restored, `The same pictures as run ${name} restores them`),
            ] as const,
          ],
    ),
  ];
  const reconstructions: Section = {
    id: "reconstructions",
    title: "Reconstructions",
    body: html`${restored && html`<p>Pictures of the ${part} part and what each run decodes from their codes. Squared error: per pixel value, mean over these pictures.</p>${rows(restored)}`}${remarks}`,
  };
  return [...(sampled.length > 0 ? [samples] : []), ...(restored || remarks.length > 0 ? [reconstructions] : [])];
}

function rows(entries: readonly (readonly [Content, Markup])[]): Markup {
  return html`<dl class="rows">${entries.map(([name, row]) => html`<dt>${name}</dt><dd>${row}</dd>`)}</dl>`;
}

function pictureRow(items: Items, alt: string): Markup {
  const shape = items.shape.slice(1);
  const large = Math.max(shape[1]!, shape[2]!) > 96;
  const columns = large ? 6 : 12;
  const shown = firstItems(items, columns);
  return pictureGrid(shown, { columns, scale: scaleFor(shape, 60), alt });
}
