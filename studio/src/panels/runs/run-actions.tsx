// What can be done with a kept run: out as files, its report, away with it.

import { useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { busy, forgetRun, model, openRun } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { download } from "../../widgets/download.ts";
import type { KeptRun } from "../../worker/api.ts";
import { refreshRuns } from "./runs-panel.tsx";

/** Export, report, single files and removal. */
export function RunActions({ run: { name, status } }: { readonly run: KeptRun }) {
  const words = text.value.runs;
  const [working, setWorking] = useState(false);
  const finished = status === "finished";
  const work = async (task: () => Promise<void>) => {
    setWorking(true);
    await attempt(task);
    setWorking(false);
  };
  // A report is made from the model and its data at work.
  const ready = async () => {
    if (finished && model.value?.run !== name) await openRun(name);
  };
  const file = (path: string, as: string) => work(async () => download(await worker.runFile(name, path), as));
  return (
    <>
      <button
        type="button"
        class="small"
        disabled={working || busy.value}
        onClick={() =>
          void work(async () => {
            await ready();
            download(await worker.exportRun(name), `${name}.zip`);
          })
        }
      >
        {words.export}
      </button>
      {finished && (
        <>
          <button
            type="button"
            class="small"
            disabled={working || busy.value}
            onClick={() =>
              void work(async () => {
                await ready();
                await file("report.html", `${name}-report.html`);
              })
            }
          >
            {words.report}
          </button>
          <button type="button" class="small" onClick={() => void file("onnx/encoder.onnx", "encoder.onnx")}>
            {words.encoder}
          </button>
          <button type="button" class="small" onClick={() => void file("onnx/decoder.onnx", "decoder.onnx")}>
            {words.decoder}
          </button>
        </>
      )}
      <button
        type="button"
        class="small"
        disabled={busy.value}
        onClick={() => {
          if (!confirm(words.confirm(name))) return;
          void work(async () => {
            await forgetRun(name);
            await refreshRuns();
          });
        }}
      >
        {words.remove}
      </button>
      {working && <span class="soft">{words.writing}</span>}
    </>
  );
}
