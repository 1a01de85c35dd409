import { describe, expect, test } from 'vitest';
import { microMean } from '../tally.ts';
import { describeConformance } from '../testing/conformance.ts';
import { blinkExact, blinkScores } from './blink.ts';

type Answers = Readonly<Record<string, string>>;
type Expected = Readonly<
  Record<string, { macro: number; micro: number; tasks: Readonly<Record<string, readonly [number, number]>> }>
>;

interface FullRow {
  readonly idx: string;
  readonly answer: string;
  readonly prediction: string;
}

const FULL = ['GPT4Turbo', 'GPT4o', 'QwenVLMax'];

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

  describe.each(FULL)('%s', (model) => {
    test('the stored predictions of the spatial tasks are marked alike', () => {
      const rows = data.lines<FullRow>(`full/${model}.jsonl`);
      const off = rows.filter(({ idx, answer, prediction }) => {
        const { value } = blinkExact.mark(prediction, { answer });
        return value !== blinkExact.mark(predictions[model]![idx] ?? '', { answer: answers[idx]! }).value;
      });
      expect(rows.length).toBe(642);
      expect(off).toEqual([]);
    });
  });
});
