// What the model makes of the latent in hand, large, beside the item that it came from or the nearest one.

import { model } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { Choice } from "../../widgets/choice.tsx";
import type { RowItems } from "../../worker/api.ts";
import {
  again,
  centreOf,
  companion,
  condition,
  decoded,
  latent,
  picked,
  type Source,
  source,
  take,
  takeItem,
} from "./hand.ts";
import { ItemView } from "./item-view.tsx";
import { labelName, shortNumber } from "./state.ts";

/** The preview at the head of the side column. */
export function PreviewCard() {
  const words = text.value.latent;
  const { common } = text.value;
  const now = decoded.value;
  const beside = companion.value;
  const own = source.value.kind === "item";
  if (now?.items.kind === "rows") {
    return (
      <section class="card preview" aria-label={words.preview}>
        <RowPair made={now.items} beside={beside?.items.kind === "rows" ? beside.items : undefined} />
        <Numbers />
        <Conditions />
        <Starts />
      </section>
    );
  }
  return (
    <section class="card preview" aria-label={words.preview}>
      <div class="looks">
        <figure>
          {now && <ItemView items={now.items} label={words.decoded} size={188} />}
          <figcaption aria-live="polite">{sourceText(source.value)}</figcaption>
        </figure>
        {beside && (
          <figure class="beside">
            <ItemView items={beside.items} label={words.item(common.whole(beside.index))} size={104} />
            <figcaption>
              {own ? words.original : words.nearest}
              {beside.label !== undefined && (
                <b>
                  <i class="swatch" style={{ background: `var(--class-${beside.label % 12})` }} />
                  {labelName(beside.label)}
                </b>
              )}
            </figcaption>
          </figure>
        )}
      </div>
      <Numbers />
      <Conditions />
      <Starts />
    </section>
  );
}

// What is made of a row beside the item's own cells.
function RowPair({ made, beside }: { readonly made: RowItems; readonly beside: RowItems | undefined }) {
  const words = text.value.latent;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="row-pair" tabIndex={0} aria-label={words.preview}>
      <table class="cells">
        <thead>
          <tr>
            <td />
            <th scope="col">{sourceText(source.value)}</th>
            {beside && <th scope="col">{source.value.kind === "item" ? words.original : words.nearest}</th>}
          </tr>
        </thead>
        <tbody>
          {made.columns.map((column, i) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              <td>{made.rows[0]?.[i]}</td>
              {beside && <td>{beside.rows[0]?.[beside.columns.indexOf(column)]}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Numbers() {
  if (latent.value === undefined) return null;
  return (
    <p class="numbers value">
      z = {Array.from(latent.value.subarray(0, 8), shortNumber).join(", ")}
      {latent.value.length > 8 ? " …" : ""}
    </p>
  );
}

// Latents to begin from: the item last taken, the middle, the nearest item.
function Starts() {
  const words = text.value.latent;
  const { common } = text.value;
  const beside = companion.value;
  const own = source.value.kind === "item";
  return (
    <div class="buttons">
      {!own && picked.value !== undefined && (
        <button type="button" onClick={() => takeItem(picked.value!)}>
          {words.item(common.whole(picked.value))}
        </button>
      )}
      <button type="button" onClick={() => take({ z: centreOf().z }, { kind: "centre" })}>
        {words.centres[centreOf().name]}
      </button>
      {beside && !own && (
        <button type="button" onClick={() => takeItem(beside.index)}>
          {words.toNearest}
        </button>
      )}
    </div>
  );
}

function sourceText(from: Source): string {
  const words = text.value.latent;
  const { common } = text.value;
  switch (from.kind) {
    case "item":
      return words.sources.item(common.whole(from.index));
    case "mean":
      return words.sources.mean(from.of === "selection" ? words.selection : from.of);
    case "attribute":
      return words.sources.attribute(common.number(from.strength, 3));
    case "path":
      return words.sources.path(common.number(100 * from.share, 3));
    case "centre":
      return words.centres[centreOf().name];
    default:
      return words.sources[from.kind];
  }
}

function Conditions() {
  const words = text.value.latent;
  const conditions = model.value?.conditions ?? [];
  if (conditions.length === 0) return null;
  return (
    <fieldset class="conditions">
      <legend class="visually-hidden">{words.conditions}</legend>
      {conditions.map(({ name, levels }) => (
        <Choice
          key={name}
          label={name}
          value={condition.value[name] ?? ""}
          names={levels}
          onChoose={(level) => {
            condition.value = { ...condition.value, [name]: level ?? "" };
            again();
          }}
        />
      ))}
    </fieldset>
  );
}
