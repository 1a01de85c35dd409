/** Scorers of yes and no. */
import { confusion, type UnreadYes, type YesNoScores, yesNoScores } from '../confusion.ts';
import { MME_TASKS, mme, mmeAccuracy, mmeScores, mmeTaskScore } from '../mme/mme.ts';
import { popeLlava, popeLmms, popeMeanF1, popeScores, popeScoresLmms, popeVlmEvalKit } from '../pope/pope.ts';
import { vsr, vsrVlmEvalKit } from '../vsr/vsr.ts';
import type { YesNo } from '../yes-no.ts';
import { entry, groupRows, isRight, type MarkedRow, type PublishedTotal, type ScorerEntry } from './entry.ts';
import { answerColumns, optionalText, type Row, RowError, text } from './row.ts';

const meanings: Readonly<Record<string, YesNo>> = {
  yes: 'yes',
  true: 'yes',
  '1': 'yes',
  no: 'no',
  false: 'no',
  '0': 'no',
};

function answerOf(row: Row): YesNo {
  const given = text(row, ['label', ...answerColumns]);
  const answer = meanings[given.toLowerCase()];
  if (answer === undefined) throw new RowError(`the answer "${given}" is neither yes nor no`);
  return answer;
}

const yesNoOf = (row: Row) => ({ answer: answerOf(row) });
const truthOf = (row: Row) => ({ isTrue: answerOf(row) === 'yes' });
const resultOf = ({ problem, mark }: MarkedRow) => ({
  answer: answerOf(problem),
  read: mark.read as YesNo | undefined,
});

function named({ precision, recall, f1, yesRatio }: YesNoScores, prefix: string): PublishedTotal[] {
  const scores = { F1: f1, precision, recall, 'yes ratio': yesRatio };
  return Object.entries(scores).map(([name, value]) => ({ name: `${prefix}${name}`, value, unit: 'share' }));
}

const samplingOf = ({ problem }: MarkedRow) => optionalText(problem, ['category']);

/** The six questions about a picture stay together. */
const popeShared = (scoresOf: (results: ReturnType<typeof resultOf>[]) => YesNoScores) => ({
  scope: ['category'],
  groups: (row: MarkedRow) => ({ category: samplingOf(row) }),
  drawn: (row: MarkedRow) => {
    const cluster = optionalText(row.problem, ['image']);
    return { stratum: samplingOf(row) ?? '', ...(cluster === undefined ? {} : { cluster }) };
  },
  published(rows: readonly MarkedRow[]): PublishedTotal[] {
    const samplings = [...groupRows(rows, (row) => samplingOf(row) ?? '')].map(
      ([name, group]) => [name, scoresOf(group.map(resultOf))] as const,
    );
    if (samplings.length === 0) return [];
    const value = popeMeanF1(samplings.map(([, scores]) => scores));
    return [
      { name: 'mean F1', value, unit: 'share' },
      ...samplings.flatMap(([name, scores]) => (name === '' ? named(scores, '') : named(scores, `${name} `))),
    ];
  },
});

const f1OfTrue = (unread: UnreadYes) => ({
  published: (rows: readonly MarkedRow[]) => named(yesNoScores(confusion(rows.map(resultOf)), unread), ''),
});

const taskOf = ({ problem }: MarkedRow) => text(problem, ['task', 'category']);
const pictureOf = ({ problem }: MarkedRow) => optionalText(problem, ['image', 'question_id']);

/** Nothing unless the rows of every task come in twos about one picture: half a pair would shift all that follow. */
function mmePublished(rows: readonly MarkedRow[]): PublishedTotal[] {
  const tasks = [...groupRows(rows, taskOf)];
  const isPaired = (task: readonly MarkedRow[]) =>
    task.length % 2 === 0 &&
    task.every((row) => pictureOf(row) !== undefined) &&
    task.every((row, at) => at % 2 === 1 || pictureOf(row) === pictureOf(task[at + 1]!));
  if (!tasks.every(([, task]) => isPaired(task))) return [];
  const accuracies = tasks.map(([task, marked]) => [task, mmeAccuracy(marked.map(isRight))] as const);
  const scores = accuracies.map(([task, accuracy]) => [task, mmeTaskScore(accuracy)] as const);
  const { perception, cognition, total } = mmeScores(Object.fromEntries(scores));
  const known: readonly string[] = Object.values(MME_TASKS).flat();
  return [
    { name: 'perception', value: perception, unit: 'points' },
    { name: 'cognition', value: cognition, unit: 'points' },
    { name: 'total', value: total, unit: 'points' },
    ...scores
      .filter(([task]) => known.includes(task))
      .map(([task, value]) => ({ name: task, value, unit: 'points' as const })),
    ...accuracies.map(([task, { accuracyPlus }]) => ({
      name: `${task} acc+`,
      value: accuracyPlus,
      unit: 'share' as const,
    })),
  ];
}

export const yesNoEntries: readonly ScorerEntry[] = [
  entry(popeLlava, yesNoOf, {
    ...popeShared(popeScores),
    line: 'POPE, by LLaVA and its authors: yes unless no',
  }),
  entry(popeLmms, yesNoOf, { ...popeShared(popeScoresLmms), line: 'POPE, by lmms-eval: the whole answer' }),
  entry(popeVlmEvalKit, yesNoOf, {
    ...popeShared(popeScores),
    line: 'POPE, by VLMEvalKit without its judge: one word of the two',
  }),
  entry(mme, yesNoOf, {
    scope: ['task'],
    groups: (row) => ({ task: taskOf(row) }),
    drawn: (row) => ({ stratum: taskOf(row), cluster: pictureOf(row) ?? row.id }),
    published: mmePublished,
    publishedNeed:
      'the two questions about each picture one after the other, with its name as image or question_id',
    line: 'MME, by its authors: the first four characters; acc and acc+',
  }),
  entry(vsr, truthOf, {
    ...f1OfTrue('missed'),
    groups: ({ problem }) => ({ relation: optionalText(problem, ['relation']) }),
    line: 'VSR: true or yes against false or no',
  }),
  entry(vsrVlmEvalKit, truthOf, {
    ...f1OfTrue('missed'),
    groups: ({ problem }) => ({ relation: optionalText(problem, ['relation']) }),
    line: 'VSR, by VLMEvalKit: yes against no',
  }),
];
