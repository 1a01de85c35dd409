import { useId, useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly kind: 'number' | 'range';
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** Undefined: what was typed is no such number. */
  readonly onChange: (value: number | undefined) => void;
}

/** A number between two others, typed or slid. */
export function NumberField({ label, kind, value, least, most, step, onChange }: NumberFieldProps) {
  // The address follows a moment later, so the field keeps its own text while it is used.
  const [draft, setDraft] = useState<string>();
  const id = useId();
  return (
    <div className="field number-field">
      <label htmlFor={id}>
        {label}
        {kind === 'range' && ` ${draft ?? value}`}
      </label>
      <input
        id={id}
        type={kind}
        min={least}
        max={most}
        step={step}
        value={draft ?? value}
        onChange={({ target }) => {
          setDraft(target.value);
          onChange(target.value !== '' && target.validity.valid ? target.valueAsNumber : undefined);
        }}
        onBlur={() => setDraft(undefined)}
      />
    </div>
  );
}
