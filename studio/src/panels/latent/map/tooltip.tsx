// The item under the pointer, beside it.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../../state/latest.ts";
import { worker } from "../../../state/worker.ts";
import { text } from "../../../text/index.ts";
import type { LatentItem } from "../../../worker/latent-types.ts";
import { ItemView } from "../item-view.tsx";
import { hovered, labelName, map, points, shortNumber } from "../state.ts";
import { toScreen } from "./camera.ts";
import { camera, size } from "./view.ts";

const KEPT = 400;
const seen = new Map<string, LatentItem>();
const shown = signal<LatentItem | undefined>(undefined);

const ask = latest(
  async ({ key, index }: { readonly key: string; readonly index: number }) => {
    const found = await worker.latentItem(index);
    if (seen.size >= KEPT) seen.clear();
    seen.set(key, found);
    return found;
  },
  (found) => {
    if (hovered.value === found.index) shown.value = found;
  },
  // The map may have changed since.
  () => {},
);

/** Picture, label and latent of the hovered item. */
export function Tooltip() {
  const index = hovered.value;
  const key = `${map.value?.key} ${map.value?.revision} ${index}`;
  useEffect(() => {
    if (index === undefined) return;
    const known = seen.get(key);
    if (known) shown.value = known;
    else ask({ key, index });
  }, [key]);
  const item = shown.value;
  if (index === undefined) return null;
  const [x, y] = toScreen(camera.value, size.value, points.value[2 * index]!, points.value[2 * index + 1]!);
  const { width, height } = size.value;
  const side = x > width * 0.6 ? { right: `${width - x + 14}px` } : { left: `${x + 14}px` };
  const level = y > height * 0.6 ? { bottom: `${height - y + 6}px` } : { top: `${y + 6}px` };
  return (
    <div class="tooltip" style={{ ...side, ...level }} role="status">
      {item?.index === index ? <About item={item} /> : <span class="soft">…</span>}
    </div>
  );
}

function About({ item }: { readonly item: LatentItem }) {
  const words = text.value.latent;
  const { common } = text.value;
  const numbers = Array.from(item.z.subarray(0, 3), shortNumber).join(", ");
  return (
    <>
      <ItemView items={item.items} label={words.item(common.whole(item.index))} most={6} />
      <p>
        {item.label !== undefined && (
          <b>
            <i class="swatch" style={{ background: `var(--class-${item.label % 12})` }} />
            {labelName(item.label)}
          </b>
        )}
        <span class="soft">
          z = {numbers}
          {item.z.length > 3 ? " …" : ""}
        </span>
      </p>
    </>
  );
}
