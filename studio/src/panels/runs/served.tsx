// A model that a server offers, opened in the page.

import { useState } from "preact/hooks";
import { attempt } from "../../state/problems.ts";
import { busy } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import type { ServerAddress } from "../../worker/archive.ts";

/** Address and token of a server, its models to choose from. */
export function Served({ onOpen }: { readonly onOpen: (server: ServerAddress, model: string) => Promise<void> }) {
  const words = text.value.runs;
  const [url, setUrl] = useState("http://127.0.0.1:8080");
  const [token, setToken] = useState("");
  const [models, setModels] = useState<readonly string[]>([]);
  const [waiting, setWaiting] = useState(false);
  const server = { url, ...(token !== "" && { token }) };
  const wait = async (task: () => Promise<void>) => {
    setWaiting(true);
    await task();
    setWaiting(false);
  };
  return (
    <details class="card served">
      <summary>{words.served}</summary>
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          void wait(async () => setModels((await attempt(() => worker.servedModels(server))) ?? []));
        }}
      >
        <label class="row">
          {words.address}
          <input type="url" required value={url} onInput={(event) => setUrl(event.currentTarget.value)} />
        </label>
        <label class="row">
          {words.token}
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={waiting}>
          {words.list}
        </button>
        {models.map((name) => (
          <button
            key={name}
            type="button"
            class="primary"
            disabled={waiting || busy.value}
            onClick={() => void wait(() => onOpen(server, name))}
          >
            {words.take} {name}
          </button>
        ))}
      </form>
      <p class="soft">{words.servedNote}</p>
    </details>
  );
}
