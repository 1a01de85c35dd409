import { type Constraint, constrained, generate, open, proxyThinker, sample } from '@vr/core';
import { hashed, letters, prompt } from '@vr/core/testing';
import { expect, test } from 'vitest';
import { grammars } from './grammars.ts';

const tokenizer = letters('{}[]":, abcinrsu-0123456789');
const model = hashed('model', tokenizer, 1, 1);
const guided = proxyThinker({
  base: model,
  expert: hashed('expert', tokenizer, 2),
  amateur: hashed('amateur', tokenizer, 3),
});
const schema = {
  type: 'object',
  properties: { a: { type: 'integer', minimum: 0, maximum: 99 }, b: { enum: ['sun', 'rain'] } },
  required: ['a', 'b'],
};
const made = grammars(tokenizer);

function allowed(bits: Int32Array): string {
  const tokens = Array.from({ length: tokenizer.size }, (_, token) => token);
  return tokenizer.decode(tokens.filter((token) => bits[token >> 5]! & (1 << (token & 31))));
}

const at = async (constraint: Constraint, text: string, sequence = open(prompt('Hm?'))) =>
  allowed(await constraint.allowed({ sequence, written: tokenizer.encode(text) }));

test('whatever is drawn, from a model alone or a guided one, is JSON that fits the schema', async () => {
  const constraint = await (await made).jsonSchema(schema);
  const said = new Set<string>();
  for (const one of [model, guided])
    for (let seed = 0; seed < 12; seed++) {
      const strategy = sample(constrained(one, constraint), { temperature: 1 });
      const { tokens, finish } = await generate(strategy, prompt('Hm?'), { seed, maxTokens: 60 });
      expect(finish).toBe('end');
      const text = tokenizer.decode(tokens);
      said.add(text);
      const { a, b } = JSON.parse(text);
      expect(Number.isInteger(a) && a >= 0 && a <= 99).toBe(true);
      expect(['sun', 'rain']).toContain(b);
    }
  expect(said.size).toBeGreaterThan(5);
});

test('many sequences follow one grammar, each in its own place', async () => {
  const constraint = await (await made).jsonSchema(schema);
  const strategy = sample(constrained(model, constraint), { temperature: 1 });
  const write = (seed: number) => generate(strategy, prompt('Hm?'), { seed, maxTokens: 60 });
  const together = await Promise.all(Array.from({ length: 8 }, (_, seed) => write(seed)));
  for (const [seed, { tokens }] of together.entries()) expect(tokens).toEqual((await write(seed)).tokens);
});

test('what is taken back is followed back', async () => {
  const constraint = await (await made).ebnf('root ::= "ab" [0-9]+ "c" | "ba"');
  const sequence = open(prompt('Hm?'));
  const steps = ['', 'a', 'ab', 'ab1', 'ab12c', 'ab1', 'b', 'ab'];
  const answers = [];
  for (const text of steps) answers.push(await at(constraint, text, sequence));
  expect(answers).toEqual(['ab', 'b', '0123456789', 'c0123456789', '$', 'c0123456789', 'a', '0123456789']);
  expect(await Promise.all(steps.map((text) => at(constraint, text, sequence)))).toEqual(answers);
});

test('before the text that it begins behind, anything but the end may be written', async () => {
  const constraint = await (await made).ebnf('root ::= "ab"', { after: '::' });
  const all = allowed(new Int32Array(2).fill(-1)).replace('$', '');
  expect(await at(constraint, '')).toBe(all);
  expect(await at(constraint, 'abc:')).toBe(all);
  expect(await at(constraint, 'abc::')).toBe('a');
  expect(await at(constraint, 'abc::ab')).toBe('$');
  expect(await at(constraint, `${'abc'.repeat(20)}::a`)).toBe('b');
  expect(await at(constraint, '::a')).toBe('b');
});

test('what strays from the grammar has nowhere to go', async () => {
  const constraint = await (await made).ebnf('root ::= "ab"');
  expect(await at(constraint, 'c')).toBe('');
});

test('a schema that cannot be read is refused, and others can still be', async () => {
  await expect((await made).jsonSchema({ type: 'banana' })).rejects.toThrow('cannot read this schema');
  await expect((await made).ebnf('root ::= (')).rejects.toThrow('cannot read this grammar');
  expect(await at(await (await made).ebnf('root ::= "ab"'), '')).toBe('a');
});
