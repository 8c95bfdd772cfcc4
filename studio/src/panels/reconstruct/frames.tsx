// The item, what the model sees of it, what comes back, and the error, side by side.

import { useEffect, useRef } from "preact/hooks";
import { model } from "../../state/session.ts";
import { theme } from "../../state/settings.ts";
import { text } from "../../text/index.ts";
import type { PictureItems } from "../../worker/api.ts";
import type { Look } from "../../worker/restore.ts";
import { Board } from "./board.tsx";
import { brush } from "./damage.tsx";
import { DrawingBoard } from "./drawing.tsx";
import { paintBits } from "./ink.ts";
import { diverging, drawHidden, drawLarge, errorImage, imageOf, scaleOf } from "./pictures.ts";
import { drawing, hidden, hide, look, paint } from "./state.ts";

/** The frames of a model of pictures. */
export function Frames() {
  const words = text.value.reconstruct;
  const found = look.value;
  if (found?.clean.kind !== "pictures") return drawing.value ? <DrawingBoard /> : <p class="soft">{words.working}</p>;
  const { clean, seen, restored } = found as Look & Record<"clean" | "seen" | "restored", PictureItems>;
  return (
    <div class={`frames${drawing.value ? " with-board" : ""}`}>
      {drawing.value ? <DrawingBoard /> : <Frame title={words.original} items={clean} />}
      <SeenFrame items={seen} />
      <Frame title={words.restored} items={restored} />
      <ErrorFrame difference={found.difference} width={clean.width} />
    </div>
  );
}

function Frame({ title, items }: { readonly title: string; readonly items: PictureItems }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const at = canvas.current!;
    [at.width, at.height] = [items.width, items.height];
    at.getContext("2d")!.putImageData(imageOf(items), 0, 0);
  }, [items]);
  return (
    <figure class="frame">
      <figcaption>{title}</figcaption>
      <canvas ref={canvas} class="large" role="img" aria-label={title} />
    </figure>
  );
}

function SeenFrame({ items }: { readonly items: PictureItems }) {
  const words = text.value.reconstruct;
  const { width, height } = items;
  const { radius, value } = brush.value;
  const bits = hidden.value;
  return (
    <figure class="frame">
      <figcaption>{words.seen}</figcaption>
      <Board
        width={width}
        height={height}
        label={`${words.seen}. ${words.seenNote}`}
        radius={radius}
        paint={(context, zoom) => {
          drawLarge(context, imageOf(items), zoom);
          drawHidden(context, bits, { width, zoom });
        }}
        onBegin={() => undefined}
        onMove={(way) => {
          const next = hidden.value.slice();
          paintBits(next, width, way, { radius, value });
          paint(next);
        }}
        onEnd={() => hide(hidden.value)}
      />
      <p class="soft">{words.seenNote}</p>
    </figure>
  );
}

function ErrorFrame({ difference, width }: { readonly difference: Float32Array; readonly width: number }) {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = scaleOf(difference);
  const scheme = theme.value;
  useEffect(() => {
    const at = canvas.current!;
    [at.width, at.height] = [width, difference.length / width];
    at.getContext("2d")!.putImageData(errorImage(difference, width, scale, diverging(at)), 0, 0);
  }, [difference, scheme, model.value?.revision]);
  const most = common.number(scale);
  return (
    <figure class="frame">
      <figcaption>{words.error}</figcaption>
      <canvas ref={canvas} class="large" role="img" aria-label={words.errorLabel(most)} />
      <div class="error-scale soft" aria-hidden="true">
        <span>−{most}</span>
        <i title={words.errorScale} />
        <span>+{most}</span>
      </div>
    </figure>
  );
}
