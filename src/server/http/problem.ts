// Refusals as application/problem+json (RFC 9457).

import { STATUS_CODES } from "node:http";

/** A request that is refused, with the status that says why. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}, code?: string) {
    super(detail);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }

  /** Body of the answer. */
  get text(): string {
    const { status, message: detail, code } = this;
    return JSON.stringify({
      type: "about:blank",
      title: STATUS_CODES[status] ?? "Error",
      status,
      detail,
      ...(code !== undefined && { code }),
    });
  }

  /** The answer. */
  response(): Response {
    const { text } = this;
    const length = String(Buffer.byteLength(text));
    return new Response(text, {
      status: this.status,
      headers: { "content-type": "application/problem+json", "content-length": length, ...this.headers },
    });
  }
}
