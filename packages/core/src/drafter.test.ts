import { expect, test } from 'vitest';
import { draftModel } from './drafter.ts';
import { generate } from './generate.ts';
import { lawOf } from './law.ts';
import { sample } from './sample.ts';
import type { Sampling } from './sampling.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const network = hashed('network', tokenizer);
const messages = prompt('Well?');
const warm: Sampling = { temperature: 1.1, topK: 5 };

async function tokensOf(own: Sampling | undefined, sampling: Sampling) {
  const sequence = open(messages);
  const proposals = await draftModel(network, own).propose(sequence, { count: 6, sampling, seed: 2 });
  expect(sequence.items).toEqual(messages);
  return proposals.map(({ token }) => token);
}

test('a model proposes what it would write, drawing as it is told, or else as the target draws', async () => {
  const write = async (sampling: Sampling) =>
    (await generate(sample(network, sampling), messages, { seed: 2, maxTokens: 6 })).tokens;
  expect(await tokensOf(undefined, {})).toEqual(await write({}));
  expect(await tokensOf(undefined, warm)).toEqual(await write(warm));
  expect(await tokensOf(warm, {})).toEqual(await write(warm));
  expect(await tokensOf({}, warm)).toEqual(await write({}));
  expect(await write({})).not.toEqual(await write(warm));
});

test('each proposal tells the law that it was drawn from', async () => {
  const sequence = open(messages);
  const request = { count: 4, sampling: warm, seed: 2 };
  for (const { token, law } of await draftModel(network).propose(open(messages), request)) {
    const [logits] = await network.forward([{ sequence }]);
    expect(law!()).toEqual(lawOf(logits!, 0, warm));
    expect(law!().get(token)).toBeGreaterThan(0);
    sequence.items.push(token);
  }
});
