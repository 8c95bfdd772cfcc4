// What a training will take, measured, beside the button that starts it.

import { useEffect } from "preact/hooks";
import { busy, data, startTraining } from "../../state/session.ts";
import { show } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import type { Estimate } from "../../worker/plan-types.ts";
import { estimate, estimateKey, failure, followEstimate, measure, measuring } from "./measure.ts";
import { plan, problem } from "./plan-state.ts";

/** The card. */
export function EstimateCard() {
  const words = text.value.model;
  const { common } = text.value;
  useEffect(followEstimate, []);
  const found = estimate.value?.of === estimateKey() ? estimate.value.found : undefined;
  const failed = failure.value?.of === estimateKey() ? failure.value.message : undefined;
  const now = measuring.value !== undefined;
  const impossible = problem.value !== undefined;
  return (
    <section class="card estimate" aria-labelledby="estimate-title">
      <div class="heading">
        <h3 id="estimate-title">{words.estimate}</h3>
        {plan.value && (
          <span class="value">
            {words.stepsEach(common.whole(plan.value.stepsPerEpoch), common.whole(plan.value.items))}
          </span>
        )}
      </div>
      <div class="estimate-body" aria-live="polite">
        {found ? (
          <Numbers found={found} />
        ) : (
          <p class="soft">
            {failed !== undefined
              ? failed
              : now
                ? words.measuring
                : busy.value
                  ? words.whileTraining
                  : impossible
                    ? words.notMeasured
                    : words.waiting}
          </p>
        )}
      </div>
      <p class="buttons">
        <button
          type="button"
          class="primary"
          disabled={busy.value || data.value === undefined || impossible}
          onClick={() => {
            show("train");
            void startTraining();
          }}
        >
          {words.train}
        </button>
        <button type="button" disabled={busy.value || now || impossible} onClick={() => void measure()}>
          {words.measure}
        </button>
      </p>
    </section>
  );
}

function Numbers({ found }: { readonly found: Estimate }) {
  const words = text.value.model;
  const { common } = text.value;
  const { steps, secondsPerStep, stepsPerEpoch, epochs, secondsToCompile, bytes } = found;
  const epoch = secondsPerStep * stepsPerEpoch;
  const all = Object.values(bytes).reduce((total, part) => total + part, 0);
  const early = plan.value !== undefined && plan.value.config.train.patience !== null;
  return (
    <>
      <dl class="numbers">
        <div>
          <dt>{words.perEpoch}</dt>
          <dd>{common.duration(epoch)}</dd>
        </div>
        <div>
          <dt>{early ? words.atMost(epochs) : words.inAll(epochs)}</dt>
          <dd>{common.duration(epoch * epochs)}</dd>
        </div>
        <div>
          <dt>{words.memory}</dt>
          <dd>{common.bytes(all)}</dd>
        </div>
      </dl>
      <p class="soft">{words.measured(steps, common.duration(secondsToCompile))}</p>
      <details>
        <summary>{words.counted}</summary>
        <dl class="counted">
          {(Object.keys(words.bytes) as (keyof typeof bytes)[]).map((part) => (
            <div key={part}>
              <dt>{words.bytes[part]}</dt>
              <dd class="value">{common.bytes(bytes[part])}</dd>
            </div>
          ))}
        </dl>
        <p class="soft">{words.countedNote}</p>
      </details>
    </>
  );
}
