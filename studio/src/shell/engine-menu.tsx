// Which engine runs the graphs: shown always, changed between trainings.

import { busy } from "../state/session.ts";
import { chooseEngine, engine, engineChoice } from "../state/settings.ts";
import { text } from "../text/index.ts";

/** The engine in use; opens to a choice. */
export function EngineMenu() {
  const words = text.value.common.engine;
  const now = engine.value;
  if (now === undefined) return null;
  const { backend, threads, isolated, webgpu, cores } = now;
  const chosen = engineChoice.value;
  const counts = Array.from({ length: Math.min(cores, 16) }, (_, i) => i + 1);
  return (
    <details class="menu">
      <summary>
        <span class="visually-hidden">{words.label}: </span>
        <span class={`dot ${isolated || backend === "webgpu" ? "good" : "warn"}`} aria-hidden="true" />
        {backend === "webgpu" ? words.short.webgpu : words.short.wasm(threads)}
      </summary>
      <div class="sheet">
        <fieldset disabled={busy.value}>
          <legend>{words.label}</legend>
          {(["automatic", "wasm", "webgpu"] as const).map((name) => (
            <label key={name} class="choice">
              <input
                type="radio"
                name="engine"
                disabled={name === "webgpu" && !webgpu}
                checked={(chosen.backend ?? "automatic") === name}
                onChange={() => {
                  const { backend: _backend, ...rest } = chosen;
                  void chooseEngine(name === "automatic" ? rest : { ...rest, backend: name });
                }}
              />
              {name === "automatic" ? words.automatic : name === "wasm" ? "WebAssembly" : words.webgpu}
            </label>
          ))}
          {backend === "wasm" && isolated && (
            <label class="row">
              {words.threads}
              <select
                value={threads}
                onChange={(event) => void chooseEngine({ ...chosen, threads: Number(event.currentTarget.value) })}
              >
                {counts.map((count) => (
                  <option key={count}>{count}</option>
                ))}
              </select>
            </label>
          )}
        </fieldset>
        {busy.value && <p class="soft">{words.busy}</p>}
        {!webgpu && <p class="soft">{words.noWebgpu}</p>}
        {!isolated && <p class="soft">{words.notIsolated}</p>}
        <p class="soft">{words.note}</p>
      </div>
    </details>
  );
}
