import './filter-form.css';
import type { QuestionRow } from '@vr/server/wire';
import { useId, useState } from 'react';
import type { ArmPair, ArmView } from '../run/arms.ts';
import { OutcomeChoices } from './outcome-choices.tsx';
import { useFilter } from './use-filter.ts';

interface FilterFormProps {
  readonly arms: readonly ArmView[];
  readonly pair: ArmPair;
  readonly questions: readonly QuestionRow[];
}

/** Chooses which questions are shown, and which two arms are compared on them. */
export function FilterForm({ arms, pair, questions }: FilterFormProps) {
  const [filter, change] = useFilter();
  const suites = distinct(questions.map(({ suite }) => suite));
  const ofSuite = questions.filter(({ suite }) => filter.suite === undefined || suite === filter.suite);
  const kinds = distinct(ofSuite.map(({ kind }) => kind));
  const armOptions = arms.map(({ key, label }) => ({ value: key, label }));
  return (
    <search className="filter-form" aria-label="Filter questions">
      <div className="filter-fields">
        <Select
          label="Suite"
          value={filter.suite}
          options={anyOf(suites)}
          onChange={(value) => change({ suite: suites.find((suite) => suite === value), kind: undefined })}
        />
        <Select
          label="Kind"
          value={filter.kind}
          options={anyOf(kinds)}
          onChange={(kind) => change({ kind: kind === '' ? undefined : kind })}
        />
        <TextFilter />
        <Select label="Arm A" value={pair.a.key} options={armOptions} onChange={(a) => change({ a })} />
        <Select label="Arm B" value={pair.b.key} options={armOptions} onChange={(b) => change({ b })} />
      </div>
      <OutcomeChoices pair={pair} questions={questions} />
    </search>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

function Select({ label, value = '', options, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function TextFilter() {
  const [filter, change] = useFilter();
  // The address follows what is typed a moment later, so the field keeps its own text while it is typed in.
  const [draft, setDraft] = useState<string>();
  const id = useId();
  return (
    <div className="field filter-text">
      <label htmlFor={id}>Text</label>
      <input
        id={id}
        type="search"
        placeholder="in name, prompt or target"
        value={draft ?? filter.text ?? ''}
        onChange={({ target: { value } }) => {
          setDraft(value);
          change({ text: value === '' ? undefined : value });
        }}
        onBlur={() => setDraft(undefined)}
      />
    </div>
  );
}

function anyOf(values: readonly string[]) {
  return [{ value: '', label: 'any' }, ...values.map((value) => ({ value, label: value }))];
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
