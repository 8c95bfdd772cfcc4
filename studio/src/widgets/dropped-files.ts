// Files that were dropped on the page or chosen: folders are walked, and paths keep their folders.

/** A file with its path. */
export interface DroppedFile {
  readonly path: string;
  readonly blob: Blob;
}

/** The files of an input, which is emptied so that the same ones can be chosen again. */
export function chosenFiles(input: HTMLInputElement): DroppedFile[] {
  const found = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  input.value = "";
  return found;
}

/** Every file of a drop, those of folders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, blob: file }));
  const found: DroppedFile[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: DroppedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ""), blob: file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const inner of some) await walk(inner, found);
  }
}
