// A CodeMirror editor of JSON: completion from a schema, errors underlined, coloured by the page's tokens. Fetched when it is
// first shown.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxTree } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Range } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { JsonSchema } from "vaekit/tasks";
import { completeConfig } from "./complete.ts";
import { rangeAt } from "./json-places.ts";

/** How to make an editor. */
export interface JsonEditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly describedBy: string;
  readonly schema: JsonSchema;
  /** Called when the user changed the text. */
  readonly onInput: () => void;
}

/** An editor. */
export interface JsonEditor {
  text(): string;
  /** Another text in place of what there is; the cursor stays where it can. */
  replace(text: string): void;
  /** Underlines where the text is no JSON. */
  showSyntax(): void;
  /** Underlines the value at a path with a message; none takes all marks away. */
  showProblem(problem?: { readonly path: readonly (string | number)[]; readonly message: string }): void;
  destroy(): void;
}

const CLASSES: Readonly<Record<string, string>> = {
  PropertyName: "cm-key",
  String: "cm-text",
  Number: "cm-number",
  True: "cm-number",
  False: "cm-number",
  Null: "cm-number",
};

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloured(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged || syntaxTree(update.startState) !== syntaxTree(update.state))
        this.decorations = coloured(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function coloured(view: EditorView): DecorationSet {
  const marks: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        const name = CLASSES[node.name];
        if (name) marks.push(Decoration.mark({ class: name }).range(node.from, node.to));
      },
    });
  }
  return Decoration.set(marks, true);
}

/** Makes an editor. */
export function jsonEditor({ parent, text, label, describedBy, schema, onInput }: JsonEditorOptions): JsonEditor {
  let own = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        json(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        highlightActiveLine(),
        autocompletion({ override: [completeConfig(schema)], icons: false }),
        colours,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-describedby": describedBy }),
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !own) onInput();
        }),
      ],
    }),
  });
  const mark = (diagnostics: readonly Diagnostic[]) => view.dispatch(setDiagnostics(view.state, diagnostics));
  return {
    text: () => view.state.doc.toString(),
    replace(next) {
      const now = view.state.doc.toString();
      if (now === next) return;
      let [start, same] = [0, 0];
      const most = Math.min(now.length, next.length);
      while (start < most && now[start] === next[start]) start++;
      while (same < most - start && now.at(-1 - same) === next.at(-1 - same)) same++;
      own = true;
      view.dispatch({ changes: { from: start, to: now.length - same, insert: next.slice(start, next.length - same) } });
      own = false;
    },
    showSyntax: () => mark(jsonParseLinter()(view)),
    showProblem(problem) {
      if (problem === undefined) return mark([]);
      mark([{ ...rangeAt(view.state, problem.path), severity: "error", message: problem.message }]);
    },
    destroy: () => view.destroy(),
  };
}
