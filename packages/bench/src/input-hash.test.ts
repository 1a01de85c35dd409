import { expect, test } from 'vitest';
import { type Input, inputHash, questionSet } from './input-hash.ts';
import { digitSuite, plan } from './testing/fixture.ts';

const image = { width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const input: Input = {
  prompt: [
    {
      role: 'user',
      content: [
        { type: 'image', image },
        { type: 'text', text: 'How many?' },
      ],
    },
  ],
  arm: { name: 'proxy-thinker', parameters: { alpha: 0.5 } },
  threshold: undefined,
  sampling: { temperature: 0, maxTokens: 8, seed: 0 },
};
const shown = (picture: typeof image): Input['prompt'] => [
  { role: 'user', content: [{ type: 'image', image: picture }, ...input.prompt[0]!.content.slice(1)] },
];

test('a copy has the same hash', () => {
  const copy = { ...input, prompt: shown({ ...image, data: image.data.slice() }) };
  expect(inputHash(copy)).toBe(inputHash(input));
});

test('whatever decides an answer changes the hash', () => {
  const changes: Partial<Input>[] = [
    { prompt: [{ role: 'user', content: [{ type: 'text', text: 'How many?' }] }] },
    { prompt: shown({ ...image, data: Uint8Array.of(1, 2, 3, 4, 5, 7) }) },
    { prompt: shown({ ...image, width: 2, height: 1 }) },
    { arm: { name: 'all-three', parameters: { alpha: 0.5 } } },
    { arm: { name: 'proxy-thinker', parameters: { alpha: 0.25 } } },
    { arm: { name: 'proxy-thinker', parameters: { alpha: 0.5, judge: 'small' } } },
    { threshold: 1 },
    { sampling: { ...input.sampling, temperature: 1 } },
    { sampling: { ...input.sampling, maxTokens: 9 } },
    { sampling: { ...input.sampling, seed: 1 } },
  ];
  const hashes = changes.map((change) => inputHash({ ...input, ...change }));
  expect(new Set([inputHash(input), ...hashes]).size).toBe(changes.length + 1);
});

test('a set of questions has the same hash while none of them changes', () => {
  const suite = digitSuite('math');
  const set = questionSet(suite, plan);
  expect(set).toEqual(questionSet(digitSuite('math'), plan));
  expect(set).toMatchObject({ suite: 'math', version: 1, count: 10, scorer: 'digit@1' });
  const last = questionSet(
    {
      ...suite,
      *questions(...which) {
        for (const question of suite.questions(...which))
          yield question.id.endsWith('-9') ? { ...question, target: 'x' } : question;
      },
    },
    plan,
  );
  expect(last.sha256).not.toBe(set.sha256);
});
