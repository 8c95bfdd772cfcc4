// Name of the page, what is open, and settings: engine, theme, language.

import { data, model } from "../state/session.ts";
import { type Theme, theme } from "../state/settings.ts";
import { LANGUAGES, type Language, language, speak, text } from "../text/index.ts";
import { EngineMenu } from "./engine-menu.tsx";

const THEMES = ["system", "light", "dark"] as const;

// A half disc, a sun, a moon.
const THEME_ICONS: Record<Theme, string> = {
  system: "M12 3a9 9 0 100 18zM12 3a9 9 0 010 18",
  light:
    "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M19 5l-1.5 1.5M6.5 17.5L5 19",
  dark: "M20 14A8 8 0 0110 4a8 8 0 1010 10z",
};

/** The header. */
export function Header() {
  const { common } = text.value;
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M5 7l8 9-8 9M27 7l-8 9 8 9" />
          <circle cx="16" cy="16" r="2.6" />
        </svg>
        <span>
          vaekit <small>{common.title.replace("vaekit ", "")}</small>
        </span>
      </h1>
      <p class="open-now">
        {data.value && <span>{data.value.name}</span>}
        {model.value && <span>{model.value.run}</span>}
      </p>
      <div class="settings">
        <EngineMenu />
        <button
          type="button"
          class="plain"
          title={`${common.theme.label}: ${common.theme[theme.value]}`}
          aria-label={`${common.theme.label}: ${common.theme[theme.value]}`}
          onClick={() => {
            theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
          }}
        >
          <svg class="icon theme" viewBox="0 0 24 24" aria-hidden="true">
            <path d={THEME_ICONS[theme.value]} />
          </svg>
        </button>
        <label class="quiet">
          <span class="visually-hidden">{common.language}</span>
          <select value={language.value} onChange={(event) => void speak(event.currentTarget.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}
