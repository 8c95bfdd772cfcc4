// What was named on the command line: the server that gave the page offers its files, too.

import type { DataSource } from "./api.ts";

/** What the page is to open first. */
export type Given =
  | { readonly kind: "run"; readonly name: string; readonly files: readonly string[] }
  | { readonly kind: "data" | "builtin"; readonly source: DataSource };

/** What the server offers; undefined where it offers nothing, or is a plain host of files. */
export async function findGiven(): Promise<Given | undefined> {
  const response = await fetch(new URL("given.json", pageAddress())).catch(() => undefined);
  if (!response?.ok || !response.headers.get("Content-Type")?.includes("json")) return undefined;
  const {
    kind,
    name,
    files = [],
  } = (await response.json()) as Partial<{ kind: string; name: string; files: string[] }>;
  if (kind === undefined || name === undefined) return undefined;
  if (kind === "run") return { kind, name, files };
  if (kind === "builtin") return { kind, source: { kind, name } };
  const opened = [];
  for (const path of files)
    opened.push({ path: files.length > 1 ? `${name}/${path}` : path, blob: await fetchGiven(path) });
  return { kind: "data", source: { kind: "files", name, files: opened } };
}

/** A file that the server offers. */
export async function fetchGiven(path: string): Promise<Blob> {
  const address = path.split("/").map(encodeURIComponent).join("/");
  const response = await fetch(new URL(`given/${address}`, pageAddress()));
  if (!response.ok) throw new Error(`${path}: the server gave ${response.status}`);
  return response.blob();
}

// The worker's script lies in assets/.
const pageAddress = (): URL => new URL(self.location.pathname.includes("/assets/") ? "../" : "./", self.location.href);
