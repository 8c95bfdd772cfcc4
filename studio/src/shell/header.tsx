// Name of the page, what is open, and settings: engine, theme, language.

import { data, model } from "../state/session.ts";
import { type Theme, theme } from "../state/settings.ts";
import { LANGUAGES, type Language, language, speak, text } from "../text/index.ts";
import { EngineMenu } from "./engine-menu.tsx";

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
        <label class="quiet">
          <span class="visually-hidden">{common.theme.label}</span>
          <select
            value={theme.value}
            onChange={(event) => {
              theme.value = event.currentTarget.value as Theme;
            }}
          >
            <option value="system">{common.theme.system}</option>
            <option value="light">{common.theme.light}</option>
            <option value="dark">{common.theme.dark}</option>
          </select>
        </label>
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
