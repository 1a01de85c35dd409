import type { SampleDone } from '@vr/bench/record';
import type { AnswerCell } from '@vr/server/wire';

/** How an answer was marked. Unparsed is wrong, too; failed is no answer at all. */
export type Verdict = 'right' | 'wrong' | 'unparsed' | 'failed' | 'missing';

/** The verdict on an answer; missing where the arm has not (yet) been asked. */
export function verdictOf(cell: AnswerCell | undefined): Verdict {
  if (cell === undefined) return 'missing';
  if (cell.state === 'failed') return 'failed';
  return verdictOfScore(cell);
}

/** The verdict on an answer that was given. */
export function verdictOfScore({ value, read }: Pick<SampleDone, 'value' | 'read'>): Verdict {
  if (read === undefined) return 'unparsed';
  return value >= 0.5 ? 'right' : 'wrong';
}
