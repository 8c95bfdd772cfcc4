// A tiny WebAssembly assembler: one exported function over an imported memory (WebAssembly core specification 2.0, section 5).

/** Bytes of one instruction. */
export type Instruction = readonly number[];

/** Value types in use. */
export type ValueType = "i32" | "f32" | "f64" | "v128";

/** The one function of a module. */
export interface WasmFunction {
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
  readonly code: readonly Instruction[];
}

const TYPES: { readonly [T in ValueType]: number } = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** LEB128 of a non-negative integer. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

// LEB128 of a signed integer.
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest = Math.floor(rest / 128);
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** Alignment hint and byte offset of a 16-byte load or store. */
export function memoryAccess(offset: number): number[] {
  return [4, ...unsigned(offset)];
}

/** Instructions by name; `simd` takes the opcode behind the 0xfd prefix. */
export const op = {
  loop: [0x03, 0x40],
  end: [0x0b],
  i32Add: [0x6a],
  i32LessUnsigned: [0x49],
  f64Add: [0xa0],
  f64x2Add: [0xfd, 0xf0, 0x01],
  simd: (code: number): Instruction => [0xfd, ...unsigned(code)],
  localGet: (index: number): Instruction => [0x20, ...unsigned(index)],
  localSet: (index: number): Instruction => [0x21, ...unsigned(index)],
  localTee: (index: number): Instruction => [0x22, ...unsigned(index)],
  i32Const: (value: number): Instruction => [0x41, ...signed(value)],
  branchIf: (depth: number): Instruction => [0x0d, ...unsigned(depth)],
} as const;

/** Float32 constants. */
export const f32 = {
  /** A vector of four equal constants. */
  splat: (value: number): readonly Instruction[] => [
    [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
    [0xfd, 0x13],
  ],
} as const;

const section = (id: number, body: readonly number[]) => [id, ...unsigned(body.length), ...body];
const vector = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()];
const name = (text: string) => vector([...text].map((c) => [c.charCodeAt(0)]));

/** Compiles a function over `memory` and returns it. */
export function assemble(memory: WebAssembly.Memory, f: WasmFunction): (...args: readonly number[]) => unknown {
  const result = f.result === undefined ? [] : [[TYPES[f.result]]];
  const type = [0x60, ...vector(f.parameters.map((t) => [TYPES[t]])), ...vector(result)];
  const locals = vector(f.locals.map(({ count, type }) => [...unsigned(count), TYPES[type]]));
  const code = [...locals, ...f.code.flat(), ...op.end];
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type])),
    ...section(2, vector([[...name("env"), ...name("memory"), 0x02, 0x00, ...unsigned(0)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name("run"), 0x00, ...unsigned(0)]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports.run as (...args: readonly number[]) => unknown;
}
