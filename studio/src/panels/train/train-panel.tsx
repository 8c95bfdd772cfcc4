// Train: curves, samples and reconstructions that improve while one looks, and what each latent dimension carries.

import { useMemo } from "preact/hooks";
import {
  data,
  history,
  model,
  preview,
  reasons,
  startTraining,
  stepsSeen,
  stepTerms,
  trainState,
  warnings,
} from "../../state/session.ts";
import { show } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import { Bars } from "../../widgets/bars.tsx";
import { type Curve, Curves } from "../../widgets/curves.tsx";
import { ItemGrid } from "../../widgets/item-grid.tsx";

const TERMS = ["loss", "reconstruction", "kl"] as const;

/** The panel. */
export function TrainPanel() {
  const words = text.value.train;
  const { common } = text.value;
  const look = preview.value;
  const record = history.value.at(-1);
  const perDimension = record?.validation?.klPerDimension;
  if (trainState.value === "idle" && history.value.length === 0) {
    return (
      <div class="panel">
        <h2>{words.title}</h2>
        <p class="lead">{data.value ? words.idle : common.noData}</p>
        <button type="button" class="primary" disabled={!data.value} onClick={() => void startTraining()}>
          {words.start}
        </button>
      </div>
    );
  }
  return (
    <div class="panel">
      <h2>{words.title}</h2>
      {trainState.value === "finished" && (
        <div class="notice good">
          <p>{words.done}</p>
          <button type="button" onClick={() => show("latent")}>
            {words.walk}
          </button>
        </div>
      )}
      {[...new Set(warnings.value)].map((warning) => (
        <p key={warning} class="notice warn" lang="en">
          {warning}
        </p>
      ))}
      <section class="card">
        <h3>{words.curves}</h3>
        <p class="soft">{words.curvesNote}</p>
        <div class="curve-row">
          {TERMS.map((term) => (
            <TermCurves key={term} term={term} />
          ))}
        </div>
      </section>
      <div class="two">
        <section class="card">
          <h3>{words.samples}</h3>
          <p class="soft">
            {!look?.samples && model.value?.variational
              ? words.noSamples
              : model.value?.kind === "table"
                ? words.rowsNote
                : words.samplesNote}
          </p>
          {look?.samples && <ItemGrid items={look.samples} label={words.samples} columns={9} />}
        </section>
        <section class="card">
          <h3>{words.reconstructions}</h3>
          <p class="soft">{words.reconstructionsNote}</p>
          {look && look.originals.count > 0 && (
            <div class="pairs">
              <ItemGrid items={look.originals} label={words.reconstructionsNote} columns={look.originals.count} />
              <ItemGrid
                items={look.reconstructions}
                label={words.reconstructions}
                columns={look.reconstructions.count}
              />
            </div>
          )}
          {perDimension && perDimension.length > 0 && (
            <>
              <h3>{words.kl}</h3>
              <p class="soft">
                {words.klNote}{" "}
                {words.active(record!.validation!.activeUnits ?? 0, model.value?.latent ?? perDimension.length)}
              </p>
              <Bars
                values={perDimension}
                labels={perDimension.map((_, i) => String(i))}
                label={words.kl}
                threshold={0.01}
                format={(value) => common.number(value, 3)}
              />
            </>
          )}
        </section>
      </div>
      {reasons.value.length > 0 && (
        <ul class="notes soft" lang="en">
          {reasons.value.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

// A stretch of steps as a thin line, epochs of training and validation over it.
function TermCurves({ term }: { readonly term: (typeof TERMS)[number] }) {
  const words = text.value.train;
  const records = history.value;
  const seen = stepsSeen.value;
  const curves = useMemo((): readonly Curve[] => {
    const steps = stepTerms[term] ?? [];
    const validation = records.flatMap(({ step, validation: found }) =>
      found?.[term] === undefined ? [] : [[step, found[term]] as const],
    );
    const training = records.flatMap(({ step, train }) =>
      train[term] === undefined ? [] : [[step, train[term]] as const],
    );
    return [
      { label: words.perStep, colour: "idle", points: steps },
      { label: words.training, colour: "accent", points: training },
      { label: words.validation, colour: "second", points: validation },
    ];
  }, [records, seen, term, words]);
  if (curves.every(({ points }) => points.length === 0)) return null;
  return <Curves title={words.terms[term]!} curves={curves} />;
}
