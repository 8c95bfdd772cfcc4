// What a page was given - dropped or chosen files and folders - as a tree of files. Only bytes and names.

import { DataError } from "../errors.ts";
import { type FileEntry, FileMap } from "./folders/file-map.ts";
import type { Progress } from "./folders/progress.ts";
import { isGzip } from "./readers/gzip.ts";

/** A file with its path, below the folders as they were dropped: `mnist/train-images-idx3-ubyte.gz`. */
export interface SourceFile {
  readonly path: string;
  readonly blob: Blob;
}

/** Files as a tree. @throws DataError for two files of one path */
export function blobFiles(files: readonly SourceFile[], progress: Progress): FileMap {
  const entries = new Map<string, FileEntry>();
  for (const { path, blob } of files) {
    const plain = path.replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
    if (entries.has(plain)) throw new DataError(`${plain}: two files must not have one path; rename one of them`);
    entries.set(plain, blobEntry(plain, blob));
  }
  return new FileMap(entries, progress);
}

function blobEntry(path: string, blob: Blob): FileEntry {
  return {
    size: blob.size,
    async read() {
      try {
        return new Uint8Array(await blob.arrayBuffer());
      } catch (error) {
        throw unreadable(path, error);
      }
    },
    async *stream(told) {
      if (blob.size === 0) throw new DataError(`${path}: the file is empty; give one that holds data`);
      let packed = false;
      try {
        packed = isGzip(new Uint8Array(await blob.slice(0, 2).arrayBuffer()));
        const counted = blob.stream().pipeThrough(
          new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
            transform(piece, controller) {
              told(piece.length);
              controller.enqueue(piece);
            },
          }),
        );
        yield* pieces(packed ? counted.pipeThrough(new DecompressionStream("gzip")) : counted);
      } catch (error) {
        if (packed && !(error instanceof DOMException)) {
          throw new DataError(
            `${path}: the gzip file ends too early or is damaged (${(error as Error).message}); fetch the file again`,
          );
        }
        throw unreadable(path, error);
      }
    },
  };
}

// Not every browser lets a stream be gone through by itself.
async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

// A file that was changed, moved or removed since it was chosen can no longer be read.
function unreadable(path: string, error: unknown): DataError {
  return new DataError(`${path}: cannot be read (${(error as Error).message}); choose it again`);
}
