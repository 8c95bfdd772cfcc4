// Where files are dropped or chosen. Folders are walked; paths keep their folders.

import { useState } from "preact/hooks";
import { openData } from "../../state/session.ts";
import { text } from "../../text/index.ts";
import { type DroppedFile, droppedFiles } from "../../widgets/dropped-files.ts";
import { FileButtons } from "../../widgets/file-buttons.tsx";

/** The zone, and two buttons for those who do not drag. */
export function DropZone({ disabled }: { readonly disabled: boolean }) {
  const words = text.value.data;
  const [over, setOver] = useState(false);
  return (
    <section
      class={`card drop${over ? " over" : ""}`}
      aria-labelledby="drop-title"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled && event.dataTransfer) void droppedFiles(event.dataTransfer).then(openFiles);
      }}
    >
      <h3 id="drop-title">{words.drop}</h3>
      <p class="soft">{words.dropHint}</p>
      <p class="buttons">
        <FileButtons
          files={words.chooseFiles}
          folder={words.chooseFolder}
          disabled={disabled}
          onFiles={(files) => void openFiles(files)}
        />
      </p>
    </section>
  );
}

/** Opens what was given, named after its folder or its only file. */
async function openFiles(files: readonly DroppedFile[]): Promise<void> {
  if (files.length === 0) return;
  const top = files[0]!.path.split("/")[0]!;
  const name =
    files.length === 1 || files.every(({ path }) => path.startsWith(`${top}/`)) ? top.replace(/\.[^.]+$/, "") : "files";
  await openData({ kind: "files", name, files });
}
