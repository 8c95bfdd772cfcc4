// A labelled choice among names.

/** What can be chosen. */
export interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  /** What to call no choice; without it there is always one. */
  readonly none?: string | undefined;
  /** Called with the name, or with undefined where none is chosen. */
  readonly onChoose: (name: string | undefined) => void;
}

/** A select with its label beside it. */
export function Choice({ label, value, names, none, onChoose }: ChoiceProps) {
  return (
    <label class="row">
      {label}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        {none !== undefined && <option value="">{none}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
