import { expect, test } from 'vitest';
import { armKey } from '../keys.ts';
import { digitSuite } from '../testing/fixture.ts';
import { studyPlanFrom } from './study-plan.ts';

const suites = [digitSuite('spatial'), digitSuite('detail')];

test('without flags every arm is asked a thousand questions of each suite, and each name is timed once', () => {
  const plan = studyPlanFrom({}, suites);
  const sweep = [0.5, 0, 0.25, 0.75, 1, 1.25].map((alpha) => `proxy-thinker?alpha=${alpha}`);
  const others = ['speculative-thinking', 'vision-think', 'always-low', 'escalate', 'all-three?alpha=0.5'];
  const models = ['large-base', 'small-base', 'small-expert', 'large-expert'];
  expect(plan.limit).toBe(1000);
  expect(plan.arms.map(armKey)).toEqual([...models, ...sweep, ...others]);
  expect(plan.speed!.arms.map(armKey)).toEqual([...models, sweep[0], ...others]);
  expect(plan.speed).toMatchObject({ naive: [], sequences: [] });
});

test('a study may be smaller, of other questions, and without time', () => {
  const flags = {
    limit: 300,
    seed: 3,
    suite: 'detail',
    arm: 'large-base,proxy-thinker',
    alpha: 1,
    part: 'accuracy',
  };
  const plan = studyPlanFrom(flags, suites);
  expect(plan).toMatchObject({ limit: 300, seed: 3, suites: [{ name: 'detail' }], speed: undefined });
  expect(plan.arms.map(armKey)).toEqual(['large-base', 'proxy-thinker?alpha=1']);
});
