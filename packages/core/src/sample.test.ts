import { expect, test } from 'vitest';
import { batched } from './batched.ts';
import { generate } from './generate.ts';
import { rehearse, tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { open, written } from './sequence.ts';
import { hashed, letters, prompt, scripted, tableModel, watched } from './testing.ts';

const tokenizer = letters('abcdefgh');
const turn = { maxTokens: 20, stop: [], seed: 0 };

test('a script is written to its end, and the end token is on the tape but not reported', async () => {
  const sequence = open(prompt('Spell.'));
  const { events, finish } = await rehearse(sample(scripted('speller', tokenizer, 'badge')), sequence, turn);
  expect(finish).toBe('end');
  expect(tokenizer.decode(tokensOf(events))).toBe('badge');
  expect(tokenizer.decode(written(sequence))).toBe('badge$');
  expect(events[0]).toEqual({ type: 'tokens', tokens: tokenizer.encode('b'), by: 'speller' });
});

test('writing stops at a stop string, at the length, and at once when there is no room', async () => {
  const strategy = sample(scripted('speller', tokenizer, 'abcabc'));
  const run = async (options: object) => {
    const { tokens, finish } = await generate(strategy, prompt('Spell.'), options);
    return [tokenizer.decode(tokens), finish];
  };
  expect(await run({ stop: ['ca'] })).toEqual(['abca', 'stop']);
  expect(await run({ maxTokens: 2 })).toEqual(['ab', 'length']);
  expect(await run({ maxTokens: 6 })).toEqual(['abcabc', 'length']);
  expect(await run({ maxTokens: 0 })).toEqual(['', 'length']);
});

test('an answer may end with its first token, and with its last allowed one', async () => {
  const end = { tokens: [], finish: 'end' };
  expect(await generate(sample(scripted('silent', tokenizer, '')), prompt('Spell.'))).toMatchObject(end);
  const short = await generate(sample(scripted('speller', tokenizer, 'ab')), prompt('Spell.'), {
    maxTokens: 3,
  });
  expect(short).toMatchObject({ tokens: [0, 1], finish: 'end' });
});

test('greedy asks for the best token only and takes the lowest of equals', async () => {
  const { model, asked } = watched(tableModel('flat', tokenizer, () => new Float32Array(tokenizer.size)));
  const { tokens } = await generate(sample(model), prompt('Any?'), { maxTokens: 3 });
  expect(tokens).toEqual([0, 0, 0]);
  expect(asked.map(({ top }) => top)).toEqual([1, 1, 1]);
});

test('a nucleus beyond the candidates is drawn from every score', async () => {
  const wide = { ...letters('a'), size: 200, end: 199 };
  const { model, asked } = watched(tableModel('flat', wide, () => new Float32Array(200)));
  const sampling = { temperature: 1, topP: 0.9 };
  const { tokens } = await generate(sample(model, sampling), prompt('Any?'), { maxTokens: 40 });
  expect(asked.map(({ top }) => top).slice(0, 4)).toEqual([64, undefined, 64, undefined]);
  expect(Math.max(...tokens)).toBeGreaterThan(100);
  expect(Math.max(...tokens)).toBeLessThan(180);
});

test('a seed says the same thing twice, and seeds differ', async () => {
  const strategy = sample(hashed('network', tokenizer), { temperature: 1 });
  const say = async (seed: number) =>
    (await generate(strategy, prompt('Tell.'), { seed, maxTokens: 12 })).tokens.join();
  const texts = await Promise.all(Array.from({ length: 20 }, (_, seed) => say(seed)));
  expect(await Promise.all(texts.map((_, seed) => say(seed)))).toEqual(texts);
  expect(new Set(texts).size).toBeGreaterThan(10);
});

test('what a sequence says does not depend on who shares its batch', async () => {
  const network = hashed('network', tokenizer);
  const sampling = { temperature: 0.9, topP: 0.95 };
  const alone = await generate(sample(network, sampling), prompt('Tell.'), { seed: 4 });
  for (const neighbours of [1, 7, 20]) {
    const strategy = sample(batched(network), sampling);
    const crowd = Array.from({ length: neighbours }, (_, i) =>
      generate(strategy, prompt(`${i}`), { seed: i }),
    );
    const [among] = await Promise.all([generate(strategy, prompt('Tell.'), { seed: 4 }), ...crowd]);
    expect(among).toEqual(alone);
  }
});

test('a model that cannot choose writes every token about as often, also at other places of one tape', async () => {
  const even = tableModel('even', tokenizer, () => new Float32Array(tokenizer.size - 1));
  const { tokens } = await generate(sample(even, { temperature: 1 }), prompt('Tell.'), { maxTokens: 800 });
  for (let token = 0; token < 8; token++) {
    const count = tokens.filter((written) => written === token).length;
    expect(Math.abs(count - 100)).toBeLessThan(40);
  }
});

test('the noise at a place on the tape is the same however the tape got there', async () => {
  const strategy = sample(hashed('network', tokenizer), { temperature: 1 });
  const atOnce = open(prompt('Tell.'));
  await rehearse(strategy, atOnce, { ...turn, maxTokens: 8, seed: 9 });
  const inParts = open(prompt('Tell.'));
  while (inParts.items.length < atOnce.items.length)
    await rehearse(strategy, inParts, { ...turn, maxTokens: 1, seed: 9 });
  expect(inParts.items).toEqual(atOnce.items);
});

test('numbers that make no sense are refused before anything runs', () => {
  expect(() => sample(hashed('network', tokenizer), { topP: 90 })).toThrow(
    new RangeError('topP must be more than 0 and at most 1, found 90.'),
  );
});

test('an abort in the middle throws its reason', async () => {
  const controller = new AbortController();
  const steps = sample(hashed('network', tokenizer))(open(prompt('Tell.')), {
    ...turn,
    signal: controller.signal,
  });
  await steps.next();
  const reason = new Error('No longer wanted.');
  controller.abort(reason);
  await expect(steps.next()).rejects.toBe(reason);
});
