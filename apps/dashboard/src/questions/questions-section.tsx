import type { ReadableRun } from '@vr/server/wire';
import { useMemo } from 'react';
import { Notice } from '../components/notice.tsx';
import { count } from '../format/count.ts';
import { type ArmPair, armPair, armsOf } from '../run/arms.ts';
import { FilterForm } from './filter-form.tsx';
import { QuestionsTable } from './questions-table.tsx';
import { selectQuestions } from './select.ts';
import { useFilter } from './use-filter.ts';
import { useQuestions } from './use-questions.ts';

/** The questions of a run: filtered, sorted, two arms compared. */
export function QuestionsSection({ entry }: { readonly entry: ReadableRun }) {
  const { questions, leftOut, faults } = useQuestions(entry);
  const arms = useMemo(() => armsOf(entry.run.plan), [entry.run.plan]);
  const [filter] = useFilter();
  const pair = useMemo(() => armPair(arms, filter.a, filter.b), [arms, filter.a, filter.b]);
  const selected = useMemo(
    () => (pair ? selectQuestions(questions, filter, pair) : []),
    [questions, filter, pair],
  );
  const partial = leftOut > 0 && <LeftOut lines={leftOut} faults={faults} />;
  if (pair === undefined || questions.length === 0)
    return (
      <>
        {partial}
        <p className="muted">{whyNone(pair)}</p>
      </>
    );
  return (
    <>
      {partial}
      <FilterForm arms={arms} pair={pair} questions={questions} />
      <p role="status" className="small muted">
        {count(selected.length, 'question')} of {questions.length.toLocaleString('en-GB')}
      </p>
      {selected.length > 0 ? (
        <QuestionsTable folder={entry.folder} pair={pair} questions={selected} />
      ) : (
        <Notice kind="plain" title="No question matches.">
          <p>Take back one of the filters above.</p>
        </Notice>
      )}
    </>
  );
}

interface LeftOutProps {
  readonly lines: number;
  readonly faults: readonly string[];
}

function LeftOut({ lines, faults }: LeftOutProps) {
  return (
    <Notice kind="warning" title="This run is shown in part.">
      <p>
        {count(lines, 'line')} of its files {lines === 1 ? 'is no record and is' : 'are no records and are'}{' '}
        left out{faults.length < lines ? ', first of all' : ''}:
      </p>
      <ul className="small">
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </Notice>
  );
}

function whyNone(pair: ArmPair | undefined): string {
  return pair === undefined
    ? 'This run asked no questions: it measured speed alone.'
    : 'No question has been answered yet.';
}
