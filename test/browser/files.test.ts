// Files inside Chromium: dropped pictures, tables and archives opened as in Node, and runs in the browser's file system.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenOptions, openData } from "../../src/data/node.ts";
import { launch } from "./chromium.ts";
import type { DropReport, RunReport } from "./files-page.ts";
import type { Server } from "./serve.ts";
import { servePage } from "./serve-page.ts";

const folder = mkdtempSync(join(tmpdir(), "vaekit-drop-"));
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await servePage("files-page.ts");
  browser = await launch("none");
  page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction("typeof openDrop === 'function'");
});
afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

type Files = Readonly<Record<string, Uint8Array>>;

async function drop(files: Files, options: OpenOptions = {}): Promise<DropReport> {
  const given = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]),
  );
  return (await page.evaluate(`openDrop(${JSON.stringify(given)}, ${JSON.stringify(options)})`)) as DropReport;
}

// The same files opened from the disk.
async function inNode(name: string, files: Files, options: OpenOptions = {}) {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return (await openData(join(folder, name), options)).train;
}

function waves(channels: 1 | 3 | 4, phase: number): Sharp {
  const pixels = Uint8Array.from({ length: 40 * 30 * channels }, (_, i) => {
    const [c, p] = [i % channels, Math.floor(i / channels)];
    return c === 3
      ? 55 + (p % 40) * 5
      : 128 + 100 * Math.sin((p % 40) / 5 + c + phase) * Math.cos(Math.floor(p / 40) / 7);
  });
  return sharp(pixels, { raw: { width: 40, height: 30, channels } });
}

function mostApart(a: readonly number[], b: ArrayLike<number>): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

describe("openFiles in Chromium", () => {
  it.each<[string, string, () => Promise<Files>, OpenOptions, number]>([
    [
      "PNG in folders",
      "png",
      async () => ({
        "png/a/1.png": await waves(3, 0).png().toBuffer(),
        "png/a/2.png": await waves(3, 1).png({ palette: true, colours: 256 }).toBuffer(),
        "png/b/1.png": await waves(3, 2).png().toBuffer(),
      }),
      {},
      0,
    ],
    ["PNG with opacity", "veil", async () => ({ "veil/1.png": await waves(4, 0).png().toBuffer() }), {}, 0],
    [
      "JPEG in folders, one turned by its EXIF",
      "jpeg",
      async () => ({
        "jpeg/a/1.jpg": await waves(3, 0).jpeg({ quality: 95 }).toBuffer(),
        "jpeg/b/1.jpeg": await waves(3, 1).rotate(90).jpeg({ quality: 95 }).withMetadata({ orientation: 8 }).toBuffer(),
      }),
      {},
      4,
    ],
    [
      "grey JPEG",
      "grey",
      async () => ({ "grey/1.jpg": await waves(1, 0).toColourspace("b-w").jpeg().toBuffer() }),
      {},
      3,
    ],
    [
      "WebP, made smaller",
      "webp",
      async () => ({ "webp/1.webp": await waves(3, 0).webp({ lossless: true }).toBuffer() }),
      { resize: { width: 16, height: 16 } },
      // sharp makes it smaller while it decodes.
      5,
    ],
  ])("decodes %s as Node does", async (_, name, make, options, tolerance) => {
    const files = await make();
    const [there, here] = [await drop(files, options), await inNode(name, files, options)];
    expect(there.error).toBeUndefined();
    expect(there.schema).toEqual(here.schema);
    expect(there.labels).toEqual([...(here.labels ?? [])]);
    expect(mostApart(there.values!, here.values)).toBeLessThanOrEqual(tolerance);
  });

  it("opens an archive of pictures and a gzipped table", async () => {
    const pictures = {
      "x/train/a/1.png": await waves(1, 0).png().toBuffer(),
      "x/test/a/1.png": await waves(1, 1).png().toBuffer(),
    };
    expect(await drop({ "x.zip": zipSync(pictures) })).toMatchObject({ count: 1, schema: { labels: ["a"] } });
    const { gzipSync } = await import("node:zlib");
    const table = await drop({ "t.csv.gz": gzipSync("a,b\n1,x\n2,y\n3,x\n") });
    expect(table).toMatchObject({ count: 3, schema: { kind: "table", columns: [{ name: "a" }, { name: "b" }] } });
    expect((await drop({ "t.csv.gz": gzipSync("a,b\n1,x\n2,y\n").subarray(0, 25) })).error).toMatch(
      /^t\.csv\.gz: the gzip file ends too early or is damaged \(/,
    );
  });

  it("refuses damaged pictures by name", async () => {
    const jpeg = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: "red",
        noise: { type: "gaussian", mean: 128, sigma: 50 },
      },
    })
      .jpeg()
      .toBuffer();
    expect((await drop({ "cut.jpg": jpeg.subarray(0, jpeg.length / 2) })).error).toMatch(/^cut\.jpg: /);
    expect((await drop({ "text.jpg": Buffer.from("no picture") })).error).toMatch(
      /^text\.jpg: cannot be read as a picture \(.*; 10 bytes\); repair or remove the file$/,
    );
    expect((await drop({ "a/1.jpg": jpeg, "a/2.png": await waves(3, 0).png().toBuffer() })).error).toBe(
      "a: pictures must have one size, got 1.jpg with 300x300 and 2.png with 40x30; resize them (resize 300x300)",
    );
  });
});

describe("runs in Chromium's file system", () => {
  it("are written whole, listed, packed and removed", async () => {
    const path = new URL("../fixtures/format-1/model/config.json", import.meta.url);
    const config = JSON.parse(readFileSync(path, "utf8")) as { hashes?: object; status: string };
    const text = JSON.stringify({ ...config, status: "training", hashes: undefined });
    const report = (await page.evaluate(`keepRun(${JSON.stringify(text)})`)) as RunReport;
    expect(report).toMatchObject({
      runs: ["first run"],
      read: text,
      entries: ["config.json", "onnx"],
      missing: true,
      left: [],
      copied: ["config.json", "onnx/encoder.onnx"],
    });
    expect(report.refused).toMatch(/^run name: must be 1 to 100 characters .*got "\.\.\/x"$/);
  });
});
