// Words of the frame around the panels.

export const common = {
  title: "vaekit studio",
  skip: "Skip to the panel",
  panels: "Panels",
  panel: {
    data: "Data",
    model: "Model",
    train: "Train",
    latent: "Latent",
    generate: "Generate",
    reconstruct: "Reconstruct",
    score: "Score",
    runs: "Runs",
  },
  theme: { label: "Theme", system: "System", light: "Light", dark: "Dark" },
  language: "Language",
  engine: {
    label: "Engine",
    wasm: (threads: number) => `WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    webgpu: "WebGPU",
    short: { wasm: (threads: number) => `Wasm × ${threads}`, webgpu: "WebGPU" },
    automatic: "Automatic",
    threads: "Threads",
    notIsolated:
      "This page is not cross-origin isolated, so the browser allows one thread only. Serve it with “vaekit studio”, or with the headers named in its documentation.",
    noWebgpu: "This browser offers no WebGPU adapter.",
    busy: "Pause training to change the engine.",
    note: "Everything is computed on this machine; your data does not leave it.",
  },
  part: "Part",
  parts: {
    validation: "validation",
    test: "test",
    train: "training",
    open: "open data",
    dropped: "dropped files",
  } as Record<string, string>,
  seed: "Seed",
  close: "Close",
  cancel: "Cancel",
  download: "Download",
  working: "Working …",
  number: (value: number, digits = 4) => formatNumber("en", value, digits),
  whole: (value: number) => new Intl.NumberFormat("en").format(value),
  bytes: (value: number) => formatBytes("en", value),
  duration: (seconds: number) => formatDuration("en", seconds, ["s", "min", "h"]),
  error: "Something went wrong",
  noData: "Open a data set first.",
  noModel: "Train a model or open one first.",
  toData: "Open data",
  toTrain: "Train a model",
};

/** A number with so many significant digits. */
export function formatNumber(language: string, value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  return new Intl.NumberFormat(language, {
    maximumSignificantDigits: digits,
    useGrouping: Math.abs(value) >= 10_000,
  }).format(value);
}

/** A number of bytes in kB, MB or GB. */
export function formatBytes(language: string, value: number): string {
  const units = ["B", "kB", "MB", "GB"] as const;
  const power = Math.min(3, Math.floor(Math.log10(Math.max(value, 1)) / 3));
  return `${formatNumber(language, value / 1000 ** power, 3)} ${units[power]}`;
}

/** Seconds in the unit that makes them readable. */
export function formatDuration(language: string, seconds: number, units: readonly string[]): string {
  const [value, unit] =
    seconds < 90 ? [seconds, units[0]] : seconds < 5400 ? [seconds / 60, units[1]] : [seconds / 3600, units[2]];
  return `${formatNumber(language, value, seconds < 10 ? 2 : 3)} ${unit}`;
}
