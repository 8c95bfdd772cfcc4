// The main settings. What the data decides is shown as it was decided; what one has set can be put back.

import { isSet, setAt, withSet } from "../../state/choices.ts";
import { choices, chooseModel } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import type { DataSummary } from "../../worker/api.ts";
import type { Plan } from "../../worker/plan-types.ts";
import { problemPath } from "./editor/problem-path.ts";
import {
  likelihoodKinds,
  likelihoodOf,
  PATHS,
  reasonOf,
  scalesOf,
  whyNoBeta,
  whyNoLatent,
  whyNoLikelihood,
  withoutWarmUp,
} from "./main-fields.ts";
import { NumberField, Reset } from "./number-field.tsx";
import { problem } from "./plan-state.ts";

const put = (path: string, value: unknown) => chooseModel(withSet(choices.value, path, value));

// An objective that was set whole goes with the field in it.
const putBack = (path: string) => {
  const parent = path.startsWith("model.objective.") && !isSet(choices.value, path) ? "model.objective" : path;
  put(parent, undefined);
};

/** Takes back all that was set. */
export function backToPreset(): void {
  const { preset } = choices.value;
  chooseModel({ ...(preset !== undefined && { preset }), set: [] });
}

/** The card of settings. */
export function Fields({ plan, kind }: { readonly plan: Plan; readonly kind: DataSummary["kind"] }) {
  const words = text.value.model;
  const { model, train } = plan.config;
  const { objective } = model;
  const changes = choices.value.set?.length ?? 0;
  const betaWhy = whyNoBeta(model);
  const elbo = objective.kind === "elbo" ? objective : undefined;
  const latentWhy = whyNoLatent(model);
  const wrong = problem.value === undefined ? "" : problemPath(problem.value).join(".");
  // What was set is shown as it was, wrong values too.
  const shown = (path: string, planned: number | undefined) => {
    const set = Number(setAt(choices.value, path) ?? Number.NaN);
    return planned === undefined || Number.isNaN(set) ? planned : set;
  };
  const common = (name: "latent" | "beta" | "warmUp" | "epochs" | "batch" | "rate" | "seed") => ({
    label: words.field[name],
    path: PATHS[name],
    changed: isSet(choices.value, PATHS[name]),
    invalid: wrong === PATHS[name],
    onReset: () => putBack(PATHS[name]),
    onValue: (value: number) => put(PATHS[name], value),
  });
  return (
    <section class="card fields" aria-labelledby="settings-title">
      <div class="heading">
        <h3 id="settings-title">{words.settings}</h3>
        {changes > 0 && (
          <span class="row">
            <span class="value">{words.changed(changes)}</span>
            <button type="button" onClick={backToPreset}>
              {words.asPreset}
            </button>
          </span>
        )}
      </div>
      <div class="field-grid">
        <NumberField
          {...common("latent")}
          value={latentWhy ? undefined : shown(PATHS.latent, model.latent)}
          least={1}
          slider={{ low: 1, high: Math.max(64, model.latent) }}
          hint={words.hint.latent}
          reason={reasonOf(plan, "latent")}
          why={latentWhy && words.why[latentWhy]}
        />
        <LikelihoodField plan={plan} kind={kind} />
        <NumberField
          {...common("beta")}
          value={betaWhy ? undefined : shown(PATHS.beta, elbo?.beta ?? 1)}
          least={0}
          step="any"
          slider={{ low: 0, high: Math.max(10, elbo?.beta ?? 1), step: 0.1 }}
          hint={words.hint.beta}
          why={betaWhy && words.why[betaWhy]}
        />
        <NumberField
          {...common("warmUp")}
          changed={
            isSet(choices.value, PATHS.warmUp) ||
            choices.value.set?.some((one) => one.startsWith("model.objective=")) === true
          }
          value={betaWhy ? undefined : (elbo?.warmUp?.epochs ?? 0)}
          least={0}
          step="any"
          beside
          hint={elbo?.warmUp?.kind === "cyclical" ? words.hint.cycle : words.hint.warmUp}
          why={betaWhy && words.why[betaWhy]}
          onValue={(epochs) => {
            if (epochs > 0) put(PATHS.warmUp, { kind: "linear", ...elbo?.warmUp, epochs });
            else put("model.objective", withoutWarmUp(plan));
          }}
        />
      </div>
      <div class="field-grid small">
        <NumberField
          {...common("epochs")}
          value={shown(PATHS.epochs, train.epochs)}
          least={1}
          reason={reasonOf(plan, "epochs")}
        />
        <NumberField
          {...common("batch")}
          value={shown(PATHS.batch, train.batch)}
          least={1}
          reason={reasonOf(plan, "batch")}
        />
        <NumberField
          {...common("rate")}
          value={shown(PATHS.rate, train.optimiser.rate ?? (train.optimiser.kind === "sgd" ? 0.01 : 0.001))}
          least={0}
          step="any"
        />
        <NumberField {...common("seed")} value={shown(PATHS.seed, train.seed)} least={0} />
      </div>
      {plan.reasons.length > 0 && (
        <details>
          <summary>
            {words.decided} ({plan.reasons.length})
          </summary>
          <ul class="notes soft" lang="en">
            {plan.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function LikelihoodField({ plan, kind }: { readonly plan: Plan; readonly kind: DataSummary["kind"] }) {
  const words = text.value.model;
  const { likelihood } = plan.config.model;
  const { kind: present, scale } = (likelihood ?? {}) as { readonly kind?: string; readonly scale?: string };
  const why = whyNoLikelihood(plan.config.model);
  const scales = why ? [] : scalesOf(present);
  const changed = isSet(choices.value, PATHS.likelihood);
  const reason = changed ? undefined : reasonOf(plan, "likelihood");
  const kinds = why ? [present ?? ""] : likelihoodKinds(kind, present);
  return (
    <div class="field">
      <span class="field-head">
        <label for="likelihood">{words.field.likelihood}</label>
        {reason && (
          <span class="tag" title={reason}>
            {words.auto}
          </span>
        )}
        {changed && <Reset label={words.field.likelihood} onReset={() => put(PATHS.likelihood, undefined)} />}
      </span>
      <span class="pair">
        <select
          id="likelihood"
          value={present ?? ""}
          disabled={why !== undefined}
          aria-describedby="likelihood-hint"
          onChange={(event) => put(PATHS.likelihood, likelihoodOf(event.currentTarget.value, scale))}
        >
          {kinds.map((name) => (
            <option key={name} value={name}>
              {name === "" ? "–" : (words.likelihood[name] ?? name)}
            </option>
          ))}
        </select>
        {scales.length > 0 && (
          <select
            value={scale}
            aria-label={words.field.scale}
            title={words.field.scale}
            onChange={(event) => put(PATHS.likelihood, { kind: present, scale: event.currentTarget.value })}
          >
            {scales.map((name) => (
              <option key={name} value={name}>
                {words.scale[name]}
              </option>
            ))}
          </select>
        )}
      </span>
      <small id="likelihood-hint">{why ? words.why[why] : words.hint.likelihood}</small>
    </div>
  );
}
