import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { ocrBenchLmms, ocrBenchOfficial } from './ocrbench.ts';
import { type OcrBenchType, ocrBenchScore } from './ocrbench-score.ts';

interface Question {
  readonly dataset_name: string;
  readonly type: OcrBenchType;
  readonly answers: string | readonly string[];
}

interface Row extends Question {
  readonly id: number;
  readonly predict: string;
  readonly official: number;
  /** Only where it differs. */
  readonly lmms_eval?: number;
}

const problemOf = ({ dataset_name, answers }: Question) => ({
  dataset: dataset_name,
  answers: typeof answers === 'string' ? [answers] : answers,
});

describeConformance('ocrbench', ({ lines }) => {
  it('marks every case as the two references do', () => {
    const rows = lines<Row>('containment_cases.jsonl');
    const wrongOfficial = rows.filter(
      (row) => ocrBenchOfficial.mark(row.predict, problemOf(row)).value !== row.official,
    );
    const wrongLmms = rows.filter(
      (row) => ocrBenchLmms.mark(row.predict, problemOf(row)).value !== (row.lmms_eval ?? row.official),
    );
    const agreed = (wrong: readonly Row[]) => `${rows.length - wrong.length}/${rows.length}`;
    console.log(`ocrbench.official ${agreed(wrongOfficial)}, ocrbench.lmms ${agreed(wrongLmms)}`);
    expect(wrongOfficial).toEqual([]);
    expect(wrongLmms).toEqual([]);
  });

  it('gives 1,000 of 1,000 to the answers themselves, 300 of them for text recognition', () => {
    const questions = lines<Question>('OCRBench.jsonl');
    const marked = questions.map((question) => {
      const problem = problemOf(question);
      return { type: question.type, value: ocrBenchOfficial.mark(problem.answers[0]!, problem).value };
    });
    expect(ocrBenchScore(marked)).toMatchObject({ final: 1000, textRecognition: 300 });
  });
});
