import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readZip } from "./zip.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("readZip", () => {
  it("gives files in folders by path, without the folders, whatever bar parts the names", () => {
    const files = readZip(zipSync({ "a/": new Uint8Array(0), "a/b.txt": text("b"), "c\\d.txt": text("d") }), "x.zip");
    expect([...files.keys()]).toEqual(["a/b.txt", "c/d.txt"]);
    expect(files.get("c/d.txt")!.unpack()).toEqual(text("d"));
  });

  it("refuses encrypted files, and more than it can count", () => {
    const zip = zipSync({ "a.txt": text("a") }, { level: 0 });
    const directory = zip.findIndex((_, i) => zip[i] === 0x50 && zip[i + 1] === 0x4b && zip[i + 2] === 1);
    const encrypted = zip.slice();
    encrypted[directory + 8]! |= 1;
    expect(() => readZip(encrypted, "x.zip").get("a.txt")!.unpack()).toThrow(
      "x.zip: a.txt: the archive is encrypted; save it without a password",
    );
    const many = zip.slice();
    many.fill(0xff, zip.length - 12, zip.length - 10);
    expect(() => readZip(many, "x.zip")).toThrow("archives of 65,535 files and more are not supported");
  });
});
