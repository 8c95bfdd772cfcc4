// What the look comes to in numbers, and the picture to take along.

import { model } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { download } from "./download.ts";
import { hidden, look, noise } from "./state.ts";

/** The card. */
export function NumbersCard() {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const found = look.value;
  const shown = model.value;
  if (found === undefined || shown === undefined) return null;
  const { reconstruction, kl, error, seenError, milliseconds } = found;
  const divergence = kl?.reduce((sum, value) => sum + value, 0);
  const damaged = noise.value !== undefined || hidden.value.includes(1);
  const table = shown.kind === "table";
  return (
    <section class="card" aria-labelledby="terms-title">
      <h3 id="terms-title">{words.terms}</h3>
      <dl class="terms">
        {divergence === undefined ? (
          <Term name={words.loss} value={common.number(reconstruction)} />
        ) : (
          <>
            <Term name={words.elbo} value={common.number(reconstruction + divergence)} note={words.elboNote} strong />
            <Term name={words.reconstructionTerm} value={common.number(reconstruction)} />
            <Term name={words.kl} value={common.number(divergence)} />
          </>
        )}
        {!table && <Term name={words.mse} value={common.number(error, 3)} note={words.mseNote} />}
        {!table && damaged && <Term name={words.seenMse} value={common.number(seenError, 3)} />}
        <Term name={words.time} value={`${common.number(milliseconds, 2)} ms`} />
      </dl>
      {found.clean.kind === "pictures" && (
        <button type="button" onClick={(event) => download(found, event.currentTarget)}>
          {words.download}
        </button>
      )}
    </section>
  );
}

function Term({
  name,
  value,
  note,
  strong,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly strong?: boolean;
}) {
  return (
    <div class={strong ? "strong" : undefined}>
      <dt>{name}</dt>
      <dd>
        {value} {note && <small class="soft">{note}</small>}
      </dd>
    </div>
  );
}
