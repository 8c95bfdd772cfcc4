// Models whose latents are codes: no plane to walk on, but how often each code is used.

import { useEffect, useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { model } from "../../state/session.ts";
import { show } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { Bars } from "../../widgets/bars.tsx";
import type { CodeUsage as Usage } from "../../worker/latent-types.ts";

const MOST_BARS = 256;

/** Why there is no map, and the use of the codes. */
export function CodeUsage() {
  const words = text.value.latent;
  const { common } = text.value;
  const [usage, setUsage] = useState<Usage | undefined>(undefined);
  const revision = model.value?.revision;
  useEffect(() => {
    let wanted = true;
    void attempt(() => worker.codeUsage()).then((found) => wanted && found && setUsage(found));
    return () => {
      wanted = false;
    };
  }, [revision]);
  return (
    <>
      <div class="notice">
        <p>{words.codesNote}</p>
        <div class="buttons">
          <button type="button" onClick={() => show("reconstruct")}>
            {common.panel.reconstruct}
          </button>
          <button type="button" onClick={() => show("generate")}>
            {common.panel.generate}
          </button>
        </div>
      </div>
      {usage?.items === 0 && <p class="soft">{words.noItems}</p>}
      {usage && usage.items > 0 && (
        <section class="card">
          <h3>{words.codeUsage}</h3>
          <p class="soft">{words.codeUsageNote(common.whole(usage.items), usage.space.join(" × "))}</p>
          {usage.counts.map((counts, level) => {
            // Many codes: from the most to the least used.
            const total = counts.reduce((a, b) => a + b, 0);
            const order = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!).slice(0, MOST_BARS);
            const used = counts.filter((n) => n > 0).length;
            return (
              <div key={level} class="level">
                <p>
                  {usage.counts.length > 1 && <b>{words.level(level + 1)} </b>}
                  {words.codesUsed(
                    common.whole(used),
                    common.whole(counts.length),
                    common.number(usage.perplexity[level]!, 4),
                  )}
                </p>
                <Bars
                  values={order.map((code) => (100 * counts[code]!) / total)}
                  labels={order.map(String)}
                  label={words.codeUsage}
                  format={(share) => `${common.number(share, 3)} %`}
                />
              </div>
            );
          })}
        </section>
      )}
    </>
  );
}
