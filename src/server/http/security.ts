// Who may ask: tokens, names of this host, and the headers that keep browsers careful.

import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { Problem } from "./problem.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** A check of requests for the token; digests of equal length are compared in constant time. It throws a Problem 401. */
export function tokenCheck(token: string): (c: Context) => void {
  const expected = digest(token);
  return (c) => {
    const given = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    const why = given === undefined ? "needs a token, got none" : "must be the token of this server";
    throw new Problem(401, `authorization: ${why}; send the header "Authorization: Bearer TOKEN"`, {
      "www-authenticate": `Bearer realm="vaekit"${given === undefined ? "" : ', error="invalid_token"'}`,
    });
  };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether a host to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.includes(":") ? `[${host}]` : host);
}

/** Without a token only requests to a local name pass: a page elsewhere may have its name resolve to this machine. */
export const requireLocalName: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? "";
  if (!LOOPBACK.test(host)) {
    throw new Problem(
      421,
      "host: must be a name of this machine such as localhost; give the server a token for others",
    );
  }
  await next();
};

/** Headers of every answer. */
export const carefulHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-resource-policy", "cross-origin");
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};
