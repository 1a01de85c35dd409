import { readFileSync } from 'node:fs';
import { armLabel } from '@vr/bench/keys';
import type { SampleRecord } from '@vr/bench/record';
import { expect, test } from 'vitest';
import { answerGroups } from './answer-groups.ts';

const lines = readFileSync(new URL('../../../../runs/reference/samples.jsonl', import.meta.url), 'utf8');
const all = lines
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as SampleRecord);
const samples = all.filter(({ question }) => question === all[0]!.question);
const labels = (group: readonly SampleRecord[]) =>
  group.map(({ arm, parameters }) => armLabel({ name: arm, parameters }));

test('every answer is in one of the groups', () => {
  const { leading, sweep } = answerGroups(samples);
  expect(new Set([...leading, ...sweep])).toEqual(new Set(samples));
  expect(leading.length + sweep.length).toBe(samples.length);
});

test('arms come first, other weights of guidance after them in their order', () => {
  const byPlan = ['large-base', 'proxy-thinker α 0.5', 'proxy-thinker α 1', 'proxy-thinker α 0'];
  const planned = byPlan.map((label) => samples[labels(samples).indexOf(label)]!);
  const { leading, sweep } = answerGroups(planned);
  expect(labels(leading)).toEqual(['large-base', 'proxy-thinker α 0.5']);
  expect(labels(sweep)).toEqual(['proxy-thinker α 0', 'proxy-thinker α 1']);
});

test('without guidance there are no other weights', () => {
  const plain = samples.filter(({ arm }) => arm !== 'proxy-thinker');
  expect(answerGroups(plain)).toEqual({ leading: plain, sweep: [] });
});
