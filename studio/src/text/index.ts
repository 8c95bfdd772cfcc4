// Every word of the page, by language. English gives the shape; another language that lacks a word does not compile.

import { computed, signal } from "@preact/signals";
import { common } from "./en/common.ts";
import { data } from "./en/data.ts";
import { generate } from "./en/generate.ts";
import { latent } from "./en/latent.ts";
import { model } from "./en/model.ts";
import { reconstruct } from "./en/reconstruct.ts";
import { runs } from "./en/runs.ts";
import { score } from "./en/score.ts";
import { train } from "./en/train.ts";

const en = { common, data, model, train, latent, generate, reconstruct, score, runs };

/** The words of one language. */
export type Text = typeof en;

/** Languages that the page speaks, each in its own words. */
export const LANGUAGES = { en: "English", zh: "中文" } as const;

/** Code of a language. */
export type Language = keyof typeof LANGUAGES;

const KEY = "vaekit-language";

/** The language first shown: the one last chosen, else the browser's, else English. */
function firstLanguage(): Language {
  const asked = [localStorage.getItem(KEY), ...navigator.languages].map((code) => code?.slice(0, 2));
  return asked.find((code): code is Language => code !== undefined && code in LANGUAGES) ?? "en";
}

/** The language shown. */
export const language = signal<Language>("en");
const texts = signal<Text>(en);

/** The words of the language shown. */
export const text = computed(() => texts.value);

/** Changes the language. Other languages than English are fetched when they are first shown. */
export async function speak(code: Language): Promise<void> {
  texts.value = code === "en" ? en : (await import("./zh/index.ts")).zh;
  language.value = code;
  document.documentElement.lang = code;
  document.title = texts.value.common.title;
  localStorage.setItem(KEY, code);
}

/** Shows the first language. */
export const speakFirst = (): Promise<void> => speak(firstLanguage());
