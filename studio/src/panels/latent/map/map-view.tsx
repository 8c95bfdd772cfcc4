// The map: points, what is drawn over them, and what pointers and keys do.

import { useEffect, useRef } from "preact/hooks";
import { setFields } from "../../../state/view.ts";
import { text } from "../../../text/index.ts";
import { map, mapping, mode, points, umap } from "../state.ts";
import { down, key, leave, move, up, wheel } from "./gestures.ts";
import { Overlay } from "./overlay.tsx";
import { PointsCanvas } from "./points-canvas.tsx";
import { Tooltip } from "./tooltip.tsx";
import { fitTo, isHeld, size, zoomBy } from "./view.ts";

/** The map of items. */
export function MapView() {
  const words = text.value.latent;
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current!;
    const measure = () => {
      size.value = { width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) };
      if (!isHeld.value) fitTo(points.peek(), { now: true });
    };
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    // Not passive: the page would scroll.
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      watch.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, []);
  const count = map.value?.count ?? 0;
  return (
    <div class="map">
      <div
        ref={holder}
        class={`field ${mode.value}`}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys walk from point to point
        tabIndex={0}
        aria-label={words.mapLabel(text.value.common.whole(count))}
        aria-describedby="latent-keys"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onPointerLeave={leave}
        onKeyDown={key}
        onContextMenu={(event) => event.preventDefault()}
      >
        <PointsCanvas />
        <Overlay />
        <Tooltip />
      </div>
      <p id="latent-keys" class="visually-hidden">
        {words.keys}
      </p>
      <div class="zoom">
        <button type="button" aria-label={words.zoomIn} title={words.zoomIn} onClick={() => zoomBy(1.5)}>
          +
        </button>
        <button type="button" aria-label={words.zoomOut} title={words.zoomOut} onClick={() => zoomBy(1 / 1.5)}>
          −
        </button>
        <button type="button" aria-label={words.fit} title={words.fit} onClick={() => fitTo(points.peek())}>
          <svg viewBox="0 0 16 16" class="icon" aria-hidden="true">
            <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />
          </svg>
        </button>
      </div>
      <Progress />
    </div>
  );
}

function Progress() {
  const words = text.value.latent;
  const { common } = text.value;
  const laying = umap.value && !umap.value.done ? umap.value.frame : undefined;
  const share = laying?.share ?? mapping.value;
  if (share === undefined) return null;
  return (
    <p class="progress" role="status">
      <span>{laying ? words.umapStages[laying.stage] : words.mapping(common.whole(map.value?.of ?? 0))}</span>
      <progress value={share} max={1} />
      {laying && (
        <button type="button" onClick={() => setFields({ map: undefined })}>
          {common.cancel}
        </button>
      )}
    </p>
  );
}
