import { expect, test } from 'vitest';
import { type Constraint, constrained } from './constrained.ts';
import { generate } from './generate.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import type { Token } from './sequence.ts';
import { hashed, letters, prompt, testModel } from './testing.ts';

const tokenizer = letters('abcd');
const base = hashed('base', tokenizer, 1);
const guided = proxyThinker({ base, expert: hashed('e', tokenizer, 2), amateur: hashed('a', tokenizer, 3) });

const bitsOf = (tokens: readonly Token[]) =>
  Int32Array.of(tokens.reduce((bits, token) => bits | (1 << token), 0));

/** One of these words, and nothing else. */
function words(...choices: readonly string[]): Constraint {
  return {
    allowed({ written }) {
      const text = tokenizer.decode(written);
      const going = choices.filter((word) => word.startsWith(text));
      const next = going.map((word) =>
        word === text ? tokenizer.end : tokenizer.encode(word[text.length]!)[0]!,
      );
      return bitsOf(next);
    },
  };
}

const anything: Constraint = { allowed: () => bitsOf([0, 1, 2, 3, 4]) };

const prompts = [prompt('Hm?'), prompt('Spell it.')];
testModel('a constrained model', () => constrained(base, anything), { prompts });

test('a constraint that allows everything changes nothing', async () => {
  for (const model of [base, guided])
    for (let seed = 0; seed < 20; seed++) {
      const options = { seed, maxTokens: 10 };
      const [free, bound] = [model, constrained(model, anything)].map((one) =>
        sample(one, { temperature: 1 }),
      );
      const expected = await generate(free!, prompt('Hm?'), options);
      expect((await generate(bound!, prompt('Hm?'), options)).tokens).toEqual(expected.tokens);
    }
});

test('only what is allowed is written, to its end, greedy or drawn, guided or not', async () => {
  const choices = ['abba', 'cab', 'dad', 'a'];
  const said = new Set<string>();
  for (const model of [base, guided])
    for (const temperature of [0, 3])
      for (let seed = 0; seed < 40; seed++) {
        const strategy = sample(constrained(model, words(...choices)), { temperature });
        const { tokens, finish } = await generate(strategy, prompt('Hm?'), { seed, maxTokens: 10 });
        expect(finish).toBe('end');
        said.add(tokenizer.decode(tokens));
      }
  expect([...said].toSorted()).toEqual(choices.toSorted());
});

test('a dead end is an error that says where', async () => {
  const nothing: Constraint = { allowed: ({ written }) => bitsOf(written.length < 2 ? [0] : []) };
  await expect(generate(sample(constrained(base, nothing)), prompt('Hm?'))).rejects.toThrow(
    '"base": the constraint allows nothing after "aa".',
  );
});
