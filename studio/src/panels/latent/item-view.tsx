// One item, large: a picture, a row as a list of cells, a window as lines.

import { ItemGrid } from "../../widgets/item-grid.tsx";
import type { Items } from "../../worker/api.ts";

/** How to show an item. */
export interface ItemViewProps {
  readonly items: Items;
  /** What it is, for those who do not see it. */
  readonly label: string;
  /** Cells shown of a row; default all. */
  readonly most?: number;
  /** Width of a picture; default 90. */
  readonly size?: number;
}

/** The first of `items`. */
export function ItemView({ items, label, most = Number.POSITIVE_INFINITY, size = 90 }: ItemViewProps) {
  if (items.kind !== "rows") {
    return (
      <div class="item-view" style={{ width: items.kind === "pictures" ? `${size}px` : "150px" }}>
        <ItemGrid items={items} label={label} columns={1} size={size} />
      </div>
    );
  }
  const cells = items.rows[0] ?? [];
  return (
    <dl class="item-cells" aria-label={label}>
      {cells.slice(0, most).map((cell, i) => (
        <div key={items.columns[i]}>
          <dt>{items.columns[i]}</dt>
          <dd>{cell}</dd>
        </div>
      ))}
      {cells.length > most && <div class="soft">… {cells.length}</div>}
    </dl>
  );
}
