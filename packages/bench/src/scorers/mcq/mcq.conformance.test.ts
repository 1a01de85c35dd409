import { expect, test } from 'vitest';
import type { ChoiceProblem } from '../choices.ts';
import { parseStringList } from '../python/string-list.ts';
import type { Scorer } from '../scorer.ts';
import { describeConformance } from '../testing/conformance.ts';
import { mcqLmms } from './lmms.ts';
import { mcqVlmEvalKit, mcqVlmEvalKitBefore1175 } from './vlmevalkit.ts';

interface Row {
  readonly config: string;
  readonly id: string;
}
type Problem = Row & { readonly options: string; readonly answer: string };
type Response = Row & { readonly response: string };
type Readings = Row & Readonly<Record<string, string | false>>;

const scorers: readonly (readonly [column: string, scorer: Scorer<ChoiceProblem>])[] = [
  ['lmms_extract_mcq', mcqLmms],
  ['vlmevalkit_can_infer', mcqVlmEvalKit],
  ['vlmevalkit_old_can_infer', mcqVlmEvalKitBefore1175],
];

/** Correct answers by the three rules on the same outputs. */
const totals: Readonly<Record<string, readonly number[]>> = {
  'gpt-4o_standard_10_options_cot': [925, 444, 528],
  'gpt-4o_vision_direct': [722, 637, 676],
};

describeConformance('mmmu_pro', (data) => {
  const problems = new Map(
    data.lines<Problem>('problems.jsonl').map((row) => [`${row.config} ${row.id}`, row]),
  );

  test.each(Object.keys(totals))('%s: each rule reads what its own code read', (file) => {
    const responses = data.lines<Response>(`${file}.jsonl`);
    const readings = data.lines<Readings>(`crossrule_${file}.jsonl`);
    const correct = scorers.map(([column, scorer]) => {
      const marks = responses.map(({ config, id, response }) => {
        const { options, answer } = problems.get(`${config} ${id}`)!;
        return scorer.mark(response, { options: parseStringList(options), answer });
      });
      const different = readings.filter((row, index) => (marks[index]!.read ?? '') !== (row[column] || ''));
      console.info(
        `${file}: ${column} agrees on ${readings.length - different.length} of ${readings.length} rows`,
      );
      expect(different.map(({ id }) => id)).toEqual([]);
      return marks.filter(({ value }) => value === 1).length;
    });
    console.info(`${file}: correct ${correct.join(', ')}; by the original code ${totals[file]!.join(', ')}`);
    expect(correct).toEqual(totals[file]);
  });
});
