import { expect, test } from 'vitest';
import { microMean } from '../tally.ts';
import { describeConformance } from '../testing/conformance.ts';
import { blinkExact, blinkScores } from './blink.ts';
import { blinkLmms } from './blink-lmms.ts';

type Answers = Readonly<Record<string, string>>;
type Expected = Readonly<
  Record<string, { macro: number; micro: number; tasks: Readonly<Record<string, readonly [number, number]>> }>
>;

interface FullRow {
  readonly idx: string;
  readonly answer: string;
  readonly full_prediction: string;
  readonly prediction: string;
}

/** Correct of the 642 questions on space, as mapped by GPT-3.5 and by first letter. */
const FULL: readonly (readonly [model: string, mapped: number, byFirstLetter: number])[] = [
  ['GPT4Turbo', 384, 185],
  ['GPT4o', 402, 295],
  ['QwenVLMax', 368, 339],
  ['llava_v1.5_13b', 340, 0],
];

describeConformance('blink', (data) => {
  const answers = data.json<Answers>('val_answers.json');
  const predictions = data.json<Readonly<Record<string, Answers>>>('val_predictions.json');
  const expected = data.json<Expected>('expected.json');

  test.each(Object.keys(predictions))('%s: every task and the published mean come out', (model) => {
    const results = Object.entries(answers).map(([id, answer]) => ({
      id,
      isCorrect: blinkExact.mark(predictions[model]![id] ?? '', { answer }).value === 1,
    }));
    const { tasks, macro } = blinkScores(results);
    console.info(
      `blink ${model}: ${results.length} rows, macro ${(100 * macro).toFixed(2)}, ` +
        `published ${(100 * expected[model]!.macro).toFixed(2)}`,
    );
    expect(Object.fromEntries([...tasks].map(([task, t]) => [task, [t.correct, t.total]]))).toEqual(
      expected[model]!.tasks,
    );
    expect(macro).toBeCloseTo(expected[model]!.macro, 12);
    expect(microMean(tasks.values())).toBeCloseTo(expected[model]!.micro, 12);
  });

  test.each(FULL)(
    '%s on space: by the mapped letter and by the first one',
    (model, mapped, byFirstLetter) => {
      const rows = data.lines<FullRow>(`full/${model}.jsonl`);
      const correct = (scorer: typeof blinkExact, column: 'prediction' | 'full_prediction') =>
        rows.filter((row) => scorer.mark(row[column], row).value === 1).length;
      expect(rows.length).toBe(642);
      expect(correct(blinkExact, 'prediction')).toBe(mapped);
      expect(correct(blinkLmms, 'full_prediction')).toBe(byFirstLetter);
    },
  );
});
