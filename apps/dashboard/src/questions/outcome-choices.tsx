import type { QuestionRow } from '@vr/server/wire';
import { useMemo } from 'react';
import { Choices } from '../components/choices.tsx';
import type { ArmPair } from '../run/arms.ts';
import { type Outcome, outcomes } from './filter.ts';
import { hasOutcome, matchingQuestions } from './select.ts';
import { useFilter } from './use-filter.ts';

const labels: Record<Outcome, string> = {
  'a-only': 'A right, B wrong',
  'b-only': 'A wrong, B right',
  both: 'both right',
  neither: 'both wrong',
  unparsed: 'unparsed',
  cut: 'cut off',
  failed: 'failed',
};

/** What ought not to happen is offered when it did. */
const rare: readonly Outcome[] = ['unparsed', 'cut', 'failed'];

interface OutcomeChoicesProps {
  readonly pair: ArmPair;
  readonly questions: readonly QuestionRow[];
}

/** Narrows the questions to those on which the two arms came out so, and says how many there are of each. */
export function OutcomeChoices({ pair, questions }: OutcomeChoicesProps) {
  const [filter, change] = useFilter();
  const matching = useMemo(() => matchingQuestions(questions, filter), [questions, filter]);
  const options = [
    { value: 'any' as const, label: <Counted label="all" n={matching.length} /> },
    ...outcomes
      .map((value) => ({ value, n: matching.filter((row) => hasOutcome(row, value, pair)).length }))
      .filter(({ value, n }) => n > 0 || value === filter.outcome || !rare.includes(value))
      .map(({ value, n }) => ({ value, label: <Counted label={labels[value]} n={n} /> })),
  ];
  return (
    <Choices
      legend={`Show, A being ${pair.a.label} and B ${pair.b.label}`}
      options={options}
      value={filter.outcome ?? 'any'}
      onChange={(value) => change({ outcome: value === 'any' ? undefined : value })}
    />
  );
}

function Counted({ label, n }: { readonly label: string; readonly n: number }) {
  return (
    <>
      {label} <span className="counted">{n.toLocaleString('en-GB')}</span>
    </>
  );
}
