/** Scorers of lettered options. */
import { blinkExact, blinkScores, blinkTask } from '../blink/blink.ts';
import { blinkLmms } from '../blink/blink-lmms.ts';
import type { ChoiceProblem } from '../choices.ts';
import { gpqaSkyThought } from '../gpqa/gpqa.ts';
import { mcqLmms } from '../mcq/lmms.ts';
import { mcqVlmEvalKit, mcqVlmEvalKitBefore1175 } from '../mcq/vlmevalkit.ts';
import { mmmuDomain } from '../mmmu/domains.ts';
import { type MmmuProblem, mmmu } from '../mmmu/mmmu.ts';
import { mmmuPro, mmmuProOverall } from '../mmmu/mmmu-pro.ts';
import { officialRandom } from '../mmmu/official-random.ts';
import { type ProxyThinkerMmmuProblem, proxyThinkerMmmu } from '../proxythinker/proxythinker-mmmu.ts';
import { realWorldQa } from '../realworldqa/realworldqa.ts';
import { mean } from '../tally.ts';
import { visuLogicLmms, visuLogicVlmEvalKit } from '../visulogic/visulogic.ts';
import { entry, entryOf, type Groups, groupRows, type MarkedRow, type ScorerEntry } from './entry.ts';
import {
  answerColumns,
  answerLetter,
  optionalText,
  options,
  type Row,
  RowError,
  text,
  texts,
} from './row.ts';

function choiceOf(row: Row): ChoiceProblem {
  const list = options(row);
  if (list.length === 0) throw new RowError('there is no options or choices');
  return { options: list, answer: answerLetter(row, list) };
}

function mmmuOf(row: Row): MmmuProblem {
  const list = options(row);
  return { options: list, answer: list.length === 0 ? texts(row, answerColumns) : answerLetter(row, list) };
}

function proxyThinkerMmmuOf(row: Row): ProxyThinkerMmmuProblem {
  const list = options(row);
  if (list.length === 0) return { type: 'open', answers: texts(row, answerColumns) };
  return { type: 'choice', options: list, answer: answerLetter(row, list) };
}

/** MMMU writes the subject into its ids: `validation_Design_4`. */
function mmmuGroups({ id, problem }: MarkedRow): Groups {
  const subject =
    optionalText(problem, ['subject']) ??
    /^(?:dev|test|validation)_(.+)_\d+$/.exec(id.split(' ').at(-1)!)?.[1];
  const domain = subject === undefined ? undefined : mmmuDomain(subject);
  return { config: optionalText(problem, ['config']), domain, subject };
}

const mmmuShared = {
  scope: ['config'],
  groups: mmmuGroups,
  drawn: ({ problem }: MarkedRow) => ({ stratum: optionalText(problem, ['config']) ?? '' }),
  published(rows: readonly MarkedRow[]) {
    const configs = groupRows(rows, ({ problem }) => optionalText(problem, ['config']) ?? '');
    const [standard10, vision] = [configs.get('standard10'), configs.get('vision')].map(
      (group) => group && mean(group.map(({ mark }) => mark.value)),
    );
    if (standard10 === undefined || vision === undefined) return [];
    const value = mmmuProOverall({ standard10, vision });
    return [{ name: 'mean of standard10 and vision', value, unit: 'share' as const }];
  },
};

/** The question's own id, which names its task. */
const blinkShared = {
  publishedNeed: 'ids that name the task, such as val_Counting_1',
  groups: ({ id }: MarkedRow) => ({ task: blinkTask(id) || undefined }),
  drawn: ({ id }: MarkedRow) => ({ stratum: blinkTask(id) }),
  published(rows: readonly MarkedRow[]) {
    const { tasks, macro } = blinkScores(rows.map(({ id, mark }) => ({ id, isCorrect: mark.value === 1 })));
    return tasks.has('') || tasks.size === 0
      ? []
      : [{ name: 'macro mean over tasks', value: macro, unit: 'share' as const }];
  },
};

const bracketed = (row: Row) => ({ answer: `(${answerLetter(row, options(row))})` });
const letter = (row: Row) => ({ answer: answerLetter(row, options(row)) });

export const choiceEntries: readonly ScorerEntry[] = [
  entry(mmmuPro, choiceOf, { ...mmmuShared, line: 'MMMU-Pro, by its authors, nothing guessed' }),
  entry(mmmu, mmmuOf, { ...mmmuShared, line: 'MMMU (validation), by its authors, nothing guessed' }),
  entryOf(
    officialRandom(mmmu, 42),
    () => {
      const guessing = officialRandom(mmmu, 42);
      return (response, row) => guessing.mark(response, mmmuOf(row));
    },
    { ...mmmuShared, line: 'MMMU, guessing what it cannot read as its authors do' },
  ),
  entry(mcqLmms, choiceOf, { ...mmmuShared, line: 'lettered options, by lmms-eval' }),
  entry(mcqVlmEvalKit, choiceOf, {
    ...mmmuShared,
    line: 'lettered options, by VLMEvalKit without its judge',
  }),
  entry(mcqVlmEvalKitBefore1175, choiceOf, {
    ...mmmuShared,
    line: 'lettered options, by VLMEvalKit as it was before 2025',
  }),
  entry(blinkExact, bracketed, {
    ...blinkShared,
    line: 'BLINK, by its authors: the letter in brackets and nothing else',
  }),
  entry(blinkLmms, bracketed, {
    ...blinkShared,
    responses: ['full_prediction'],
    line: 'BLINK, by lmms-eval: the first letter',
  }),
  entry(visuLogicVlmEvalKit, letter, { line: 'VisuLogic, by VLMEvalKit' }),
  entry(visuLogicLmms, letter, { line: 'VisuLogic, by lmms-eval' }),
  entry(gpqaSkyThought, letter, { line: 'GPQA, by SkyThought and Speculative Thinking: the last letter' }),
  entry(realWorldQa, (row) => ({ question: text(row, ['question']), answer: text(row, answerColumns) }), {
    line: 'RealWorldQA, by lmms-eval: the whole answer, or the text of an option',
  }),
  entry(proxyThinkerMmmu, proxyThinkerMmmuOf, {
    ...mmmuShared,
    line: 'MMMU as ProxyThinker marks it: a text in either direction',
  }),
];
