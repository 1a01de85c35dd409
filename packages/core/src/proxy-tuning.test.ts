import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { dense } from './logits.ts';
import { prompted } from './prompted.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { proxyTuning } from './proxy-tuning.ts';
import { sample } from './sample.ts';
import { fork, type Item, type Message, open } from './sequence.ts';
import { remembering } from './testing/remembering.ts';
import { hashed, letters, prompt, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const base = hashed('base', tokenizer, 1);
const expert = hashed('expert', tokenizer, 2);
const amateur = hashed('amateur', tokenizer, 3);

/** As Llama-2's chat models were tuned to be asked, in one message. */
function chat({ content }: Message): Message[] {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const wrapped = `[INST] <<SYS>>\nYou are a helpful assistant.\n<</SYS>>\n\n${text} [/INST]`;
  return [{ role: 'user', content: [{ type: 'text', text: wrapped }] }];
}

/** Two instructions before the first message. */
const instruct = (message: Message, place: number): Message[] => {
  const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] });
  return place === 0 ? [system('Be brief.'), system('Be kind.'), message] : [message];
};

const tuned = () =>
  proxyTuning({
    base: remembering(base),
    expert: prompted(remembering(expert), chat),
    amateur: prompted(remembering(amateur), instruct),
  });

testModel('a model tuned by an expert and an amateur with prompts of their own', tuned, { prompts });

test('alpha is 1 unless said otherwise, and with one prompt for all it is ProxyThinker', async () => {
  const sequence = open(prompts[0]!);
  const models = { base, expert, amateur };
  const expected = await proxyThinker({ ...models, alpha: 1 }).forward([{ sequence }]);
  expect(await proxyTuning(models).forward([{ sequence }])).toEqual(expected);
  const half = await proxyThinker({ ...models, alpha: 0.5 }).forward([{ sequence }]);
  expect(await proxyTuning({ ...models, alpha: 0.5 }).forward([{ sequence }])).toEqual(half);
});

test('three prompts of three lengths: each model reads its own, and what is written is shared', async () => {
  const written = [3, 1, 4, 1, 5, 9, 2, 6];
  const model = tuned();
  const sequence = open(prompts[0]!);
  const message = prompts[0]![0]!;
  for (let step = 0; step <= written.length; step++) {
    const after = (read: readonly Item[]) => ({ items: [...read, ...written.slice(0, step)], done: false });
    const [[zB], [zE], [zA]] = await Promise.all([
      base.forward([{ sequence: after([message]) }]),
      expert.forward([{ sequence: after(chat(message)) }]),
      amateur.forward([{ sequence: after(instruct(message, 0)) }]),
    ]);
    const expected = dense(zB!).data.map((z, v) => z + (dense(zE!).data[v]! - dense(zA!).data[v]!));
    const [found] = await model.forward([{ sequence }]);
    expect(dense(found!).data).toEqual(expected);
    if (step < written.length) sequence.items.push(written[step]!);
  }
});

test('a tape that is cut, forked and written on reads as a fresh one, in all three prompts', async () => {
  const model = tuned();
  const sequence = open(prompts[0]!);
  const ask = async (tape: typeof sequence) => {
    const [found] = await model.forward([{ sequence: tape, rows: Math.min(3, tape.items.length) }]);
    const [fresh] = await tuned().forward([
      { sequence: { items: [...tape.items], done: false }, rows: Math.min(3, tape.items.length) },
    ]);
    expect(dense(found!).data).toEqual(dense(fresh!).data);
  };
  await ask(sequence);
  sequence.items.push(1, 2, 3, 4);
  await ask(sequence);
  sequence.items.length -= 3;
  await ask(sequence);
  const child = fork(sequence);
  child.items.push(7, ...prompts[1]!, 8);
  await ask(child);
  sequence.items.push(9);
  await ask(sequence);
});

test('a base that equals the amateur, prompt and all, writes what the expert writes to its own prompt', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const student = hashed('student', tokenizer, seed);
    const model = proxyTuning({ base: amateur, expert: prompted(student, chat), amateur });
    const found = await generate(sample(model), prompts[0]!, { maxTokens: 20 });
    const alone = await generate(sample(student), chat(prompts[0]![0]!), { maxTokens: 20 });
    expect(found.tokens).toEqual(alone.tokens);
  }
});

test('a model may be asked in its own prompt by itself as well', async () => {
  const found = await generate(sample(prompted(expert, instruct)), prompts[0]!, { maxTokens: 12 });
  const alone = await generate(sample(expert), instruct(prompts[0]![0]!, 0), { maxTokens: 12 });
  expect(found.tokens).toEqual(alone.tokens);
});

test('the name says who tunes whom', () => {
  expect(proxyTuning({ base, expert, amateur }).name).toBe('proxy-tuning(base + 1·(expert − amateur))');
});
