// The client of a vaekit server in a page: it works from an origin that the server names, and from no other.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { prepare } from "../server/harness.ts";
import { launch } from "./chromium.ts";
import { serve } from "./serve.ts";

const ready = prepare(["digits"]);
const token = "0123456789abcdef0123456789abcdef";

it("asks a server that names its origin, and no other", async () => {
  const entry = fileURLToPath(new URL("../../src/client/index.ts", import.meta.url));
  const options = { bundle: true, write: false, format: "esm", logLevel: "error" } as const;
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  const page = `<!doctype html><script type="module">import { createClient } from "/client.js"; window.createClient = createClient;</script>`;
  const site = await serve({ "/": page, "/client.js": outputFiles[0]!.text }, {});
  const open = await ready.start({ token, cors: [new URL(site.url).origin] });
  const closed = await ready.start({ token });
  const browser = await launch("none");
  try {
    const tab = await browser.newPage();
    await tab.goto(site.url);
    await tab.waitForFunction("window.createClient !== undefined");
    const ask = ({ url }: { url: string }) =>
      tab.evaluate(
        `createClient({ url: "${url}", token: "${token}" }).sample("digits", { count: 2, seed: 1 })
          .then(({ items }) => [...items.shape, items.data.length], (error) => error.name)`,
      );
    expect(await ask(open)).toEqual([2, 1, 28, 28, 1568]);
    expect(await ask(closed)).toBe("TypeError");
  } finally {
    await browser.close();
    await site.close();
  }
});
