import { armKey } from '@vr/bench/keys';
import type { SampleRecord } from '@vr/bench/record';
import type { RunContents } from '@vr/bench/run-folder';
import type { AnswerCell, QuestionHead, QuestionRow, QuestionView } from '../wire.ts';

/** The questions of a run, each with how every arm fared. */
export function questionRows({ run, samples }: RunContents): QuestionRow[] {
  const rows = new Map<string, QuestionHead & { readonly answers: Record<string, AnswerCell> }>();
  for (const sample of samples) {
    const key = `${sample.suite}/${sample.question}`;
    const row = rows.get(key) ?? { ...headOf(sample), answers: {} };
    row.answers[armKey({ name: sample.arm, parameters: sample.parameters })] = cellOf(sample);
    rows.set(key, row);
  }
  const suites = run.plan.suites.map(({ name }) => name);
  return [...rows.values()].toSorted(
    (a, b) =>
      suites.indexOf(a.suite) - suites.indexOf(b.suite) ||
      a.question.localeCompare(b.question, 'en', { numeric: true }),
  );
}

/** One question with every answer in full; undefined if nobody was asked it. `imagePath`: where a picture is served. */
export function questionView(
  { run, samples }: RunContents,
  question: string,
  imagePath: (file: string) => string,
): QuestionView | undefined {
  const order = run.plan.arms.map(armKey);
  const place = ({ arm, parameters }: SampleRecord) => order.indexOf(armKey({ name: arm, parameters }));
  const own = samples.filter((sample) => sample.question === question);
  const [first] = own;
  if (!first) return undefined;
  return {
    ...headOf(first),
    image: first.image === undefined ? undefined : imagePath(first.image),
    samples: own.toSorted((a, b) => place(a) - place(b)),
  };
}

function headOf({ question, suite, kind, prompt, target }: SampleRecord): QuestionHead {
  return { question, suite, kind, prompt, target };
}

function cellOf(sample: SampleRecord): AnswerCell {
  if (sample.state === 'failed') return { state: 'failed', error: sample.error };
  const { state, value, read, tokens, largeTokens, visualTokens, finish } = sample;
  return { state, value, read, tokens, largeTokens, visualTokens, finish };
}
