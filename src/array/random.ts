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
    const bits = this.nextUint32() | 0;
    const [layer, value] = [bits & 127, bits >> 8];
    return Math.abs(value) < ZIGGURAT.inside[layer]!
      ? value * ZIGGURAT.width[layer]!
      : this.normalOutside(layer, value);
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

  /** Fills `out` with standard normal numbers (ziggurat of Marsaglia & Tsang 2000, index and value from separate bits). */
  fillNormal(out: Float32Array): Float32Array {
    let [a, b, c, d] = this.s as unknown as [number, number, number, number];
    for (let i = 0; i < out.length; i++) {
      const product = Math.imul(b, 5);
      const bits = Math.imul((product << 7) | (product >>> 25), 9);
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      const layer = bits & 127;
      const value = bits >> 8;
      if (Math.abs(value) < ZIGGURAT.inside[layer]!) {
        out[i] = value * ZIGGURAT.width[layer]!;
        continue;
      }
      this.s.set([a, b, c, d]);
      out[i] = this.normalOutside(layer, value);
      [a, b, c, d] = this.s as unknown as [number, number, number, number];
    }
    this.s.set([a, b, c, d]);
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

  // The rare cases of the ziggurat: the tail beyond the last layer, and the wedges between layer and curve.
  private normalOutside(layer: number, value: number): number {
    for (;;) {
      const x = value * ZIGGURAT.width[layer]!;
      if (layer === 0) {
        let [tail, height] = [0, 0];
        do {
          tail = -Math.log(1 - this.uniform()) / TAIL;
          height = -Math.log(1 - this.uniform());
        } while (height + height < tail * tail);
        return value > 0 ? TAIL + tail : -TAIL - tail;
      }
      const [low, high] = [ZIGGURAT.height[layer]!, ZIGGURAT.height[layer - 1]!];
      if (low + this.uniform() * (high - low) < Math.exp(-0.5 * x * x)) return x;
      const bits = this.nextUint32() | 0;
      layer = bits & 127;
      value = bits >> 8;
      if (Math.abs(value) < ZIGGURAT.inside[layer]!) return value * ZIGGURAT.width[layer]!;
    }
  }
}

// 128 layers of equal area under exp(-x^2 / 2); values are signed 24-bit integers.
const TAIL = 3.442619855899;
const ZIGGURAT = ziggurat();

function ziggurat(): { inside: Float64Array; width: Float64Array; height: Float64Array } {
  const scale = 2 ** 23;
  const area = 9.91256303526217e-3;
  const density = (x: number) => Math.exp(-0.5 * x * x);
  const [inside, width, height] = [new Float64Array(128), new Float64Array(128), new Float64Array(128)];
  const base = area / density(TAIL);
  inside[0] = (TAIL / base) * scale;
  width[0] = base / scale;
  height[0] = 1;
  width[127] = TAIL / scale;
  height[127] = density(TAIL);
  let edge = TAIL;
  for (let i = 126; i >= 1; i--) {
    const inner = Math.sqrt(-2 * Math.log(area / edge + density(edge)));
    inside[i + 1] = (inner / edge) * scale;
    edge = inner;
    width[i] = inner / scale;
    height[i] = density(inner);
  }
  return { inside, width, height };
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
