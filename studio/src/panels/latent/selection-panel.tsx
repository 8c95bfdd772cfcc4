// What is selected: how many of which label, a contact sheet, the mean decoded; groups A and B and the way between their means.

import { useEffect, useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { ItemGrid } from "../../widgets/item-grid.tsx";
import type { Items } from "../../worker/api.ts";
import { Attribute } from "./attribute.tsx";
import { groups } from "./groups.ts";
import { take, takeItem } from "./hand.ts";
import { isolated, labelName, map, selection } from "./state.ts";

const SHEET = 48;

/** The section. */
export function SelectionPanel() {
  const words = text.value.latent;
  const { common } = text.value;
  const chosen = selection.value;
  if ((map.value?.count ?? 0) === 0) return <p class="soft">{words.noItems}</p>;
  return (
    <div class="selection">
      {chosen.length === 0 ? (
        <p class="soft">{words.selectHint}</p>
      ) : (
        <>
          <div class="heading">
            <h3>{words.selected(common.whole(chosen.length))}</h3>
            <div class="buttons">
              <button type="button" onClick={() => void showMean("selection")}>
                {words.showMean}
              </button>
              <button type="button" onClick={() => void keep("A")}>
                {words.keepAs("A")}
              </button>
              <button type="button" onClick={() => void keep("B")}>
                {words.keepAs("B")}
              </button>
              <button
                type="button"
                onClick={() => {
                  selection.value = new Uint32Array(0);
                }}
              >
                {words.clear}
              </button>
            </div>
          </div>
          <LabelCounts chosen={chosen} />
        </>
      )}
      {map.value?.labels && <ByLabel />}
      <Attribute />
      {chosen.length > 0 && <Sheet chosen={chosen} />}
    </div>
  );
}

async function showMean(of: "selection"): Promise<void> {
  const mean = await attempt(() => worker.latentMean(selection.value));
  if (mean) take({ z: mean }, { kind: "mean", of });
}

async function keep(name: "A" | "B"): Promise<void> {
  const chosen = selection.value;
  const mean = await attempt(() => worker.latentMean(chosen));
  if (mean === undefined) return;
  const labels = map.value?.labels;
  const first = labels?.[chosen[0]!];
  const alike = first !== undefined && first >= 0 && chosen.every((i) => labels![i] === first);
  groups.value = { ...groups.value, [name]: { count: chosen.length, mean, ...(alike && { label: first }) } };
  take({ z: mean }, { kind: "mean", of: name });
}

function LabelCounts({ chosen }: { readonly chosen: Uint32Array }) {
  const labels = map.value?.labels;
  if (labels === undefined) return null;
  const counts = new Map<number, number>();
  for (const i of chosen) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return (
    <ul class="tally">
      {[...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, 12)
        .map(([label, count]) => (
          <li key={label}>
            <span>{label < 0 ? text.value.latent.unlabelled : labelName(label)}</span>
            <i
              style={{
                width: `${(100 * count) / most}%`,
                background: label < 0 ? "var(--idle)" : `var(--class-${label % 12})`,
              }}
            />
            <span class="value">{text.value.common.whole(count)}</span>
          </li>
        ))}
    </ul>
  );
}

function Sheet({ chosen }: { readonly chosen: Uint32Array }) {
  const words = text.value.latent;
  const { common } = text.value;
  const [items, setItems] = useState<Items | undefined>(undefined);
  const shown = Uint32Array.from(
    { length: Math.min(SHEET, chosen.length) },
    (_, i) => chosen[Math.floor((i * chosen.length) / Math.min(SHEET, chosen.length))]!,
  );
  useEffect(() => {
    let wanted = true;
    void attempt(async () => worker.latentItems(shown)).then((found) => wanted && setItems(found));
    return () => {
      wanted = false;
    };
  }, [chosen]);
  if (items === undefined) return null;
  return (
    <>
      <ItemGrid
        items={items}
        label={words.sheet}
        columns={12}
        size={30}
        onPick={(index) => shown[index] !== undefined && takeItem(shown[index])}
      />
      {chosen.length > SHEET && (
        <p class="soft">{words.sheetNote(common.whole(shown.length), common.whole(chosen.length))}</p>
      )}
    </>
  );
}

function ByLabel() {
  const words = text.value.latent;
  const labels = map.value!.labels!;
  const known = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  return (
    <label class="row by-label">
      <span>{words.byLabel}</span>
      <select
        value=""
        onChange={(event) => {
          const label = Number(event.currentTarget.value);
          event.currentTarget.value = "";
          isolated.value = undefined;
          selection.value = Uint32Array.from(labels.keys()).filter((i) => labels[i] === label);
        }}
      >
        <option value="">{words.choose}</option>
        {known.map((label) => (
          <option key={label} value={label}>
            {labelName(label)}
          </option>
        ))}
      </select>
    </label>
  );
}
