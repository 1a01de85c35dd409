import type { AnswerCell, QuestionRow } from '@vr/server/wire';
import type { ArmPair, ArmView } from '../run/arms.ts';
import type { Order, Outcome, QuestionFilter } from './filter.ts';
import { verdictOf } from './verdict.ts';

/** The questions that a filter shows, in its order. The page of a single question walks the same list. */
export function selectQuestions(
  rows: readonly QuestionRow[],
  filter: QuestionFilter,
  pair: ArmPair,
): QuestionRow[] {
  const { outcome, order, descending } = filter;
  const matching = matchingQuestions(rows, filter);
  const shown = outcome === undefined ? matching : matching.filter((row) => hasOutcome(row, outcome, pair));
  if (order === undefined) return shown;
  const compare = comparison(order, pair);
  return descending ? shown.sort((one, other) => compare(other, one)) : shown.sort(compare);
}

/** The questions of a suite, of a kind, with a text in them. */
export function matchingQuestions(
  rows: readonly QuestionRow[],
  { suite, kind, text }: QuestionFilter,
): QuestionRow[] {
  const wanted = text?.toLowerCase();
  return rows.filter(
    (row) =>
      (suite === undefined || row.suite === suite) &&
      (kind === undefined || row.kind === kind) &&
      (wanted === undefined || contains(row, wanted)),
  );
}

function contains({ question, prompt, target }: QuestionRow, wanted: string): boolean {
  return [question, prompt, target].some((part) => part.toLowerCase().includes(wanted));
}

/** Whether a question came out so; unparsed, cut and failed mean either arm. */
export function hasOutcome({ answers }: QuestionRow, outcome: Outcome, { a, b }: ArmPair): boolean {
  const cells = [answers[a.key], answers[b.key]] as const;
  if (outcome === 'cut') return cells.some((cell) => cell?.state === 'done' && cell.finish === 'length');
  const [first, second] = [verdictOf(cells[0]), verdictOf(cells[1])];
  if (outcome === 'unparsed' || outcome === 'failed') return first === outcome || second === outcome;
  if (![first, second].every((verdict) => verdict !== 'missing' && verdict !== 'failed')) return false;
  return outcomeOf(first === 'right', second === 'right') === outcome;
}

function outcomeOf(a: boolean, b: boolean): Outcome {
  if (a) return b ? 'both' : 'a-only';
  return b ? 'b-only' : 'neither';
}

const collator = new Intl.Collator('en', { numeric: true });

function comparison(order: Order, pair: ArmPair): (one: QuestionRow, other: QuestionRow) => number {
  switch (order) {
    case 'a':
    case 'b': {
      const { key } = pair[order];
      return (one, other) => rank(one.answers[key]) - rank(other.answers[key]);
    }
    case 'a-tokens':
    case 'b-tokens':
      return byCount(order.startsWith('a') ? pair.a : pair.b, 'tokens');
    case 'a-large':
    case 'b-large':
      return byCount(order.startsWith('a') ? pair.a : pair.b, 'largeTokens');
    case 'a-image':
    case 'b-image':
      return byCount(order.startsWith('a') ? pair.a : pair.b, 'visualTokens');
    default:
      return (one, other) => collator.compare(one[order], other[order]);
  }
}

const ranks = { right: 0, wrong: 1, unparsed: 2, failed: 3, missing: 4 };

function rank(cell: AnswerCell | undefined): number {
  return ranks[verdictOf(cell)];
}

/** What is counted of an answer. */
export type Count = 'tokens' | 'largeTokens' | 'visualTokens';

/** A count of an answer; undefined where there is none. */
export function countOf(cell: AnswerCell | undefined, count: Count): number | undefined {
  return cell?.state === 'done' ? cell[count] : undefined;
}

function byCount({ key }: ArmView, count: Count): (one: QuestionRow, other: QuestionRow) => number {
  const of = ({ answers }: QuestionRow) => countOf(answers[key], count) ?? -1;
  return (one, other) => of(one) - of(other);
}
