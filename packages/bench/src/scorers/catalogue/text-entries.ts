/** Scorers of short texts: what stands in a document, a chart or a picture. */
import { anlsLmms, anlsPaper } from '../anls/anls.ts';
import { type BlindTestProblem, blindTest, blindTestLmms } from '../blindtest/blindtest.ts';
import { chartQaRelaxed, chartQaScore } from '../chartqa/chartqa.ts';
import { ocrBenchLmms, ocrBenchOfficial } from '../ocrbench/ocrbench.ts';
import { ocrBenchScore, ocrBenchTypes } from '../ocrbench/ocrbench-score.ts';
import { vqaSoft } from '../vqa-soft/vqa-soft.ts';
import { entry, type MarkedRow, type PublishedTotal, type ScorerEntry } from './entry.ts';
import { answerColumns, optionalText, type Row, text, texts } from './row.ts';

const answersOf = (row: Row) => ({ answers: texts(row, ['answers', ...answerColumns]) });

function ocrBenchOf(row: Row) {
  return { dataset: optionalText(row, ['dataset_name', 'dataset']) ?? '', ...answersOf(row) };
}

const ocrTypeOf = ({ problem }: MarkedRow) => {
  const type = optionalText(problem, ['type', 'question_type']);
  return ocrBenchTypes.find((known) => known === type);
};

const ocrBenchShared = {
  scope: ['dataset_name'],
  groups: (row: MarkedRow) => ({ type: ocrTypeOf(row) }),
  drawn: (row: MarkedRow) => ({ stratum: ocrTypeOf(row) ?? '' }),
  published(rows: readonly MarkedRow[]): PublishedTotal[] {
    const marked = rows.flatMap((row) => {
      const type = ocrTypeOf(row);
      return type === undefined ? [] : [{ type, value: row.mark.value }];
    });
    if (marked.length === 0) return [];
    const { final, textRecognition } = ocrBenchScore(marked);
    return [
      { name: 'final', value: final, unit: 'points' },
      { name: 'text recognition', value: textRecognition, unit: 'points' },
    ];
  },
};

const splitOf = ({ problem }: MarkedRow) => {
  const split = optionalText(problem, ['split', 'type', 'human_or_machine']);
  if (split === 'human' || split === 'human_test' || split === '0') return 'human';
  return split === 'augmented' || split === 'augmented_test' || split === '1' ? 'augmented' : undefined;
};

function chartQaPublished(rows: readonly MarkedRow[]): PublishedTotal[] {
  const marked = rows.flatMap((row) => {
    const split = splitOf(row);
    return split === undefined ? [] : [{ split, value: row.mark.value } as const];
  });
  if (new Set(marked.map(({ split }) => split)).size < 2) return [];
  return [{ name: 'mean of the two splits', value: chartQaScore(marked).meanOfSplits, unit: 'share' }];
}

/** The kind of an answer shows in its form. */
function blindTestOf(row: Row): BlindTestProblem {
  const answer = text(row, answerColumns).toLowerCase();
  if (answer === 'yes' || answer === 'no') return { kind: 'yes or no', answer };
  if (/^\d+,\d+$/.test(answer)) return { kind: 'rows and columns', answer };
  return { kind: /^\d+$/.test(answer) ? 'number' : 'letter', answer };
}

const byTask = ({ problem }: MarkedRow) => ({ task: optionalText(problem, ['task']) });

export const textEntries: readonly ScorerEntry[] = [
  entry(anlsLmms, answersOf, { line: 'ANLS of DocVQA and InfographicVQA, by lmms-eval and VLMEvalKit' }),
  entry(anlsPaper, answersOf, { line: 'ANLS as its paper prints it: exactly half right is 0' }),
  entry(chartQaRelaxed, (row) => ({ answer: text(row, answerColumns) }), {
    groups: (row) => ({ split: splitOf(row) }),
    drawn: (row) => ({ stratum: splitOf(row) ?? '' }),
    published: chartQaPublished,
    line: 'ChartQA: numbers within 5 %, anything else equal',
  }),
  entry(ocrBenchOfficial, ocrBenchOf, {
    ...ocrBenchShared,
    line: 'OCRBench, by its authors: contained somewhere',
  }),
  entry(ocrBenchLmms, ocrBenchOf, {
    ...ocrBenchShared,
    line: 'OCRBench, by lmms-eval: full-width characters folded',
  }),
  entry(vqaSoft, answersOf, { line: 'VQA accuracy of TextVQA: as many of ten people said so' }),
  entry(blindTest, blindTestOf, { groups: byTask, line: 'BlindTest: what stands in curly brackets' }),
  entry(blindTestLmms, blindTestOf, { groups: byTask, line: 'BlindTest, by lmms-eval: the first number' }),
];
