// Two buttons for those who do not drop: one for files, one for a folder.

import { useRef } from "preact/hooks";
import { chosenFiles, type DroppedFile } from "./dropped-files.ts";

/** What the buttons say and do. */
export interface FileButtonsProps {
  readonly files: string;
  readonly folder: string;
  /** Endings of the files; default all, and several at once. */
  readonly accept?: string;
  readonly disabled: boolean;
  readonly onFiles: (files: readonly DroppedFile[]) => void;
}

/** The buttons with their inputs, which are not shown. */
export function FileButtons({ files, folder, accept, disabled, onFiles }: FileButtonsProps) {
  const [one, all] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const take = (input: HTMLInputElement) => onFiles(chosenFiles(input));
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => one.current!.click()}>
        {files}
      </button>
      <button type="button" disabled={disabled} onClick={() => all.current!.click()}>
        {folder}
      </button>
      <input
        ref={one}
        type="file"
        multiple={accept === undefined}
        accept={accept}
        hidden
        aria-label={files}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={all}
        type="file"
        hidden
        aria-label={folder}
        // @ts-expect-error not in the types
        webkitdirectory={true}
        onChange={(event) => take(event.currentTarget)}
      />
    </>
  );
}
