// The code of the item: a bar for each latent dimension with its posterior standard deviation, or whole numbers.

import { model } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { look } from "./state.ts";

const MOST = 128;
const MOST_CODES = 256;
const HEIGHT = 150;

/** The card. */
export function CodeCard() {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const found = look.value;
  if (found === undefined) return null;
  const { mean, deviation, codes } = found;
  const note = codes
    ? words.codeNoteDiscrete(common.whole(codes.length))
    : deviation
      ? words.codeNote
      : words.codeNoteCertain;
  return (
    <section class="card" aria-labelledby="code-title">
      <h3 id="code-title">{words.code}</h3>
      <p class="soft">
        {note} {!codes && mean.length > MOST && words.codeMore(common.whole(MOST), common.whole(mean.length))}
      </p>
      {codes ? <Codes codes={codes} /> : <CodeBars mean={mean.subarray(0, MOST)} deviation={deviation} />}
    </section>
  );
}

function Codes({ codes }: { readonly codes: Float32Array }) {
  return (
    <p class="codes">
      {Array.from(codes.subarray(0, MOST_CODES), (code, i) => (
        <span key={i} class="one">
          {code}
        </span>
      ))}
    </p>
  );
}

function CodeBars({ mean, deviation }: { readonly mean: Float32Array; readonly deviation: Float32Array | undefined }) {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const end = Math.max(2.5, ...Array.from(mean, (value, i) => Math.abs(value) + (deviation?.[i] ?? 0)));
  const y = (value: number) => ((end - value) / (2 * end)) * HEIGHT;
  const wide = 100 / mean.length;
  const every = mean.length > 64 ? 10 : mean.length > 24 ? 5 : 1;
  const told = Array.from(mean.subarray(0, 16), (value, i) =>
    words.dimension(i, common.number(value, 3), deviation && common.number(deviation[i]!, 3)),
  );
  return (
    <div class="code-bars" role="img" aria-label={`${words.code}: ${told.join("; ")}`} key={model.value?.run}>
      <div class="axis soft" aria-hidden="true">
        <span>{common.number(end, 2)}</span>
        <span>0</span>
        <span>−{common.number(end, 2)}</span>
      </div>
      <div class="plot">
        {Array.from(mean, (value, i) => (
          <div
            key={i}
            class="slot"
            style={{ width: `${wide}%` }}
            title={words.dimension(i, common.number(value, 3), deviation && common.number(deviation[i]!, 3))}
          >
            <i
              class="mean"
              style={{ top: `${y(Math.max(0, value))}px`, height: `${Math.max(1, y(0) - y(Math.abs(value)))}px` }}
            />
            {deviation && (
              <i
                class="whisker"
                style={{
                  top: `${y(value + deviation[i]!)}px`,
                  height: `${Math.max(1, y(value - deviation[i]!) - y(value + deviation[i]!))}px`,
                }}
              />
            )}
            <span>{i % every === 0 ? i : ""}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
