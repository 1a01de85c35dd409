import { expect, test } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import type { YesNo } from '../yes-no.ts';
import { MME_TASKS, mme, mmeAccuracy, mmeScores, mmeTaskScore } from './mme.ts';

interface Expected {
  readonly LaVIN: {
    readonly perception: number;
    readonly cognition: number;
    readonly tasks: Readonly<Record<string, number>>;
  };
}

describeConformance('mme', (data) => {
  test('LaVIN: every task score and both sums come out', () => {
    const { LaVIN: expected } = data.json<Expected>('expected.json');
    let questions = 0;
    const tasks = Object.values(MME_TASKS)
      .flat()
      .map((task) => {
        const lines = data.text(`lavin/${task}.txt`).split('\n').filter(Boolean);
        questions += lines.length;
        const areCorrect = lines.map((line) => {
          const [, , answer, response] = line.split('\t');
          return mme.mark(response!, { answer: answer!.toLowerCase() as YesNo }).value === 1;
        });
        return [task, mmeTaskScore(mmeAccuracy(areCorrect))] as const;
      });
    const ours = mmeScores(Object.fromEntries(tasks));
    console.info(
      `mme LaVIN: ${questions} questions, perception ${ours.perception.toFixed(4)}, cognition ${ours.cognition.toFixed(4)}; ` +
        `published ${expected.perception.toFixed(4)}, ${expected.cognition.toFixed(4)}`,
    );
    for (const [task, score] of tasks) expect(score, task).toBeCloseTo(expected.tasks[task]!, 9);
    expect(ours.perception).toBeCloseTo(expected.perception, 9);
    expect(ours.cognition).toBeCloseTo(expected.cognition, 9);
  });
});
