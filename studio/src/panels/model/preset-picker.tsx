// The presets for the open data under headings, searchable; the chosen one described.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { choices, chooseModel } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { PRESET_GROUPS, type PresetChoice } from "../../worker/plan-types.ts";
import { plan, presetList } from "./plan-state.ts";

// What was said of the run and not of the model stays with another preset.
const KEPT = ["train.epochs=", "train.seed="];

const choose = (name: string) => {
  const set = (choices.value.set ?? []).filter((one) => KEPT.some((start) => one.startsWith(start)));
  chooseModel({ preset: name, set });
};

/** Whether every word of a search is in a preset's name, description or paper. */
export function matches({ name, summary, paper }: PresetChoice, described: string, search: string): boolean {
  const all = `${name} ${summary} ${described} ${paper}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** The card of presets. */
export function PresetPicker() {
  const words = text.value.model;
  const [search, setSearch] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const list = presetList.value;
  const chosen = choices.value.preset ?? plan.value?.config.preset;
  const described = ({ name, summary }: PresetChoice) => words.preset[name] ?? summary;
  const found = list?.presets.filter((preset) => matches(preset, described(preset), search)) ?? [];
  const at = list?.presets.find(({ name }) => name === chosen);
  // The list is long, and stays the same while other choices move.
  const groups = useMemo(
    () =>
      PRESET_GROUPS.map((group) => {
        const members = found.filter((preset) => preset.group === group);
        if (members.length === 0) return null;
        return (
          <fieldset key={group}>
            <legend>{words.group[group]}</legend>
            {members.map((preset) => (
              <label key={preset.name} class={`preset${preset.name === chosen ? " chosen" : ""}`}>
                <input
                  type="radio"
                  name="preset"
                  aria-label={preset.name}
                  aria-describedby={`preset-${preset.name}`}
                  checked={preset.name === chosen}
                  onChange={() => choose(preset.name)}
                />
                <span id={`preset-${preset.name}`}>
                  <b>{preset.name}</b>
                  <span class="what">{described(preset)}</span>
                  <span class="paper">{preset.paper}</span>
                </span>
              </label>
            ))}
          </fieldset>
        );
      }),
    [list, search, chosen, words],
  );
  useEffect(() => {
    const box = scroller.current;
    const row = box?.querySelector<HTMLElement>(".preset.chosen");
    if (box && row) box.scrollTop = row.offsetTop - box.clientHeight / 3;
  }, [list]);
  return (
    <section class="card presets" aria-labelledby="presets-title">
      <div class="heading">
        <h3 id="presets-title">{words.presets}</h3>
        {list && (
          <span class="value" aria-live="polite">
            {words.found(found.length, list.presets.length)}
          </span>
        )}
      </div>
      {at && (
        <div class="chosen-preset">
          <p>
            <b>{at.name}</b> {choices.value.preset === undefined && <span class="tag">{words.suggested}</span>}
          </p>
          <p>{described(at)}</p>
          <p class="soft">{at.paper}</p>
        </div>
      )}
      <input
        type="search"
        value={search}
        placeholder={words.search}
        aria-label={words.search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div ref={scroller} class="preset-list">
        {list === undefined && <p class="soft">{text.value.common.working}</p>}
        {list && found.length === 0 && (
          <p class="soft">
            {words.none}{" "}
            <button type="button" onClick={() => setSearch("")}>
              {words.clear}
            </button>
          </p>
        )}
        {groups}
        {list && list.unfit.length > 0 && (
          <details class="unfit">
            <summary>{words.unfit(list.unfit.length)}</summary>
            <ul class="notes soft">
              {list.unfit.map(({ name, why }) => (
                <li key={name}>
                  <b>{name}</b> <span lang="en">{why}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
