// What a panel shows before there is a model: why it is empty, and where to go.

import { data } from "../state/session.ts";
import { show } from "../state/view.ts";
import { text } from "../text/index.ts";

/** One sentence and one button. */
export function Nothing() {
  const { common } = text.value;
  return (
    <div class="nothing">
      <p>{data.value ? common.noModel : common.noData}</p>
      <button type="button" class="primary" onClick={() => show(data.value ? "train" : "data")}>
        {data.value ? common.toTrain : common.toData}
      </button>
    </div>
  );
}
