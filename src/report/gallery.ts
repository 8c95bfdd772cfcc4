// Pictures that show what a model can do: samples beside training data, originals above reconstructions.

import { float32, rows, sizeOf } from "../array/index.ts";
import { describeSampler, type Items, type Overview, type Restored } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { formatAt } from "./numbers.ts";
import { firstItems, pictureGrid, scaleFor } from "./pictures.ts";
import type { Section } from "./section.ts";

/** Samples beside pictures of the training data; nothing for an autoencoder without a sampler. */
export function samplesSection({ samples, examples, itemShape, file }: Overview): Section | undefined {
  if (samples === undefined) return undefined;
  return {
    id: "samples",
    title: "Samples",
    body: html`<p>New pictures, decoded from random codes, next to real ones.</p>
<div class="pair">
<figure>${pictureSheet(samples, itemShape, "pictures sampled from the model")}
<figcaption><strong>Samples.</strong> Codes drawn from ${describeSampler(file)}; shown is ${file.config.model.kind === "vae" ? "the mean of the likelihood" : "what they decode to"}.</figcaption></figure>
<figure>${pictureSheet(examples, itemShape, "pictures of the training data")}
<figcaption><strong>Training data.</strong> Drawn at random.</figcaption></figure>
</div>`,
  };
}

/** Up to 64 pictures in rows of eight; fewer where they are large. */
export function pictureSheet(items: Items, itemShape: readonly number[], what: string): Markup {
  const large = Math.max(itemShape[1]!, itemShape[2]!) > 96;
  const shown = firstItems(items, large ? 16 : 64);
  const alt = `Grid of ${shown.shape[0]} ${what}`;
  return pictureGrid(shown, { columns: large ? 4 : 8, scale: scaleFor(itemShape, 56), alt });
}

/** Each original above what the model saw, where that differs, and above what it made of it. */
export function reconstructionsSection({ reconstructions, itemShape, file }: Overview): Section {
  const { corrupt } = file.config.train;
  const noisy = isNoisy(reconstructions);
  const lines = noisy ? ["original", "input", "restored"] : ["original", "restored"];
  const scale = scaleFor(itemShape, 84);
  const [height, width] = [itemShape[1]! * scale, itemShape[2]! * scale];
  const { error, inputError } = reconstructions;
  const most = Math.max(...error);
  const item = (_: unknown, i: number) => {
    const text = formatAt(error[i]!, most);
    const alt = `Item ${i + 1}: ${lines.join(" above ")}; mean squared error ${text}`;
    const strip = pictureGrid(stacked(reconstructions, i, noisy), { columns: 1, scale, alt });
    return html`<li>${strip}${noisy && html`${formatAt(inputError[i]!, most)} \u2192 `}${text}</li>`;
  };
  const what = noisy
    ? `Held-out pictures, below them what the model saw (noise ${corrupt ?? "added"}) and what it restored`
    : "Held-out pictures, below them what was decoded from their codes";
  const numbers = noisy ? "before and after restoring" : "of what was restored";
  return {
    id: "reconstructions",
    title: "Reconstructions",
    body: html`<p>${what}. Numbers: mean squared error per pixel value, ${numbers}.</p>
<div class="strips" style="--width:${width}px;--ratio:${height / width};--tall:${width}"><div class="key" aria-hidden="true">${lines.map((line) => html`<span>${line}</span>`)}</div>
<ul>${Array.from(error, item)}</ul></div>`,
  };
}

/** True when the model saw something else than the originals. */
export function isNoisy({ inputError }: Restored): boolean {
  return inputError.some((error) => error > 0);
}

function stacked({ originals, inputs, restored }: Restored, i: number, noisy: boolean): Items {
  const parts = (noisy ? [originals, inputs, restored] : [originals, restored]).map((items) => rows(items, i, i + 1));
  const shape = [parts.length, ...originals.shape.slice(1)];
  const data = new Float32Array(sizeOf(shape));
  parts.forEach((part, k) => {
    data.set(part.data, k * part.data.length);
  });
  return float32(data, shape);
}
