import { describe, expect, test } from 'vitest';
import type { Confusion, YesNoScores } from '../confusion.ts';
import type { Scorer } from '../scorer.ts';
import { describeConformance } from '../testing/conformance.ts';
import type { YesNo, YesNoProblem } from '../yes-no.ts';
import { popeLlava, popeLmms, popeMeanF1, popeScores, popeScoresLmms, popeVlmEvalKit } from './pope.ts';

interface Row {
  readonly category: string;
  readonly label: YesNo;
  readonly response: string;
}

interface Published {
  readonly TP: number;
  readonly FP: number;
  readonly TN: number;
  readonly FN: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly yes_ratio: number;
}

const CATEGORIES = ['adversarial', 'popular', 'random'];
const MODEL = 'llava-v1.5-13b';

describeConformance('pope', (data) => {
  const rows = data.lines<Row>(`${MODEL}.jsonl`);
  const expected =
    data.json<Record<typeof MODEL, Readonly<Record<string, Published>>>>('expected.json')[MODEL];
  const readBy = (scorer: Scorer<YesNoProblem>, category: string) =>
    rows
      .filter((row) => row.category === category)
      .map(({ response, label }) => {
        const { read } = scorer.mark(response, { answer: label });
        return { answer: label, read: read as YesNo | undefined };
      });

  describe.each(CATEGORIES)('%s', (category) => {
    test('every published number comes out', () => {
      const ours = popeScores(readBy(popeLlava, category));
      console.info(
        `pope ${category}: F1 ${ours.f1.toFixed(6)}, published ${expected[category]!.f1.toFixed(6)}`,
      );
      expect(published(ours)).toEqual(expected[category]);
    });

    test('where every answer is one word, all three rules agree', () => {
      const read = readBy(popeLlava, category);
      expect(readBy(popeLmms, category)).toEqual(read);
      expect(readBy(popeVlmEvalKit, category)).toEqual(read);
      const { yesRatio, ...scores } = popeScoresLmms(read);
      expect(popeScores(read)).toMatchObject(scores);
      expect(yesRatio).toBe(read.filter(({ answer }) => answer === 'yes').length / read.length);
    });
  });

  test('all questions are there, and the mean F1 is that of the paper', () => {
    const f1s = CATEGORIES.map((category) => popeScores(readBy(popeLlava, category)));
    expect(rows.length).toBe(8910);
    expect((100 * popeMeanF1(f1s)).toFixed(1)).toBe('85.9');
  });
});

function published(scores: YesNoScores & Confusion): Published {
  return {
    TP: scores.truePositives,
    FP: scores.falsePositives,
    TN: scores.trueNegatives,
    FN: scores.falseNegatives,
    accuracy: scores.accuracy,
    precision: scores.precision,
    recall: scores.recall,
    f1: scores.f1,
    yes_ratio: scores.yesRatio,
  };
}
