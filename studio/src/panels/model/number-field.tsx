// A number with its name, where it comes from, and a slider where it is worth dragging.

import { text } from "../../text/index.ts";

/** What a field shows and does. */
export interface NumberFieldProps {
  readonly label: string;
  readonly path: string;
  /** Undefined where the model has no such number. */
  readonly value: number | undefined;
  readonly least: number;
  /** Default 1. */
  readonly step?: number | "any";
  readonly slider?: { readonly low: number; readonly high: number; readonly step?: number };
  readonly hint?: string | undefined;
  /** Whether the hint stands beside the number; default below. */
  readonly beside?: boolean;
  /** Why the data decided so. */
  readonly reason?: string | undefined;
  /** Why it cannot be set. */
  readonly why?: string | undefined;
  readonly changed: boolean;
  /** Whether it is what the library does not take. */
  readonly invalid: boolean;
  readonly onValue: (value: number) => void;
  readonly onReset: () => void;
}

/** The field. */
export function NumberField(props: NumberFieldProps) {
  const {
    label,
    path,
    value,
    least,
    step = 1,
    slider,
    hint,
    beside,
    reason,
    why,
    changed,
    invalid,
    onValue,
    onReset,
  } = props;
  const words = text.value.model;
  const note = why ?? hint;
  const said = note && <small id={`${path}-hint`}>{note}</small>;
  const take = (given: number) => {
    if (Number.isFinite(given) && given !== value) onValue(given);
  };
  return (
    <div class="field">
      <span class="field-head">
        <label for={path}>{label}</label>
        {reason && !changed && (
          <span class="tag" title={reason}>
            {words.auto}
          </span>
        )}
        {changed && !why && <Reset label={label} onReset={onReset} />}
      </span>
      <span class="pair">
        <input
          id={path}
          type="number"
          value={value ?? ""}
          min={least}
          step={step}
          disabled={why !== undefined}
          aria-invalid={invalid}
          aria-describedby={note && `${path}-hint`}
          onChange={(event) => take(event.currentTarget.valueAsNumber)}
        />
        {slider && !why && (
          <input
            type="range"
            value={value}
            min={slider.low}
            max={slider.high}
            step={slider.step ?? 1}
            aria-label={label}
            onInput={(event) => take(event.currentTarget.valueAsNumber)}
          />
        )}
        {beside && said}
      </span>
      {!beside && said}
    </div>
  );
}

/** Puts a field back to the preset's value. */
export function Reset({ label, onReset }: { readonly label: string; readonly onReset: () => void }) {
  const name = text.value.model.reset(label);
  return (
    <button type="button" class="plain reset" aria-label={name} title={name} onClick={onReset}>
      ↺
    </button>
  );
}
