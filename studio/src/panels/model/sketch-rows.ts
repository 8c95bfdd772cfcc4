// The sketch of a network as rows from the item down to the latents and back up: what each is drawn like.

import type { Block, LatentSketch, Plan } from "../../worker/plan-types.ts";

/** A row of the sketch. */
export interface SketchRow {
  readonly part: "encoder" | "latent" | "decoder";
  /** Of a block, absent for latents and for what the decoder gives. */
  readonly block?: Block;
  readonly latent?: LatentRow;
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Share of the widest row, by the logarithm of units or places. */
  readonly width: number;
  /** 0 to 1 by the logarithm of the maps. */
  readonly thickness: number;
}

/** A row of latents: of a vector all of them, of a hierarchy one layer, of discrete latents their grid. */
export type LatentRow =
  | Extract<LatentSketch, { kind: "vector" | "codes" }>
  | { readonly kind: "layer"; readonly index: number; readonly name: string; readonly size: number };

const size = (shape: readonly number[]) => shape.reduce((total, n) => total * n, 1);

/** Places of a map [height, width, channels], or units of a vector. */
export const extentOf = (shape: readonly number[]): number => size(shape.length > 1 ? shape.slice(0, -1) : shape);

/** Maps at each place; 1 for a vector. */
export const mapsOf = (shape: readonly number[]): number => (shape.length > 1 ? shape.at(-1)! : 1);

// What belongs to the latents rather than to a layer.
const OF_LATENTS = ["posterior", "prior", "code", "quantiser"];

/** Rows of a plan, the item first. */
export function sketchRows(plan: Plan): SketchRow[] {
  const { encoder, latent, decoder, output, others } = plan;
  const parameters = OF_LATENTS.reduce((total, name) => total + (others[name] ?? 0), 0);
  const bare: Omit<SketchRow, "width" | "thickness">[] = [
    ...encoder.map((block) => ({ part: "encoder" as const, block, shape: block.shape, parameters: block.parameters })),
    ...latentRows(latent).map((row) => ({
      part: "latent" as const,
      latent: row,
      shape: row.kind === "codes" ? [...row.space, row.classes.length] : [row.size],
      parameters: row.kind === "layer" ? 0 : parameters,
    })),
    ...decoder.map((block) => ({ part: "decoder" as const, block, shape: block.shape, parameters: block.parameters })),
    { part: "decoder", shape: output, parameters: others.likelihood ?? 0 },
  ];
  const widest = Math.max(...bare.map(({ shape }) => extentOf(shape)));
  const thickest = Math.max(2, ...bare.map(({ shape }) => mapsOf(shape)));
  return bare.map((row) => ({
    ...row,
    width: Math.log2(1 + extentOf(row.shape)) / Math.log2(1 + widest),
    thickness: Math.log2(mapsOf(row.shape)) / Math.log2(thickest),
  }));
}

// A hierarchy from its top, which is drawn first; its layers are numbered as their names are.
function latentRows(latent: LatentSketch): LatentRow[] {
  if (latent.kind !== "layers") return [latent];
  return latent.layers.map(({ name, size: n }, i) => {
    const index = Number(/\d+/.exec(name)?.[0] ?? i + 1);
    return { kind: "layer" as const, index, name, size: n };
  });
}

/** Trained values that no row shows, by what they are of; those of a hierarchy belong to all its layers together. */
export function otherParameters({ others, latent }: Plan): (readonly [name: string, count: number])[] {
  const shown = latent.kind === "layers" ? ["likelihood"] : [...OF_LATENTS, "likelihood"];
  return Object.entries(others).filter(([name]) => !shown.includes(name));
}
