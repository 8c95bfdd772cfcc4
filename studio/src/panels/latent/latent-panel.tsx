// Latent: every item as a point, and what the model makes of any place between them.

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Nothing } from "../../shell/nothing.tsx";
import { model } from "../../state/session.ts";
import { theme } from "../../state/settings.ts";
import { field, setFields } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import "../../styles/latent.css";
import { CodeUsage } from "./code-usage.tsx";
import { scheme, useValues } from "./colours.ts";
import { useGround } from "./ground.ts";
import { Legend } from "./legend.tsx";
import { useMap } from "./loading.ts";
import { MapView } from "./map/map-view.tsx";
import { PathPanel } from "./path-panel.tsx";
import { PreviewCard } from "./preview.tsx";
import { SelectionPanel } from "./selection-panel.tsx";
import { Sliders } from "./sliders.tsx";
import { facts, layout, map, placesDecode, umap } from "./state.ts";
import { Toolbar } from "./toolbar.tsx";

/** The panel. */
export function LatentPanel() {
  const words = text.value.latent;
  if (model.value === undefined) {
    return (
      <div class="panel">
        <h2>{words.title}</h2>
        <p class="lead">{words.lead}</p>
        <Nothing />
      </div>
    );
  }
  return <Open />;
}

function Open() {
  const words = text.value.latent;
  useMap();
  useValues();
  useScheme();
  const codes = facts.value?.space === "codes";
  return (
    <div class={`panel latent${codes ? " codes" : ""}`}>
      <h2>{words.title}</h2>
      {facts.value === undefined && <p class="working">{text.value.common.working}</p>}
      {codes && <CodeUsage />}
      {facts.value && !codes && (
        <div class="stage">
          <section class="left" aria-label={words.map}>
            <Toolbar />
            <MapView />
            <Ground />
            <Legend />
            <Note />
          </section>
          <div class="side">
            <PreviewCard />
            <Sections />
          </div>
        </div>
      )}
    </div>
  );
}

// Looks at the camera, which moves often: alone, so that nothing else is rendered with it.
function Ground() {
  useGround();
  return null;
}

// One sentence on what the map is.
function Note() {
  const words = text.value.latent;
  const { common } = text.value;
  const now = map.value;
  if (now === undefined) return null;
  if (now.count === 0) return <p class="soft note">{words.noItems}</p>;
  const { done, frame, points } = umap.value ?? {};
  const few = layout.value === "umap" && done && frame?.placed ? frame.placed.length : now.count;
  const shown = words.shown(common.whole(few), common.whole(now.of));
  const umapped = layout.value === "umap" && points;
  return (
    <p class="soft note">
      {shown}{" "}
      {umapped
        ? words.umapNote
        : now.explained
          ? words.pcaNote(common.number(100 * (now.explained[0] + now.explained[1]), 3))
          : words.planeNote}{" "}
      {placesDecode.value ? words.hint : words.hintItems}
    </p>
  );
}

const SECTIONS = ["sliders", "selection", "path"] as const;

function Sections() {
  const words = text.value.latent;
  const chosen = SECTIONS.find((name) => name === field("side")) ?? "sliders";
  const choose = (name: (typeof SECTIONS)[number]) => setFields({ side: name === "sliders" ? undefined : name });
  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const next = SECTIONS[(SECTIONS.indexOf(chosen) + by + SECTIONS.length) % SECTIONS.length]!;
    choose(next);
    document.getElementById(`latent-tab-${next}`)?.focus();
  };
  return (
    <section class="card sections">
      <div class="tabs" role="tablist" aria-label={words.tools} onKeyDown={move}>
        {SECTIONS.map((name) => (
          <button
            key={name}
            id={`latent-tab-${name}`}
            type="button"
            role="tab"
            aria-selected={chosen === name}
            aria-controls="latent-section"
            tabIndex={chosen === name ? 0 : -1}
            onClick={() => choose(name)}
          >
            {words.sections[name]}
          </button>
        ))}
      </div>
      <div id="latent-section" role="tabpanel" aria-labelledby={`latent-tab-${chosen}`}>
        {chosen === "sliders" && <Sliders />}
        {chosen === "selection" && <SelectionPanel />}
        {chosen === "path" && <PathPanel />}
      </div>
    </section>
  );
}

// Points take their colours from the page, whose scheme can change.
function useScheme(): void {
  useEffect(() => {
    const changed = () => {
      scheme.value++;
    };
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", changed);
    const stop = effect(() => {
      void theme.value;
      // After the document has taken the theme.
      queueMicrotask(changed);
    });
    return () => {
      system.removeEventListener("change", changed);
      stop();
    };
  }, []);
}
