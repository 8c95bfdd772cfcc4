// The network as an hourglass: a row for every layer that changes shapes, its block beside its words.

import { text } from "../../text/index.ts";
import type { Plan } from "../../worker/plan-types.ts";
import { otherParameters, type SketchRow, sketchRows } from "./sketch-rows.ts";

// The drawing's own units across.
const ACROSS = 160;

// Pixels of a row: fewer where there are many.
const rowHeight = (count: number) => (count <= 8 ? 58 : count <= 12 ? 46 : 40);

const KEY = { encoder: "accent", latent: "second", decoder: "class-9" } as const;

/** The card of the network. */
export function Sketch({ plan, stale }: { readonly plan: Plan; readonly stale: boolean }) {
  const words = text.value.model;
  const { common } = text.value;
  const rows = sketchRows(plan);
  const others = otherParameters(plan);
  return (
    <section class={`card network${stale ? " stale" : ""}`} aria-labelledby="network-title">
      <div class="heading">
        <h3 id="network-title">{words.network}</h3>
        <span class="value">{words.total(common.whole(plan.parameters), common.bytes(4 * plan.parameters))}</span>
      </div>
      <p class="soft key">
        {(["encoder", "latent", "decoder"] as const).map((part) => (
          <span key={part} style={{ "--part": `var(--${KEY[part]})` }}>
            {words[part]}
          </span>
        ))}
      </p>
      <div class="hourglass" style={{ "--row": `${rowHeight(rows.length)}px` }}>
        <Drawing rows={rows} />
        <ol aria-label={words.network}>
          {rows.map((row, i) => (
            <li key={i} class={row.part}>
              <Words row={row} likelihood={plan.config.model.likelihood?.kind} />
              <span class="value" title={words.parameters}>
                {row.parameters > 0 ? common.whole(row.parameters) : ""}
                {row.parameters > 0 && <span class="visually-hidden"> {words.parameters}</span>}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <p class="soft">{words.networkNote}</p>
      {(others.length > 0 || plan.members > 1) && (
        <p class="facts soft">
          {others.map(([name, count]) => (
            <span key={name}>
              {words.other[name] ?? name} {common.whole(count)}
            </span>
          ))}
          {plan.members > 1 && <span>{words.members(plan.members)}</span>}
        </p>
      )}
    </section>
  );
}

function Words({
  row: { block, latent, shape },
  likelihood,
}: {
  readonly row: SketchRow;
  readonly likelihood: string | undefined;
}) {
  const words = text.value.model;
  const { common } = text.value;
  const dimensions = shape.map((n) => common.whole(n)).join(" × ");
  if (latent?.kind === "vector") {
    const { size, posterior, prior } = latent;
    return (
      <span class="layer">
        <b>{posterior ? words.latents(common.whole(size)) : words.code(common.whole(size))}</b>
        {posterior && prior && <small>{words.posteriorPrior(posterior, prior)}</small>}
      </span>
    );
  }
  if (latent?.kind === "layer") {
    return (
      <span class="layer" title={latent.name}>
        <b>{words.latentLayer(latent.index, common.whole(latent.size))}</b>
      </span>
    );
  }
  if (latent?.kind === "codes") {
    const places = latent.space.map((n) => common.whole(n)).join(" × ");
    return (
      <span class="layer">
        <b>{words.codes(places, latent.classes.map((n) => common.whole(n)).join(" · "))}</b>
        <small>{latent.quantiser}</small>
      </span>
    );
  }
  if (block === undefined) {
    return (
      <span class="layer">
        {words.output}
        <small>
          <b>{dimensions}</b> {likelihood && (words.likelihood[likelihood] ?? likelihood)}
        </small>
      </span>
    );
  }
  const detail = block.kind === "residual" ? words.layersInside(block.detail.slice(1)) : block.detail;
  const after = block.after.filter((kind) => kind !== "reshape" && kind !== "flatten");
  return (
    <span class="layer">
      {words.layer[block.kind] ?? block.kind} {detail}
      <small>
        <b>{dimensions}</b> {after.join(" · ")}
      </small>
    </span>
  );
}

const half = ({ width }: SketchRow) => 6 + (width * (ACROSS - 24)) / 2;
const tall = ({ thickness }: SketchRow) => 9 + thickness * 15;

function Drawing({ rows }: { readonly rows: readonly SketchRow[] }) {
  const middle = ACROSS / 2;
  const row = rowHeight(rows.length);
  const height = rows.length * row;
  return (
    <svg
      viewBox={`0 0 ${ACROSS} ${height}`}
      style={{ height: `${height}px` }}
      aria-hidden="true"
      preserveAspectRatio="none"
    >
      {rows.slice(1).map((below, i) => {
        const above = rows[i]!;
        const [top, bottom] = [(i + 0.5) * row + tall(above) / 2, (i + 1.5) * row - tall(below) / 2];
        const points = [
          [middle - half(above), top],
          [middle + half(above), top],
          [middle + half(below), bottom],
          [middle - half(below), bottom],
        ];
        return <polygon key={i} class="flow" points={points.map((point) => point.join()).join(" ")} />;
      })}
      {rows.map((one, i) => (
        <g key={i} class={one.part}>
          <Shape row={one} y={(i + 0.5) * row} />
        </g>
      ))}
    </svg>
  );
}

const MOST_DOTS = 8;
const MOST_CELLS = 7;

// Few latents are dots, codes are a grid, all else is a block as wide as it has places and as thick as it has maps.
function Shape({ row, y }: { readonly row: SketchRow; readonly y: number }) {
  const middle = ACROSS / 2;
  const { latent } = row;
  if (latent && latent.kind !== "codes" && latent.size <= MOST_DOTS) {
    const gap = Math.min(11, (2 * half(row) - 7) / Math.max(1, latent.size - 1));
    const d = Array.from({ length: latent.size }, (_, i) => `M${middle + (i - (latent.size - 1) / 2) * gap} ${y}h0`);
    return <path class="dots" d={d.join("")} vector-effect="non-scaling-stroke" />;
  }
  if (latent?.kind === "codes" && latent.space.length === 2) {
    const [down, across] = latent.space.map((n) => Math.min(n, MOST_CELLS)) as [number, number];
    return (
      <>
        {Array.from({ length: down * across }, (_, i) => (
          <rect
            key={i}
            x={middle + ((i % across) - across / 2) * 4.4}
            y={y + (Math.floor(i / across) - down / 2) * 4.4}
            width={3.4}
            height={3.4}
          />
        ))}
      </>
    );
  }
  return <rect x={middle - half(row)} y={y - tall(row) / 2} width={2 * half(row)} height={tall(row)} rx={2.5} />;
}
