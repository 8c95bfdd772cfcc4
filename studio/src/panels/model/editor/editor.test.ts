import { CompletionContext } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { EditorState } from "@codemirror/state";
import { configJsonSchema } from "vaekit/tasks";
import { describe, expect, it } from "vitest";
import { completeConfig } from "./complete.ts";
import { configEdits, sameJson } from "./config-edits.ts";
import { formatJson } from "./format-json.ts";
import { rangeAt } from "./json-places.ts";
import { problemPath } from "./problem-path.ts";

describe("formatJson", () => {
  it("keeps on a line what fits and gives the same value back", () => {
    const value = {
      preset: "x",
      model: { latent: 2, encoder: [{ kind: "dense", units: 400 }, { kind: "relu" }], init: undefined },
      list: [],
    };
    const text = formatJson(value, 40);
    expect(text).toBe(
      [
        "{",
        '  "preset": "x",',
        '  "model": {',
        '    "latent": 2,',
        '    "encoder": [',
        '      { "kind": "dense", "units": 400 },',
        '      { "kind": "relu" }',
        "    ]",
        "  },",
        '  "list": []',
        "}",
      ].join("\n"),
    );
    expect(sameJson(JSON.parse(text), value)).toBe(true);
  });
});

describe("configEdits", () => {
  const before = {
    preset: "a",
    model: { objective: { kind: "elbo", beta: 2 }, encoder: [1, 2] },
    train: { epochs: 3 },
  };

  it("names the deepest field that was changed", () => {
    const after = {
      ...before,
      model: { ...before.model, objective: { kind: "elbo", beta: 3, freeBits: 1 } },
      train: { epochs: 4 },
    };
    expect(configEdits(before, after)).toEqual({
      edits: [
        { path: "model.objective.beta", value: 3 },
        { path: "model.objective.freeBits", value: 1 },
        { path: "train.epochs", value: 4 },
      ],
    });
    expect(configEdits(before, structuredClone(before))).toEqual({ edits: [] });
  });

  it("gives an object whole where a field was taken out or the kind changed, and lists always", () => {
    const taken = { ...before, model: { ...before.model, objective: { kind: "elbo" }, encoder: [1] } };
    expect(configEdits(before, taken)).toEqual({
      edits: [
        { path: "model.objective", value: { kind: "elbo" } },
        { path: "model.encoder", value: [1] },
      ],
    });
    const other = { ...before, model: { ...before.model, objective: { kind: "importance", beta: 2 } } };
    expect(configEdits(before, other)).toEqual({
      edits: [{ path: "model.objective", value: { kind: "importance", beta: 2 } }],
    });
  });

  it("says which part of the config is missing", () => {
    expect(configEdits(before, { preset: "a", model: before.model })).toEqual({ missing: "train" });
  });
});

describe("problemPath", () => {
  it.each([
    ['encoder layer 1 (dense): options must be known, got "unit"', ["model", "encoder", 1]],
    ["decoder: must end in [1, 28, 28], got [3]", ["model", "decoder"]],
    ["model.latent: expected number, got 2.5", ["model", "latent"]],
    ["model.hierarchy.stages.0.stride: too small", ["model", "hierarchy", "stages", 0, "stride"]],
    ["preset table: takes table data, got image data", ["preset"]],
    ["something else went wrong", []],
  ])("%s", (message, path) => {
    expect(problemPath(message)).toEqual(path);
  });
});

const stateOf = (doc: string) => EditorState.create({ doc, extensions: [json()] });

describe("rangeAt", () => {
  it("finds the value at a path, or the deepest part that is there", () => {
    const state = stateOf('{ "model": { "encoder": [{ "kind": "dense" }, { "kind": "relu" }] } }');
    const at = (...path: (string | number)[]) => {
      const { from, to } = rangeAt(state, path);
      return state.sliceDoc(from, to);
    };
    expect(at("model", "encoder", 1)).toBe('{ "kind": "relu" }');
    expect(at("model", "encoder", 0, "kind")).toBe('"kind": "dense"');
    expect(at("model", "encoder", 0, "units")).toBe('{ "kind": "dense" }');
    expect(at("model", "latent")).toMatch(/^"model"/);
  });
});

describe("completeConfig", () => {
  const source = completeConfig(configJsonSchema());
  // A bar stands for the cursor.
  const labels = (text: string) => {
    const pos = text.indexOf("|");
    const state = stateOf(text.replace("|", ""));
    return source(new CompletionContext(state, pos, true))?.options.map(({ label }) => label) ?? [];
  };

  it("offers the fields that an object does not have yet, by its kind", () => {
    const keys = labels('{ "model": { "objective": { "kind": "elbo", "beta": 1, "|" } } }');
    expect(keys).toContain('"freeBits"');
    expect(keys).not.toContain('"beta"');
    expect(keys).not.toContain('"groups"');
    expect(labels('{ "preset": "mnist", | }')).toEqual(expect.arrayContaining(['"model"', '"train"']));
  });

  it("offers the values of a field and the kinds of a layer", () => {
    expect(labels('{ "train": { "binarise": "|" } }')).toContain('"dynamic"');
    expect(labels('{ "model": { "encoder": [ { "kind": "|" } ] } }')).toContain('"convTranspose"');
    expect(
      labels('{ "model": { "encoder": [ { "kind": "residual", "layers": [ { "kind": "relu" }, | ] } ] } }'),
    ).toContain('{ "kind": "dense" }');
    expect(labels('{ "model": { "skip": | } }')).toEqual(["true", "false"]);
  });
});
