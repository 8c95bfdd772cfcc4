// Frames a second of the studio's map of latents while it is moved, and how many points each frame shows.
//
//   npm run build && node bench/studio.mjs [--points 60000] [--seconds 10] [--write]
//
// Built-in digits, preset dense-2d, one epoch; then the map of what it trained on, nine tenths, is dragged about. Chromium draws WebGL
// in software. --write puts the table into docs/studio.md.

import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { serveStudio } from "../dist/server/studio/index.js";
import { testHelper } from "./lib/browser.mjs";
import { putPart } from "./lib/page-part.mjs";
import { quantile } from "./lib/turns.mjs";

const { values: options } = parseArgs({
  options: {
    points: { type: "string", default: "60000" },
    seconds: { type: "string", default: "10" },
    write: { type: "boolean", default: false },
  },
});
const points = Number(options.points);
const seconds = Number(options.seconds);
const load = loadavg()[0];
const { launch } = await testHelper("chromium");
const server = await serveStudio({});
const browser = await launch("webgl");
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.addInitScript(() => {
  const { prototype } = WebGL2RenderingContext;
  const { drawArrays } = prototype;
  globalThis.drawn = [];
  prototype.drawArrays = function (kind, from, count) {
    if (kind === this.POINTS) globalThis.drawn.push([performance.now(), count]);
    return drawArrays.call(this, kind, from, count);
  };
});
await page.goto(`${server.url}#/train?count=${points}`);
await page.getByRole("region", { name: "Train" }).getByRole("button", { name: "Train", exact: true }).click();
await page.waitForFunction(
  () => Number(/epoch (\d+) of/.exec(document.querySelector(".train-bar .state")?.textContent ?? "")?.[1]) > 1,
  null,
  { timeout: 120_000 },
);
await page.getByRole("button", { name: "Stop and keep" }).click();
await page.getByText("finished").first().waitFor({ timeout: 120_000 });
await page.getByRole("navigation").getByRole("link", { name: "Latent", exact: true }).click();
await page
  .getByText(/[\d,]+ items/)
  .first()
  .waitFor({ timeout: 120_000 });
await page.getByRole("button", { name: "Pan", exact: true }).click();
const map = await page.getByRole("application", { name: /Map of/ }).boundingBox();
await page.getByText(/^Encoding/).waitFor({ state: "detached", timeout: 120_000 });
await page.waitForTimeout(3000);
const middle = [map.x + map.width / 2, map.y + map.height / 2];
await page.mouse.move(...middle);
await page.mouse.down();
// The hand moves for a while before it is measured, as the number of points follows the pace.
await drag(4);
await page.evaluate(() => globalThis.drawn.splice(0));
await drag(seconds);
const drawn = await page.evaluate(() => globalThis.drawn.splice(0));
await page.mouse.up();
await page.waitForTimeout(1000);
const [, rested] = (await page.evaluate(() => globalThis.drawn)).at(-1);
const renderer = await page.evaluate(() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  return gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL);
});
await browser.close();
await server.close();

const gaps = drawn.slice(1).map(([at], i) => at - drawn[i][0]);
const shown = drawn.map(([, count]) => count);
const text = `${rested.toLocaleString("en")} points, ${seconds} s of dragging, \`node bench/studio.mjs\`; ${cpus()[0].model.trim()},
${availableParallelism()} cores, WebGL by ${renderer}, load ${load.toFixed(1)}.

| | |
|---|---|
| frames a second | ${((1000 * gaps.length) / (drawn.at(-1)[0] - drawn[0][0])).toFixed(1)} |
| between frames, median and 95 of 100 | ${quantile(gaps, 0.5).toFixed(1)} ms, ${quantile(gaps, 0.95).toFixed(1)} ms |
| points shown in motion, median | ${quantile(shown, 0.5).toLocaleString("en")} |
| points shown at rest | ${rested.toLocaleString("en")} |`;
console.log(text);
if (options.write) putPart("docs/studio.md", "map", text);

// Moves the pointer on the browser's own frames, as a hand would.
async function drag(time) {
  const until = performance.now() + 1000 * time;
  for (let i = 0; performance.now() < until; i++) {
    await page.mouse.move(middle[0] + 120 * Math.sin(i / 20), middle[1] + 80 * Math.sin(i / 13));
  }
}
