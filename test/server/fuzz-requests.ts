// Requests as nobody should send them: by chance from a seed, or good ones with something broken.

import { Generator } from "../../src/array/index.ts";
import { encodePng, writeNpy } from "../../src/data/index.ts";
import { crc32 } from "../../src/data/readers/crc32.ts";

/** A request to be sent as it is. */
export interface Wild {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const VERBS = ["encode", "decode", "reconstruct", "sample", "score", "impute"];
const TYPES = ["application/json", "application/x-npy", "image/png", "text/csv"];
const bytes = (text: string) => new TextEncoder().encode(text);

/** Makes requests, the same ones for the same seed. */
export class WildRequests {
  private readonly generator: Generator;

  constructor(seed: number) {
    this.generator = new Generator(seed, "fuzz");
  }

  /** The next request. */
  next(): Wild {
    const kind = this.integer(20);
    if (kind === 0) return this.wildPath();
    const verb = this.of(VERBS);
    const model = this.of(["digits", "digits", "classes", "people"]);
    const type = this.of(TYPES);
    const method =
      kind === 1 ? this.of(["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"]) : verb === "sample" ? "GET" : "POST";
    const headers: Record<string, string> = {
      "content-type":
        kind === 2 ? this.of(["", "text/html", "application/json;charset=x", "APPLICATION/JSON", ";;"]) : type,
      accept: this.of([
        "*/*",
        "*/*",
        "application/json",
        "application/x-npy",
        "image/png",
        "text/csv",
        "q=;,",
        "*/*;q=-1",
      ]),
    };
    if (this.integer(200) === 0) headers["content-encoding"] = this.of(["gzip", "br", "identity"]);
    const body = method === "GET" || method === "HEAD" ? undefined : this.body(verb, model, type);
    return { method, path: `/v1/models/${model}/${verb}${this.query()}`, headers, ...(body && { body }) };
  }

  private integer(below: number): number {
    return this.generator.integer(below);
  }

  private of<T>(values: readonly T[]): T {
    return values[this.integer(values.length)]!;
  }

  private wildPath(): Wild {
    const names = [
      "..%2f..%2fetc%2fpasswd",
      "%00",
      "%ff%fe",
      "%",
      "__proto__",
      "a".repeat(5000),
      "digits/..",
      "%F0%9F%98%80",
      "",
    ];
    const path = this.of(["/v1/models/", "/v1/", "/", "//", "/v1/models/digits/", "/docs/", "/metrics/"]);
    const query = this.of(["", "?", "?%", "?a[]=1&a=2", `?${"b".repeat(3000)}`, "?seed=%ff"]);
    return {
      method: this.of(["GET", "POST", "HEAD", "OPTIONS"]),
      path: `${path}${this.of(names)}${query}`,
      headers: {},
    };
  }

  private query(): string {
    if (this.integer(3) > 0) return "";
    const names = [
      "seed",
      "count",
      "temperature",
      "samples",
      "sampler",
      "each",
      "where",
      "condition",
      "explain",
      "contamination",
      "quantile",
      "by",
      "x",
    ];
    const values = [
      ...[
        "0",
        "1",
        "3",
        "-1",
        "1e3",
        "NaN",
        "Infinity",
        "99999999999999999999",
        "",
        " ",
        "true",
        "0.1",
        "fitted",
        "window",
      ],
      ...[
        "label=3",
        "label=11",
        "=",
        "label=3,label=4",
        "__proto__=1",
        "age >= 30",
        "town = Ulm",
        "age >",
        'town = "',
        "x".repeat(300),
      ],
    ];
    const parts = Array.from(
      { length: 1 + this.integer(3) },
      () => `${this.of(names)}=${encodeURIComponent(this.of(values))}`,
    );
    return `?${parts.join("&")}`;
  }

  private body(verb: string, model: string, type: string): Uint8Array {
    const good =
      type === "application/json"
        ? this.json(verb, model)
        : type === "application/x-npy"
          ? this.npy(verb)
          : type === "image/png"
            ? this.png()
            : this.csv();
    const how = this.integer(6);
    if (how === 0) return good.slice(0, this.integer(good.length + 1));
    if (how === 1 && good.length > 0) {
      const broken = good.slice();
      for (let i = 0; i <= this.integer(4); i++) broken[this.integer(broken.length)] = this.integer(256);
      return broken;
    }
    if (how === 2 && this.integer(10) === 0)
      return Uint8Array.from({ length: this.integer(3000) }, () => this.integer(256));
    return good;
  }

  private json(verb: string, model: string): Uint8Array {
    const hostile = this.integer(30);
    if (hostile === 0) return bytes(`{"items":${"[".repeat(20_000)}`);
    if (hostile === 1) return bytes(`{"rows":${"[".repeat(9000)}${"]".repeat(9000)}}`);
    if (hostile === 2) return bytes(`{"rows":[{"a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}]}`);
    if (hostile === 3) return bytes(`{"latents":[[${"1e999,".repeat(50)}1]]}`);
    if (hostile === 4) return bytes(`{"rows":[${'{"__proto__":{"x":1},"constructor":2},'.repeat(20)}{}]}`);
    if (hostile === 5) return bytes(`{"items":[${"[],".repeat(10_000)}[]]}`);
    if (hostile === 6) return Uint8Array.of(123, 34, 255, 254, 34, 58, 49, 125);
    if (hostile === 7) return bytes("x".repeat(80_000));
    const value =
      verb === "decode"
        ? { latents: this.latents() }
        : model === "people"
          ? { rows: this.rows() }
          : { items: this.pictures() };
    return bytes(JSON.stringify(this.integer(3) === 0 ? this.spoiled(value) : value));
  }

  private latents(): unknown {
    const width = this.of([3, 3, 3, 4]);
    return Array.from({ length: 1 + this.integer(3) }, () =>
      Array.from({ length: width }, () => this.generator.normal()),
    );
  }

  private pictures(): unknown {
    const [height, width] = this.of([
      [28, 28],
      [28, 28],
      [28, 28],
      [27, 28],
      [1, 1],
    ] as const);
    const picture = () => Array.from({ length: height }, () => Array.from({ length: width }, () => this.integer(2)));
    return Array.from({ length: 1 + this.integer(2) }, picture);
  }

  private rows(): unknown {
    const cells = {
      town: ["Ulm", "Bern", "", null, 5, "\u0000", [1]],
      income: [1000, "1000.5", null, "x", -1e308, true],
      age: [30, "30", 1e99, {}, "30.5"],
    };
    return Array.from({ length: 1 + this.integer(3) }, () => ({
      town: this.integer(4) === 0 ? this.of(cells.town) : "Ulm",
      income: this.integer(4) === 0 ? this.of(cells.income) : 1000,
      age: this.integer(4) === 0 ? this.of(cells.age) : 40,
    }));
  }

  // One value somewhere becomes another.
  private spoiled(value: unknown): unknown {
    const others = [null, "text", -1, 1e308, true, [], {}, [[]], "\ud800", 0.5, [[[[[[1]]]]]]];
    if (typeof value !== "object" || value === null || this.integer(4) === 0) return this.of(others);
    const keys = Object.keys(value);
    if (keys.length === 0) return this.of(others);
    const key = this.of(keys);
    const changed = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
    (changed as Record<string, unknown>)[key] = this.spoiled((value as Record<string, unknown>)[key]);
    return changed;
  }

  private npy(verb: string): Uint8Array {
    const shape =
      verb === "decode"
        ? [2, 3]
        : this.of([
            [1, 28, 28],
            [2, 1, 28, 28],
            [1, 28, 28, 1],
            [3, 784],
          ]);
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(this.of([0, 0.5, 1, 2, Number.NaN, -1]));
    const good = writeNpy({ type: "f4", shape, data });
    if (this.integer(2) === 0) return good;
    const lies = [
      "(0, 99999999999,)",
      "(99999999999999999999, 3)",
      "(-1, 3)",
      "()",
      "(3",
      `(${"1, ".repeat(30)})`,
      "(1, 28, 28, 28)",
      "(2.5, 3)",
      "(0,)",
      "(0, 28, 28)",
    ];
    const types = ["<f4", ">f4", "<f8", "|u1", "|O", "<i8", "<c16", "", "'; import os"];
    const header = `{'descr': '${this.of(types)}', 'fortran_order': ${this.of(["True", "False", "1"])}, 'shape': ${this.of(lies)}, }`;
    const bytesOfHeader = bytes(header.padEnd(118));
    const out = new Uint8Array(10 + bytesOfHeader.length + this.integer(64));
    out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, this.of([1, 1, 2, 9]), 0, this.of([118, 255, 0]), this.of([0, 255])]);
    out.set(bytesOfHeader, 10);
    return out;
  }

  private png(): Uint8Array {
    const size = this.of([28, 28, 27]);
    const channels = this.of([1, 3, 4]);
    const good = encodePng(new Uint8Array(size * size * channels).fill(this.integer(256)), size, size, channels);
    if (this.integer(3) > 0) return good;
    // Another head, with the checksum that belongs to it.
    const bomb = good.slice();
    const view = new DataView(bomb.buffer);
    const field = this.integer(3);
    if (field === 0) view.setUint32(16, this.of([0, 1, 28, 65_535, 2 ** 31]));
    else bomb[24 + field] = this.integer(256);
    view.setUint32(29, crc32(bomb.subarray(12, 29)));
    return bomb;
  }

  private csv(): Uint8Array {
    const lines = [
      "town,income,age\nUlm,1000,30\nBern,,41\n",
      "town,income,age\n",
      "",
      "a;b;c\n1;2;3",
      'town,income,age\n"Ulm,1,2',
      "town,town,age\n1,2,3",
    ];
    return bytes(this.of([...lines, lines[0]!, lines[0]!]));
  }
}
