import { expect, test } from 'vitest';
import { type Candidate, rolesOf } from './roles.ts';

function model(name: string, hiddenSize: number, tokenizer = 'a'): Candidate {
  return {
    ...{ name, hiddenSize, layers: 4, logitsSize: 500, positions: 512 },
    tokenizer: { id: tokenizer, size: 500 },
    memory: { weights: hiddenSize * 1000 },
  };
}

test('a large model and two small ones are what ProxyThinker is made of', () => {
  const { guide, sentences } = rolesOf([
    model('small-base', 64),
    model('large', 160),
    model('small-expert', 64),
  ]);
  expect(guide).toBe(true);
  expect(sentences.join('\n')).toContain(
    'ProxyThinker: large as base; of small-base and small-expert the trained one as expert',
  );
});

test('with other tokenizers they cannot guide each other', () => {
  const { guide, sentences } = rolesOf([model('ours', 64), model('theirs', 64, 'b')]);
  expect(guide).toBe(false);
  expect(sentences).toEqual([
    'theirs has another tokenizer than ours: as it is, it cannot guide ours, only through translated() of @vr/core.',
  ]);
});

test('other widths and fewer positions are said', () => {
  const wide = { ...model('wide', 160), logitsSize: 512, positions: 256 };
  const said = rolesOf([model('narrow', 64), wide]).sentences.join('\n');
  expect(said).toContain('Rows of scores are 500 and 512 wide');
  expect(said).toContain('Together they know 256 positions');
});
