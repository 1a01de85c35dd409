import type { RunContents } from '../run-folder.ts';
import type { Suite } from '../suites/suite.ts';
import { accuracyFigures, gapFigures, pairFigures } from './accuracy-figures.ts';
import { answersOf } from './answers.ts';
import { costFigures } from './cost-figures.ts';
import { escalationFigures, kindFigures, lookFigures } from './look-figures.ts';
import type { Study } from './study.ts';
import { thinkingFigures } from './thinking-figures.ts';

/** Computes the figures from what was recorded. What a run did not measure has none. */
export function studyOf(
  { run, calibration, samples, rounds }: RunContents,
  suites: readonly Pick<Suite, 'name' | 'score'>[],
): Study {
  const { plan } = run;
  const answers = answersOf(plan, samples);
  const score = (name: Suite['name']) => suites.find((suite) => suite.name === name)!.score;
  return {
    run: run.id,
    seed: plan.seed,
    split: plan.split,
    limit: plan.limit,
    suites: answers.places,
    calibration,
    accuracy: accuracyFigures(answers),
    pairs: pairFigures(answers),
    gap: gapFigures(answers),
    thinking: thinkingFigures(answers),
    looks: lookFigures(answers),
    kinds: kindFigures(answers),
    escalation: escalationFigures(answers, score),
    cost: costFigures(answers, rounds),
  };
}
