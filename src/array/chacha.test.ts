import { describe, expect, it } from "vitest";
import { KEY_BYTES, KeyedGenerator } from "./chacha.ts";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));

// The keystream as RFC 8439 writes it: words in little-endian order.
function keystream(generator: KeyedGenerator, words: number): string {
  return Array.from({ length: words }, () => generator.nextUint32())
    .map((word) => [0, 8, 16, 24].map((shift) => ((word >>> shift) & 255).toString(16).padStart(2, "0")).join(""))
    .join("");
}

const COUNTING = Uint8Array.from({ length: KEY_BYTES }, (_, i) => i);
// A nonce of 12 bytes as the generator's stream and step.
const nonce = (hex: string): [number, number] => {
  const view = new DataView(bytes(hex).buffer);
  return [view.getUint32(0, true), view.getUint32(4, true) + 2 ** 32 * view.getUint32(8, true)];
};

describe("the keystream", () => {
  // RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce zero, blocks 0 and 1.
  it("is that of RFC 8439 for a key of zeros, over two blocks", () => {
    expect(keystream(new KeyedGenerator(new Uint8Array(KEY_BYTES)), 32)).toBe(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586" +
        "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
    );
  });

  // Section 2.4.2: key 00..1f, nonce 00000000 0000004a 00000000; its first keystream block is block 1.
  it("is that of RFC 8439 for key 00..1f and the nonce of its example", () => {
    const generator = new KeyedGenerator(COUNTING, ...nonce("000000000000004a00000000"));
    keystream(generator, 16);
    expect(keystream(generator, 32)).toBe(
      "224f51f3401bd9e12fde276fb8631ded8c131f823d2c06e27e4fcaec9ef3cf788a3b0aa372600a92b57974cded2b9334794cba40c63e34cdea212c4cf07d41b7" +
        "69a6749f3f630f4122cafe28ec4dc47e26d4346d70b98c73f3e9c53ac40c5945398b6eda1a832c89c167eacd901d7e2bf363740373201aa188fbbce83991c4ed",
    );
  });

  // Section 2.3.2: nonce 00000009 0000004a 00000000, block 1.
  it("is that of RFC 8439 for a stream that is not zero", () => {
    const generator = new KeyedGenerator(COUNTING, ...nonce("000000090000004a00000000"));
    keystream(generator, 16);
    expect(keystream(generator, 16)).toBe(
      "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
    );
  });

  it("differs between streams and steps, below and above 2^32", () => {
    const starts = [0, 1, 2 ** 32 - 1].flatMap((stream) =>
      [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52].map((step) => keystream(new KeyedGenerator(COUNTING, stream, step), 8)),
    );
    expect(new Set(starts).size).toBe(15);
  });
});

describe("numbers from a key", () => {
  it("are uniform in [0, 1) with bits beyond a float's", () => {
    const generator = new KeyedGenerator(COUNTING);
    const drawn = Array.from({ length: 40_000 }, () => generator.uniform());
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / drawn.length));
    expect(drawn.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(drawn.filter((u) => (u * 2 ** 53) % 2 ** 21 !== 0).length).toBeGreaterThan(39_900);
  });

  it("are standard normal in moments, tails and pairs", () => {
    const drawn = new KeyedGenerator(COUNTING, 1).fillNormal(new Float32Array(200_001));
    const moment = (power: number) => drawn.reduce((sum, v) => sum + v ** power, 0) / drawn.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.012);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.016);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    // P(|z| > 3) = 0.0027.
    expect(Math.abs(drawn.filter((v) => Math.abs(v) > 3).length - 540)).toBeLessThan(5 * Math.sqrt(540));
    const products = drawn.reduce((sum, v, i) => sum + (i % 2 === 1 ? v * drawn[i - 1]! : 0), 0);
    expect(Math.abs(products)).toBeLessThan(5 * Math.sqrt(100_000));
  });

  it("come from keys of 32 bytes and whole streams and steps only", () => {
    expect(() => new KeyedGenerator(new Uint8Array(16))).toThrow("a key must have 32 bytes, got 16");
    for (const [stream, step] of [
      [-1, 0],
      [2 ** 32, 0],
      [0, 0.5],
      [0, 2 ** 53],
    ] as const) {
      expect(() => new KeyedGenerator(COUNTING, stream, step)).toThrow("must be whole numbers");
    }
  });
});
