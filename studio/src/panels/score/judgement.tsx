// The threshold in numbers, how well the scores find an anomalous label, and the file.

import { useEffect } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { model } from "../../state/session.ts";
import { field, setFields } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { countAbove, ratesAt } from "./distribution.ts";
import { stacked } from "./histogram.tsx";
import { anomalous, askQuality, chooseColumn, dragged, labels, quality, result, share, threshold } from "./state.ts";

/** Below the histogram. */
export function Judgement() {
  const words = text.value.score;
  const { common } = text.value;
  const found = result.value!;
  const at = threshold.value;
  const above = countAbove(found.score, found.order, at);
  const percent = (count: number) => `${common.number((100 * count) / found.order.length, 3)} %`;
  const contamination = dragged.value === undefined ? share.value : (100 * above) / found.order.length;
  return (
    <div class="controls judgement">
      <span>
        {words.threshold} <b class="value">{common.number(at)}</b>
      </span>
      <span class="beyond-text">{words.above(common.whole(above), percent(above))}</span>
      <span>{words.below(common.whole(found.order.length - above), percent(found.order.length - above))}</span>
      <label class="row">
        {words.contamination}
        <input
          type="number"
          class="short"
          min={0}
          max={100}
          step={0.5}
          value={Number(contamination.toPrecision(3))}
          onChange={(event) => {
            dragged.value = undefined;
            const wanted = Math.min(100, Math.max(0, Number(event.currentTarget.value) || 0));
            setFields({ share: wanted === 5 ? undefined : String(wanted) });
          }}
        />
      </label>
      {found.usual && (
        <button type="button" class="small" title={words.usual} onClick={() => setByTraining(found.usual!)}>
          {words.fromTraining}
        </button>
      )}
      <button type="button" onClick={() => void saveScores(at)}>
        {words.export}
      </button>
    </div>
  );
}

// The score that this share of the training rows exceeds.
function setByTraining(usual: Float32Array): void {
  const at = (1 - share.value / 100) * (usual.length - 1);
  dragged.value = usual[Math.round(at)]!;
}

async function saveScores(at: number): Promise<void> {
  await attempt(async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await worker.scoreCsv(at));
    link.download = `${model.value?.run ?? "model"}-${result.value!.wish.part}-scores.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}

/** Labels: colours of the bars, and the anomalous one. */
export function LabelControls() {
  const words = text.value.score;
  const { common } = text.value;
  const found = result.value!;
  const all = labels.value;
  const odd = anomalous.value;
  useEffect(() => {
    quality.value = undefined;
    if (all && odd !== undefined) askQuality({ all, label: odd });
  }, [all, odd, found]);
  if (all === undefined && found.labelColumns.length === 0) return null;
  const rates = all && odd !== undefined ? ratesAt(found.score, all.labels, odd, threshold.value) : undefined;
  const told = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? "–" : common.number(value, 3);
  return (
    <div class="controls">
      {found.labelColumns.length > 0 && (
        <label class="row">
          {words.labelColumn}
          <select
            value={field("labels") ?? ""}
            onChange={(event) => void chooseColumn(event.currentTarget.value || undefined)}
          >
            <option value="">{words.noColumn}</option>
            {found.labelColumns.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {all && all.names.length > 1 && all.names.length <= 12 && (
        <label class="choice">
          <input
            type="checkbox"
            checked={stacked()}
            onChange={(event) => setFields({ stack: event.currentTarget.checked ? undefined : "no" })}
          />
          {words.stack}
        </label>
      )}
      {all && all.names.length > 1 && (
        <label class="row">
          {words.anomalous}
          <select
            value={odd === undefined ? "" : all.names[odd]}
            onChange={(event) => setFields({ odd: event.currentTarget.value || undefined })}
          >
            <option value="">{words.none}</option>
            {all.names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {all && odd === undefined && all.names.length > 1 && <span class="soft">{words.anomalousHint}</span>}
      {rates && (
        <dl class="rates">
          {(
            [
              [words.auc, quality.value?.auc],
              [words.averagePrecision, quality.value?.averagePrecision],
              [words.precision, rates.precision],
              [words.recall, rates.recall],
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{told(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
