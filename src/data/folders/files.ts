// Files in folders, wherever they lie: on a disk, in what was dropped on a page, in an archive. Only bytes and names.

/** Names of what lies in a folder, sorted by code points, without hidden entries. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Folders and files by path. */
export interface FileTree {
  /** @throws DataError naming the path when the folder cannot be read */
  list(folder: string): Promise<FolderListing>;
  /** The bytes of a file. @throws DataError naming the path when it is missing, unreadable or empty */
  read(path: string): Promise<Uint8Array>;
}

/** Path of an entry of a folder; "" is the folder that has no name. */
export function inside(folder: string, entry: string): string {
  return folder === "" ? entry : `${folder}/${entry}`;
}

/** What messages call a folder. */
export function folderName(folder: string): string {
  return folder === "" ? "the selection" : folder;
}

/** The first names of a listing, for a message. */
export function describeListing({ files, folders }: FolderListing): string {
  const all = [...folders.map((folder) => `${folder}/`), ...files];
  if (all.length === 0) return "nothing";
  return all.slice(0, 3).join(", ") + (all.length > 3 ? ` and ${all.length - 3} more` : "");
}
