// The frame: header, panels to choose from, the panel shown, the training bar. Panels are fetched when first shown.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { DataPanel } from "./panels/data/data-panel.tsx";
import { Header } from "./shell/header.tsx";
import { Navigation } from "./shell/navigation.tsx";
import { Problems } from "./shell/problems.tsx";
import { TrainBar } from "./shell/train-bar.tsx";
import { report } from "./state/problems.ts";
import { type PanelName, panel } from "./state/view.ts";
import { text } from "./text/index.ts";

const PANEL_FILES: Record<PanelName, () => Promise<ComponentType>> = {
  data: async () => DataPanel,
  model: async () => (await import("./panels/model/model-panel.tsx")).ModelPanel,
  train: async () => (await import("./panels/train/train-panel.tsx")).TrainPanel,
  latent: async () => (await import("./panels/latent/latent-panel.tsx")).LatentPanel,
  generate: async () => (await import("./panels/generate/generate-panel.tsx")).GeneratePanel,
  reconstruct: async () => (await import("./panels/reconstruct/reconstruct-panel.tsx")).ReconstructPanel,
  score: async () => (await import("./panels/score/score-panel.tsx")).ScorePanel,
  runs: async () => (await import("./panels/runs/runs-panel.tsx")).RunsPanel,
};

/** The whole page. */
export function App() {
  const { common } = text.value;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("panel")?.focus()}>
        {common.skip}
      </button>
      <Header />
      <Navigation />
      <TrainBar />
      <main id="panel" tabIndex={-1}>
        <Panel key={panel.value} name={panel.value} />
      </main>
      <Problems />
    </>
  );
}

function Panel({ name }: { readonly name: PanelName }) {
  const [Shown, show] = useState<{ readonly component: ComponentType } | undefined>(
    name === "data" ? { component: DataPanel } : undefined,
  );
  useEffect(() => {
    let wanted = true;
    PANEL_FILES[name]().then((component) => wanted && show({ component }), report);
    return () => {
      wanted = false;
    };
  }, [name]);
  return Shown ? <Shown.component /> : <p class="soft pad">{text.value.common.working}</p>;
}
