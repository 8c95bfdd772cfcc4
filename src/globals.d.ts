// The few globals that Node, workers and browsers all have; only the neutral type check reads this file.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}
declare const performance: { now(): number };
declare const console: { log(...values: unknown[]): void; warn(...values: unknown[]): void };
declare function structuredClone<T>(value: T): T;
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare const crypto: {
  subtle: { digest(algorithm: "SHA-256", data: ArrayBufferView): Promise<ArrayBuffer> };
  getRandomValues<T extends ArrayBufferView>(out: T): T;
};
/** Base64 of a string of bytes (character codes 0 to 255). */
declare function btoa(bytes: string): string;
interface ErrorConstructor {
  captureStackTrace?(target: object, hidden?: unknown): void;
  stackTraceLimit?: number;
}
interface ImportMeta {
  readonly url: string;
}
declare class URL {
  constructor(url: string, base?: string);
  readonly pathname: string;
}
