// The strangest items first, and the most usual ones; each opens in the Reconstruct panel.

import { useEffect, useRef, useState } from "preact/hooks";
import { setFields, show } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { putPicture } from "../../widgets/item-grid.tsx";
import type { PictureItems, SeriesItems } from "../../worker/api.ts";
import { askLists, type Listing, labels, listed, result, threshold } from "./state.ts";

const FIRST = 40;
const STEP = 40;

/** Both lists. */
export function Lists() {
  const words = text.value.score;
  const found = result.value!;
  const [count, more] = useState(FIRST);
  useEffect(() => askLists({ found, count }), [found, count]);
  const lists = listed.value;
  if (lists === undefined) return null;
  const all = lists.strange.indices.length >= Math.ceil(found.order.length / 2);
  return (
    <div class="lists">
      <section class="card" aria-labelledby="strangest-title">
        <h3 id="strangest-title">{words.strangest}</h3>
        <p class="soft">{words.openHint}</p>
        <List list={lists.strange} />
        {!all && (
          <p>
            <button type="button" onClick={() => more(count + STEP)}>
              {words.more}
            </button>
          </p>
        )}
      </section>
      <section class="card" aria-labelledby="usual-title">
        <h3 id="usual-title">{words.mostUsual}</h3>
        <p class="soft">{words.openHint}</p>
        <List list={lists.usual} />
      </section>
    </div>
  );
}

function openItem(index: number): void {
  setFields({ part: result.value!.wish.part, item: String(index), from: undefined, only: undefined });
  show("reconstruct");
}

function List({ list }: { readonly list: Listing }) {
  if (list.items.kind === "rows") return <Rows list={list} />;
  return (
    <ul class={`scored ${list.items.kind}`}>
      {list.indices.map((index, i) => (
        <li key={index}>
          <Tile list={list} at={i} />
        </li>
      ))}
    </ul>
  );
}

const labelOf = (index: number) => {
  const all = labels.value;
  return all?.names[all.labels[index] ?? -1];
};

function Tile({ list, at }: { readonly list: Listing; readonly at: number }) {
  const words = text.value.score;
  const { common } = text.value;
  const index = list.indices[at]!;
  const score = result.value!.score[index]!;
  const name = list.names?.[at] ?? words.item(common.whole(index));
  const { items } = list;
  return (
    <button
      type="button"
      class={`tile-item${score > threshold.value ? " strange" : ""}`}
      title={name}
      onClick={() => openItem(list.open[at]!)}
    >
      {items.kind === "pictures" && <Picture items={items} at={at} />}
      {items.kind === "series" && <Window items={items} at={at} />}
      <span>
        <b>{common.number(score, 4)}</b> {labelOf(index)}
      </span>
      {list.names && <span class="soft">{name}</span>}
      <span class="visually-hidden">{words.open(name, common.number(score))}</span>
    </button>
  );
}

function Picture({ items, at }: { readonly items: PictureItems; readonly at: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const here = canvas.current!;
    [here.width, here.height] = [items.width, items.height];
    const image = new ImageData(items.width, items.height);
    putPicture(image, items, at, 0, 0);
    here.getContext("2d")!.putImageData(image, 0, 0);
  }, [items, at]);
  return <canvas ref={canvas} />;
}

function Window({ items: { columns, steps, values }, at }: { readonly items: SeriesItems; readonly at: number }) {
  return (
    <svg viewBox="0 0 120 60" aria-hidden="true">
      {columns.slice(0, 6).map((name, c) => {
        const from = (at * columns.length + c) * steps;
        const line = values.subarray(from, from + steps);
        const [low, high] = [Math.min(...line), Math.max(...line)];
        const d = Array.from(line, (value, t) => {
          const y = 57 - ((value - low) / (high - low || 1)) * 54;
          return `${t === 0 ? "M" : "L"}${((t / Math.max(1, steps - 1)) * 120).toFixed(1)} ${y.toFixed(1)}`;
        }).join("");
        return <path key={name} d={d} style={{ stroke: `var(--class-${c % 12})` }} />;
      })}
    </svg>
  );
}

function Rows({ list }: { readonly list: Listing }) {
  const words = text.value.score;
  const { common } = text.value;
  const { items } = list;
  if (items.kind !== "rows") return null;
  const withReasons = list.reasons.some((reasons) => reasons.length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={words.strangest}>
      <table class="cells">
        <thead>
          <tr>
            <th scope="col">{words.row}</th>
            <th scope="col">{words.score}</th>
            {withReasons && <th scope="col">{words.reasons}</th>}
            {items.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.indices.map((index, i) => (
            <tr key={index}>
              <td>
                <button
                  type="button"
                  class="small"
                  aria-label={words.open(words.item(common.whole(index)), common.number(result.value!.score[index]!))}
                  onClick={() => openItem(list.open[i]!)}
                >
                  {common.whole(index)}
                </button>
              </td>
              <td class={result.value!.score[index]! > threshold.value ? "beyond-text" : undefined}>
                {common.number(result.value!.score[index]!, 4)} {labelOf(index)}
              </td>
              {withReasons && (
                <td>
                  {list.reasons[i]!.map(({ name, nats, usual }) => (
                    <span key={name} class="reason">
                      {words.reason(
                        name === "latent" ? words.latent : name,
                        common.number(nats, 3),
                        usual === undefined ? undefined : common.number(usual, 2),
                      )}
                    </span>
                  ))}
                </td>
              )}
              {items.rows[i]!.map((cell, column) => (
                <td key={items.columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
