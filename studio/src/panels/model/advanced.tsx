// The whole config as JSON, in step with the fields: what is edited becomes choices once it is a config that can be carried
// out, and until then the last ones stay.

import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { withSet } from "../../state/choices.ts";
import { messageOf, report } from "../../state/problems.ts";
import { choices, chooseModel } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import type { ConfigChoices } from "../../worker/api.ts";
import { configEdits, sameJson } from "./editor/config-edits.ts";
import { formatJson } from "./editor/format-json.ts";
import type { JsonEditor } from "./editor/json-editor.ts";
import { problemPath } from "./editor/problem-path.ts";
import { plan } from "./plan-state.ts";

type State = { readonly kind: "inStep" | "notJson" } | { readonly kind: "invalid"; readonly message: string };
type Tree = Readonly<Record<string, unknown>>;

/** The card, closed at first. */
export function Advanced() {
  const words = text.value.model;
  const [open, setOpen] = useState(false);
  return (
    <details class="card advanced" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{words.advanced}</h3>
      </summary>
      {open && <Editor />}
    </details>
  );
}

function Editor() {
  const words = text.value.model;
  const holder = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<State>({ kind: "inStep" });
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let end: (() => void) | undefined;
    let wanted = true;
    startEditor(holder.current!, setState).then((stop) => {
      if (!wanted) return stop();
      end = stop;
      setReady(true);
    }, report);
    return () => {
      wanted = false;
      end?.();
    };
  }, []);
  return (
    <>
      <p class="soft">{words.advancedNote}</p>
      {!ready && <p class="soft">{text.value.common.working}</p>}
      <div ref={holder} class="editor" />
      <p class={`editor-state ${state.kind}`} role="status">
        {words[state.kind]}
        {state.kind === "invalid" && <b> {state.message}</b>}
      </p>
      <p class="soft" id="editor-keys">
        {words.keys}
      </p>
    </>
  );
}

const IDLE_MS = 400;

async function startEditor(parent: HTMLElement, say: (state: State) => void): Promise<() => void> {
  const [{ jsonEditor }, schema] = await Promise.all([import("./editor/json-editor.ts"), worker.configSchema()]);
  // What the text stood for when text and choices were last the same.
  let shown = plan.value!.config as Tree;
  let timer: number | undefined;
  let typing = false;
  const editor: JsonEditor = jsonEditor({
    parent,
    text: formatJson(shown),
    label: text.value.model.editor,
    describedBy: "editor-keys",
    schema,
    onInput() {
      typing = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => void take(), IDLE_MS);
    },
  });
  const refuse = (message: string, path = problemPath(message)) => {
    editor.showProblem({ path, message });
    say({ kind: "invalid", message });
  };
  const showPlan = () => {
    const { config } = plan.value!;
    if (!sameJson(parsed(editor.text()), config)) editor.replace(formatJson(config));
    shown = config as Tree;
    editor.showProblem();
    say({ kind: "inStep" });
  };
  const take = async () => {
    const asked = editor.text();
    const value = parsed(asked);
    typing = false;
    if (value === undefined) {
      editor.showSyntax();
      say({ kind: "notJson" });
      return;
    }
    const next = choicesAfter(shown, value);
    if ("missing" in next) return refuse(text.value.model.needed(next.missing), []);
    if (next.same) return showPlan();
    try {
      const found = await worker.plan(next.choices);
      if (editor.text() !== asked) return;
      if ("problem" in found) return refuse(found.problem);
      shown = value;
      chooseModel(next.choices);
    } catch (error) {
      refuse(messageOf(error), []);
    }
  };
  const end = effect(() => {
    if (plan.value !== undefined && !typing) showPlan();
  });
  return () => {
    end();
    clearTimeout(timer);
    editor.destroy();
  };
}

// An object, or undefined where the text is none.
function parsed(json: string): Tree | undefined {
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
  } catch {
    return undefined;
  }
}

function choicesAfter(
  shown: Tree,
  value: Tree,
): { readonly same: boolean; readonly choices: ConfigChoices } | { readonly missing: string } {
  const found = configEdits(shown, value);
  if ("missing" in found) return found;
  // Another preset is another start.
  const preset = found.edits.find(({ path }) => path === "preset")?.value;
  if (preset !== undefined) return { same: false, choices: { preset: String(preset), set: [] } };
  const next = found.edits.reduce((all: ConfigChoices, edit) => withSet(all, edit.path, edit.value), choices.value);
  return { same: found.edits.length === 0, choices: next };
}
