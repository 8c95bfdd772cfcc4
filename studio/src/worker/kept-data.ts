// Files that the page was given, kept in the browser's private file system beside the runs that were trained on them, so
// that such a run can go on after the page was closed.

import { unzipSync, zipSync } from "fflate";

interface NamedFile {
  readonly path: string;
  readonly blob: Blob;
}

async function dataFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle("data", { create: true });
}

/** Keeps files under `id`, as one archive without compression. */
export async function keepFiles(id: string, files: readonly NamedFile[]): Promise<void> {
  const contents: Record<string, Uint8Array> = {};
  for (const { path, blob } of files) contents[path] = new Uint8Array(await blob.arrayBuffer());
  const handle = await (await dataFolder()).getFileHandle(`${id}.zip`, { create: true });
  const stream = await handle.createWritable();
  await stream.write(zipSync(contents, { level: 0 }) as Uint8Array<ArrayBuffer>);
  await stream.close();
}

/** The files kept under `id`. @throws Error where they are gone */
export async function keptFiles(id: string): Promise<NamedFile[]> {
  const handle = await (await dataFolder()).getFileHandle(`${id}.zip`);
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  return Object.entries(unzipSync(bytes)).map(([path, content]) => ({
    path,
    blob: new Blob([content as Uint8Array<ArrayBuffer>]),
  }));
}

/** Forgets all that is kept under other names than these. */
export async function forgetOthers(ids: ReadonlySet<string>): Promise<void> {
  const folder = await dataFolder();
  const names: string[] = [];
  for await (const name of folder.keys()) if (!ids.has(name.replace(/\.zip$/, ""))) names.push(name);
  for (const name of names) await folder.removeEntry(name);
}
