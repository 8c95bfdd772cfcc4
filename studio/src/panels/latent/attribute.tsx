// An attribute as a direction: mean(B) - mean(A) added to a latent (Larsen et al. 2016), as much of it as the slider says.

import { signal } from "@preact/signals";
import { text } from "../../text/index.ts";
import { type Group, groups } from "./groups.ts";
import { latent, source, take } from "./hand.ts";
import { labelName } from "./state.ts";

const STRONGEST = 2;

/** The latent that the direction is added to. */
const base = signal<Float32Array | undefined>(undefined);
const strength = signal(0);

/** Both groups and the slider. */
export function Attribute() {
  const words = text.value.latent;
  const { A, B } = groups.value;
  if (A === undefined && B === undefined) return <p class="soft">{words.groupsHint}</p>;
  return (
    <div class="attribute">
      <h3>{words.groups}</h3>
      <div class="buttons">
        {A && <GroupButton name="A" group={A} />}
        {B && <GroupButton name="B" group={B} />}
      </div>
      {A && B ? <Strength from={A} to={B} /> : <p class="soft">{words.otherGroup(A ? "B" : "A")}</p>}
    </div>
  );
}

function GroupButton({ name, group }: { readonly name: "A" | "B"; readonly group: Group }) {
  const words = text.value.latent;
  return (
    <button type="button" title={words.showMean} onClick={() => take({ z: group.mean }, { kind: "mean", of: name })}>
      <b>{name}</b> {group.label !== undefined && labelName(group.label)}{" "}
      <span class="value">{words.count(text.value.common.whole(group.count))}</span>
    </button>
  );
}

function Strength({ from, to }: { readonly from: Group; readonly to: Group }) {
  const words = text.value.latent;
  const { common } = text.value;
  const apply = (by: number) => {
    // Whatever is in hand when the slider is first moved is what it moves.
    if (source.value.kind !== "attribute" || base.value === undefined) base.value = latent.value?.slice();
    const start = base.value;
    if (start === undefined || start.length !== from.mean.length) return;
    strength.value = by;
    take({ z: start.map((v, d) => v + by * (to.mean[d]! - from.mean[d]!)) }, { kind: "attribute", strength: by });
  };
  const now = source.value.kind === "attribute" ? strength.value : 0;
  return (
    <>
      <p class="soft">{words.attributeNote}</p>
      <div class="row strength">
        <label for="attribute-strength">{words.strength}</label>
        <input
          id="attribute-strength"
          type="range"
          min={-STRONGEST}
          max={STRONGEST}
          step={0.02}
          value={now}
          onInput={(event) => apply(Number(event.currentTarget.value))}
        />
        <output for="attribute-strength">{common.number(now, 3)}</output>
      </div>
    </>
  );
}
