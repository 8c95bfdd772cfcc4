// Runs: what is kept in this browser, in and out as the command line's folders, and several side by side.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { busy, model, openRun, trainState } from "../../state/session.ts";
import { show } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import { type DroppedFile, droppedFiles } from "../../widgets/dropped-files.ts";
import { FileButtons } from "../../widgets/file-buttons.tsx";
import type { KeptRun } from "../../worker/api.ts";
import { Comparison } from "./comparison.tsx";
import { RunActions } from "./run-actions.tsx";
import { Served } from "./served.tsx";
import "../../styles/runs.css";

const kept = signal<readonly KeptRun[] | undefined>(undefined);
const ticked = signal<readonly string[]>([]);

/** Reads the list again. */
export async function refreshRuns(): Promise<void> {
  const found = await attempt(() => worker.keptRuns());
  if (found === undefined) return;
  kept.value = found;
  ticked.value = ticked.value.filter((name) => found.some((run) => run.name === name));
}

async function importRun(files: readonly DroppedFile[]): Promise<void> {
  if (files.length === 0) return;
  const name = await attempt(() => worker.importRun(files));
  await refreshRuns();
  if (name !== undefined) await attempt(() => openRun(name));
}

/** The panel. */
export function RunsPanel() {
  const words = text.value.runs;
  const runs = kept.value;
  useEffect(() => void refreshRuns(), [trainState.value, model.value?.run]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the two buttons that do the same
    <div
      class="panel"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(importRun);
      }}
    >
      <h2>{words.title}</h2>
      <p class="lead">{words.lead}</p>
      <p class="buttons">
        <FileButtons
          files={words.importFiles}
          folder={words.importFolder}
          accept=".zip"
          disabled={busy.value}
          onFiles={(files) => void importRun(files)}
        />
        <span class="soft row">{words.dropHint}</span>
      </p>
      <Served
        onOpen={async (server, name) => {
          const kept = await attempt(() => worker.importServed(server, name));
          await refreshRuns();
          if (kept !== undefined) await attempt(() => openRun(kept));
        }}
      />
      {runs?.length === 0 && <p class="notice">{words.none}</p>}
      {runs !== undefined && runs.length > 0 && <RunTable runs={runs} />}
      <Comparison names={ticked.value} />
    </div>
  );
}

function RunTable({ runs }: { readonly runs: readonly KeptRun[] }) {
  const words = text.value.runs;
  const { common } = text.value;
  const tick = (name: string, on: boolean) => {
    ticked.value = on ? [...ticked.value, name] : ticked.value.filter((other) => other !== name);
  };
  const open = async (name: string) => {
    if (await attempt(() => openRun(name))) show("train");
  };
  return (
    <section class="card scroll-x">
      <table class="cells runs">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{words.compare}</span>
            </th>
            {[
              words.name,
              words.data,
              words.preset,
              words.latent,
              words.epochs,
              words.loss,
              words.size,
              words.changed,
            ].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.name} class={model.value?.run === run.name ? "current" : undefined}>
              <td>
                <input
                  type="checkbox"
                  aria-label={words.select(run.name)}
                  disabled={run.status !== "finished"}
                  checked={ticked.value.includes(run.name)}
                  onChange={(event) => tick(run.name, event.currentTarget.checked)}
                />
              </td>
              <th scope="row">
                {run.name}
                {run.status === "training" && <small> {words.status.training}</small>}
              </th>
              <td>{run.data}</td>
              <td>{run.preset}</td>
              <td>{run.latent}</td>
              <td>{run.epochs}</td>
              <td>{run.loss === undefined ? "" : common.number(run.loss)}</td>
              <td>{common.bytes(run.bytes)}</td>
              <td>
                {new Date(run.changed).toLocaleString(document.documentElement.lang, {
                  dateStyle: "short",
                  timeStyle: "short",
                })}
              </td>
              <td class="buttons">
                <button
                  type="button"
                  class="small"
                  disabled={busy.value || model.value?.run === run.name}
                  onClick={() => void open(run.name)}
                >
                  {model.value?.run === run.name ? words.opened : words.open}
                </button>
                <RunActions run={run} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
