/** Which judges there are, and how rows of files become their problems. */
import { entryOf, groupRows, type MarkedRow, type ScorerEntry } from '../scorers/catalogue/entry.ts';
import { capabilitiesOf, mmVetPublished } from '../scorers/catalogue/judged-entries.ts';
import { answerColumns, type Columns, optionalText, type Row, text } from '../scorers/catalogue/row.ts';
import { mean } from '../scorers/tally.ts';
import { type Judge, type Judging, judgedVersion } from './judge.ts';
import { mathVerseJudge, mathVerseQuick } from './mathverse.ts';
import { mmVetJudge } from './mmvet.ts';
import {
  visionThinkAnyOne,
  visionThinkGeneralReward,
  visionThinkJudge,
  visionThinkReward,
} from './visionthink.ts';

/** A judge that can be called by name. */
export interface JudgeEntry {
  readonly judge: Judge;
  /** What it is, in a line. */
  readonly line: string;
  readonly questions: Columns;
  readonly totals: Partial<Pick<ScorerEntry, 'groups' | 'published' | 'drawn'>>;
}

const asked: Columns = ['question', 'problem', 'input', 'query', 'prompt'];

const mmVetTotals: JudgeEntry['totals'] = {
  groups: (row) => ({ capability: capabilitiesOf(row) }),
  published: mmVetPublished,
};

const versionOf = ({ problem }: MarkedRow) => optionalText(problem, ['problem_version']) ?? '';

/** By version of the problem; the paper reports the mean over versions. One problem's versions are drawn together. */
const mathVerseTotals: JudgeEntry['totals'] = {
  groups: (row) => ({ version: versionOf(row) || undefined }),
  published(rows) {
    const versions = [...groupRows(rows, versionOf).values()];
    if (versions.length < 2) return [];
    const value = mean(versions.map((group) => mean(group.map(({ mark }) => mark.value))));
    return [{ name: 'mean over versions', value, unit: 'share' }];
  },
  drawn: ({ id, problem }) => ({ stratum: '', cluster: optionalText(problem, ['problem_index']) ?? id }),
};

export const judgeEntries: readonly JudgeEntry[] = [
  entry(mathVerseJudge, 'MathVerse: an answer is extracted, then compared', mathVerseTotals),
  entry(mathVerseQuick, 'MathVerse: an answer is extracted, then has to be equal', mathVerseTotals),
  entry(mmVetJudge, 'MM-Vet: a grade from 0 to 1', mmVetTotals),
  entry(visionThinkJudge, "VisionThink's judge, the last Score: counts"),
  entry(visionThinkAnyOne, "VisionThink's judge as evaluated: a 1 anywhere counts"),
  entry(visionThinkReward, "VisionThink's reward with the tool"),
  entry(visionThinkGeneralReward, "VisionThink's reward without the tool"),
];

/** A judge of one's own as an entry. */
export function entry(judge: Judge, line: string, totals: JudgeEntry['totals'] = {}): JudgeEntry {
  const questions = judge === mathVerseJudge ? ['question_for_eval', ...asked] : asked;
  return { judge, line, questions, totals };
}

/** The judge as a scorer: `mark` settles each judging, by whatever replies it has. */
export function judgedScorer(
  { judge, line, questions, totals }: JudgeEntry,
  model: string,
  mark: (begin: () => Judging) => ReturnType<ReturnType<ScorerEntry['begin']>>,
): ScorerEntry {
  const begin = () => (response: string, row: Row) => {
    const problem = { question: text(row, questions), answer: text(row, answerColumns) };
    return mark(() => judge.judge(response, problem));
  };
  const names = { name: judge.name, version: judgedVersion(judge, model) };
  return entryOf(names, begin, { line, ...totals });
}
