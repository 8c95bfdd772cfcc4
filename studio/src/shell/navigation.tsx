// The panels to choose from: a column at the side, a row on narrow screens.

import { addressOf, PANELS, type PanelName, panel, show } from "../state/view.ts";
import { text } from "../text/index.ts";

// Drawn on a grid of 24.
const ICONS: Record<PanelName, string> = {
  data: "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z",
  model: "M4 4v16l5-4V8zM20 4v16l-5-4V8zM9 12h6",
  train: "M4 5v14h16M7 9c3 7 6 8 12 8",
  latent: "M6 7h.01M9 14h.01M13 8h.01M16 16h.01M18 10h.01M11 18h.01M7 18h.01M15 5h.01",
  generate: "M12 3l2 6 6 2-6 2-2 6-2-6-6-2 6-2z",
  reconstruct: "M4 17l4-10 4 10M5.5 13.5h5M14 17V7h3a3 3 0 010 6h-3",
  score: "M5 19v-4M9 19V9M13 19v-8M17 19V5M21 19H3",
  runs: "M4 7h16M4 12h16M4 17h16M7 5v4M15 10v4M10 15v4",
};

/** Links to the panels. */
export function Navigation() {
  const { panels, panel: names } = text.value.common;
  return (
    <nav class="panels" aria-label={panels}>
      {PANELS.map((name) => (
        <a
          key={name}
          href={addressOf(name)}
          aria-current={panel.value === name ? "page" : undefined}
          onClick={(event: MouseEvent) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            show(name);
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={ICONS[name]} />
          </svg>
          <span>{names[name]}</span>
        </a>
      ))}
    </nav>
  );
}
