// Starts the system's Chromium with a fresh profile, nothing that talks to the network, and no window.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const GRAPHICS = {
  none: ["--disable-gpu"],
  // WebGL drawn by software.
  webgl: ["--enable-unsafe-swiftshader"],
  // WebGPU on a software adapter: slow, but right, and there without a graphics card.
  webgpu: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"],
};

/** Path of the browser: CHROMIUM, Debian's, or the first on the PATH. @throws when there is none */
export function chromiumPath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = folders.flatMap((folder) =>
    ["chromium", "chromium-browser", "google-chrome"].map((n) => join(folder, n)),
  );
  const found = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", ...onPath].find(
    (path) => path !== "" && existsSync(path),
  );
  if (found === undefined) throw new Error("the browser tests need Chromium: install it or set CHROMIUM to its path");
  return found;
}

/** A browser with or without WebGPU; every page of it starts from an empty profile. */
export function launch(graphics: keyof typeof GRAPHICS): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...QUIET, ...GRAPHICS[graphics]] });
}
