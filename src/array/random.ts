// Keyed random numbers: the stream depends only on (seed, stream name, step), so that noise is the same in Node,
// a worker and the browser, and a resumed run draws what the uninterrupted one would have drawn.

/** A seeded generator (xoshiro128**, Blackman & Vigna 2018). */
export class Generator {
  private readonly s: Uint32Array;

  constructor(seed: number, stream = "", step = 0) {
    this.s = new Uint32Array(4);
    let state = hash(seed, stream, step);
    for (let i = 0; i < 4; i++) {
      state = (state + 0x9e3779b9) >>> 0;
      this.s[i] = mix(state ^ Math.imul(i + 1, 0x85ebca6b));
    }
  }

  /** A uniform integer in [0, 2^32). */
  nextUint32(): number {
    const s = this.s;
    const s1 = s[1]!;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s1 << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    const s3 = s[3]!;
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** A uniform number in [0, 1) with 32 random bits. */
  uniform(): number {
    return this.nextUint32() * 2 ** -32;
  }

  /** A standard normal number. */
  normal(): number {
    return this.pair()[0];
  }

  /** A uniform integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Fills `out` with uniform numbers in [0, 1) of 24 bits, the resolution of a float below one. */
  fillUniform(out: Float32Array): Float32Array {
    let [a, b, c, d] = this.s as unknown as [number, number, number, number];
    for (let i = 0; i < out.length; i++) {
      const product = Math.imul(b, 5);
      out[i] = (Math.imul((product << 7) | (product >>> 25), 9) >>> 8) * 2 ** -24;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
    }
    this.s.set([a, b, c, d]);
    return out;
  }

  /** Fills `out` with standard normal numbers (polar method of Marsaglia). */
  fillNormal(out: Float32Array): Float32Array {
    let i = 0;
    for (; i + 1 < out.length; i += 2) {
      const [a, b] = this.pair();
      out[i] = a;
      out[i + 1] = b;
    }
    if (i < out.length) out[i] = this.pair()[0];
    return out;
  }

  /** A random order of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) {
      const j = this.integer(i + 1);
      order[i] = order[j]!;
      order[j] = i;
    }
    return order;
  }

  private pair(): [number, number] {
    for (;;) {
      const u = this.nextUint32() * 2 ** -31 - 1;
      const v = this.nextUint32() * 2 ** -31 - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        return [u * factor, v * factor];
      }
    }
  }
}

// FNV-1a over the stream name, then seed and step mixed in whole.
function hash(seed: number, stream: string, step: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < stream.length; i++) h = Math.imul(h ^ stream.charCodeAt(i), 0x01000193);
  h = mix(h ^ mix(seed >>> 0));
  h = mix(h ^ mix(Math.floor(seed / 2 ** 32) >>> 0) ^ 0x68bc21eb);
  h = mix(h ^ mix((step >>> 0) ^ 0x02e5be93));
  return mix(h ^ Math.floor(step / 2 ** 32));
}

// The finaliser of MurmurHash3.
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
