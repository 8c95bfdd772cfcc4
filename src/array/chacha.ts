// ChaCha20 (RFC 8439) as a source of random numbers that nobody can foretell or retrace without its key. For noise that
// has to stay secret; `Generator` is faster and does for everything else.

import { ConfigError, ExecutionError } from "../errors.ts";

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** What fills arrays with random numbers. */
export interface Filler {
  /** Uniform numbers in [0, 1). */
  fillUniform(out: Float32Array): Float32Array;
  /** Standard normal numbers. */
  fillNormal(out: Float32Array): Float32Array;
}

/** A key that nobody knows, from the platform's own source of randomness: the one draw that no seed repeats. */
export function drawKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

const STEPS = 2 ** 53;
const BLOCK = 16;

/** The keystream of one (key, stream, step), in the order of RFC 8439 from block 0; streams and steps never overlap. */
export class KeyedGenerator implements Filler {
  private readonly state = new Uint32Array(BLOCK);
  private readonly block = new Uint32Array(BLOCK);
  private used = BLOCK;

  /**
   * `key`: 32 bytes. `stream` (below 2^32) and `step` (below 2^53) are the nonce: little-endian words stream, step, step / 2^32.
   * @throws ConfigError for a key of another length, or a stream or step out of range
   */
  constructor(key: Uint8Array, stream = 0, step = 0) {
    if (key.length !== KEY_BYTES) {
      throw new ConfigError(
        `keyed generator: a key must have ${KEY_BYTES} bytes, got ${key.length}; draw one with crypto.getRandomValues`,
      );
    }
    const fits = Number.isInteger(stream) && stream >= 0 && stream < 2 ** 32;
    if (!fits || !Number.isInteger(step) || step < 0 || step >= STEPS) {
      throw new ConfigError(
        `keyed generator: stream and step must be whole numbers below 2^32 and 2^53, got ${stream} and ${step}`,
      );
    }
    this.state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
    for (let i = 0; i < 8; i++) {
      this.state[4 + i] = key[4 * i]! | (key[4 * i + 1]! << 8) | (key[4 * i + 2]! << 16) | (key[4 * i + 3]! << 24);
    }
    this.state.set([0, stream, step % 2 ** 32, Math.floor(step / 2 ** 32)], 12);
  }

  /** A uniform integer in [0, 2^32). */
  nextUint32(): number {
    if (this.used === BLOCK) this.refill();
    return this.block[this.used++]!;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    return (high * 2 ** 26 + (this.nextUint32() >>> 6)) * 2 ** -53;
  }

  /** Fills `out` with uniform numbers in [0, 1) of 24 bits, the resolution of a float below one. */
  fillUniform(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = (this.nextUint32() >>> 8) * 2 ** -24;
    return out;
  }

  /** Fills `out` with standard normal numbers (Box & Muller 1958), each pair from two uniform numbers of 53 bits. */
  fillNormal(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i += 2) {
      // 1 - u lies in (0, 1]; the largest number that can come out is sqrt(106 log 2) = 8.57.
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
    return out;
  }

  // The block function of RFC 8439, section 2.3.
  private refill(): void {
    const { state, block } = this;
    block.set(state);
    for (let round = 0; round < 10; round++) {
      quarter(block, 0, 4, 8, 12);
      quarter(block, 1, 5, 9, 13);
      quarter(block, 2, 6, 10, 14);
      quarter(block, 3, 7, 11, 15);
      quarter(block, 0, 5, 10, 15);
      quarter(block, 1, 6, 11, 12);
      quarter(block, 2, 7, 8, 13);
      quarter(block, 3, 4, 9, 14);
    }
    for (let i = 0; i < BLOCK; i++) block[i]! += state[i]!;
    state[12]!++;
    if (state[12] === 0) throw new ExecutionError("internal: a keyed stream ended after 256 GiB");
    this.used = 0;
  }
}

function quarter(x: Uint32Array, i: number, j: number, k: number, l: number): void {
  let [a, b, c, d] = [x[i]! | 0, x[j]! | 0, x[k]! | 0, x[l]! | 0];
  a = (a + b) | 0;
  d ^= a;
  d = (d << 16) | (d >>> 16);
  c = (c + d) | 0;
  b ^= c;
  b = (b << 12) | (b >>> 20);
  a = (a + b) | 0;
  d ^= a;
  d = (d << 8) | (d >>> 24);
  c = (c + d) | 0;
  b ^= c;
  b = (b << 7) | (b >>> 25);
  x[i] = a;
  x[j] = b;
  x[k] = c;
  x[l] = d;
}
