import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { linear } from './linear.ts';
import { dense, row } from './logits.ts';
import type { Model } from './model.ts';
import { type Retelling, retold } from './retold.ts';
import { fork, type Item, isDone, type Message, open, type Sequence } from './sequence.ts';
import { remembering } from './testing/remembering.ts';
import { hashed, letters, prompt, testModel, watched } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const network = hashed('network', tokenizer);
const system: Message = { role: 'system', content: [{ type: 'text', text: 'Think.' }] };

const same: Retelling = { message: (message) => [message], token: (token) => [token] };
/** A message at the beginning stands after another one, any other twice; even tokens become two. */
const other: Retelling = {
  message: (message, place) => (place === 0 ? [system, message] : [message, message]),
  token: (token) => (token % 2 === 0 ? [token, token + 1] : [token]),
};

function retell(items: readonly Item[]): Item[] {
  return items.flatMap((item, place): readonly Item[] =>
    typeof item === 'number' ? other.token(item) : other.message(item, place),
  );
}

testModel('a model that reads in other words', () => retold(network, other), { prompts });
testModel('a model with caches that reads in other words', () => retold(remembering(network), other), {
  prompts,
});
testModel(
  'a guided model that reads in other words',
  () =>
    retold(
      linear([
        { model: network, weight: 1 },
        { model: hashed('more', tokenizer, 1), weight: 0.5 },
      ]),
      other,
    ),
  { prompts },
);
testModel('a batch of models that read in other words', () => batched(retold(batched(network), other)), {
  prompts,
});

test('the same words are the same model, bit for bit', async () => {
  const sequence = { items: [...prompts[0]!, 1, 2, 3], done: false };
  const queries = [
    { sequence, rows: 3 },
    { sequence, top: 2 },
  ];
  const expected = await network.forward(queries);
  expect(await retold(network, same).forward(queries)).toEqual(expected);
});

test('scores are those of the tape as retold, row by row', async () => {
  const items = [...prompts[0]!, 2, 1, ...prompts[1]!, 4, 5];
  const [found] = await retold(network, other).forward([{ sequence: { items, done: false }, rows: 6 }]);
  for (let r = 0; r < 6; r++) {
    const sequence = { items: retell(items.slice(0, r + 1)), done: false };
    const [alone] = await network.forward([{ sequence }]);
    expect(row(dense(found!), r)).toEqual(row(dense(alone!), 0));
  }
});

test('rows keep apart where some of the tape is left out and some of it takes longer to say', async () => {
  const uneven: Retelling = { ...same, token: (token) => new Array<number>(token).fill(token) };
  for (const written of [
    [0, 2],
    [2, 0],
    [0, 1],
    [3, 0, 0, 2, 1],
  ]) {
    const rows = written.length + 1;
    const sequence = { items: [...prompts[0]!, ...written], done: false };
    const [found] = await retold(network, uneven).forward([{ sequence, rows }]);
    for (let r = 0; r < rows; r++) {
      const read = written.slice(0, r).flatMap((token) => uneven.token(token));
      const [alone] = await network.forward([
        { sequence: { items: [...prompts[0]!, ...read], done: false } },
      ]);
      expect(row(dense(found!), r)).toEqual(row(dense(alone!), 0));
    }
  }
});

test('what is without guidance is retold row by row as well', async () => {
  const guided = linear([
    { model: network, weight: 1 },
    { model: hashed('more', tokenizer, 1), weight: 0.5 },
  ]);
  const query = { sequence: { items: [...prompts[0]!, 2, 4], done: false }, rows: 3 };
  const [found] = await retold(guided, other).forward([query]);
  const [own] = await retold(network, other).forward([query]);
  expect(dense(found!.unguided!).data).toEqual(dense(own!).data);
});

describe('caches keep working:', () => {
  test('a tape has one copy, which grows and shrinks with it', async () => {
    const { model, asked } = watched(network);
    const reader = retold(model, other);
    const sequence = open(prompts[0]!);
    const lengths: number[] = [];
    const look = async () => {
      await reader.forward([{ sequence }]);
      expect(asked.at(-1)!.sequence).toBe(asked[0]!.sequence);
      expect(asked.at(-1)!.sequence.items).toEqual(retell(sequence.items));
      lengths.push(asked.at(-1)!.sequence.items.length);
    };
    await look();
    for (const token of [2, 3, 4]) {
      sequence.items.push(token);
      await look();
    }
    sequence.items.length -= 2;
    await look();
    sequence.items.push(8, 9);
    await look();
    sequence.items.splice(1, 1, 6);
    await look();
    expect(lengths).toEqual([2, 4, 5, 7, 4, 7, 7]);
  });

  test('each place of it is read once, as long as nothing is taken back', async () => {
    let fed = 0;
    const seen: Item[] = [];
    const model: Model = {
      ...network,
      forward(queries, signal) {
        const { items } = queries[0]!.sequence;
        expect(items.slice(0, seen.length)).toEqual(seen);
        fed += items.length - seen.length;
        seen.push(...items.slice(seen.length));
        return network.forward(queries, signal);
      },
    };
    const reader = retold(model, other);
    const sequence = open(prompts[0]!);
    for (const token of [2, 3, 4, 5, 6]) {
      await reader.forward([{ sequence }]);
      sequence.items.push(token);
    }
    expect(fed).toBe(retell(sequence.items.slice(0, -1)).length);
  });

  test('a message is retold once for each place, whichever tape it is on', async () => {
    const told: (readonly [Message, number])[] = [];
    const { model, asked } = watched(network);
    const reader = retold(model, {
      token: same.token,
      message(message, place) {
        told.push([message, place]);
        return [{ ...message }];
      },
    });
    const [message] = prompts[0]!;
    const tapes = [open([message!]), open([message!]), open([message!, message!])];
    for (const sequence of tapes) {
      await reader.forward([{ sequence }]);
      sequence.items.push(1);
      await reader.forward([{ sequence }]);
    }
    expect(told).toEqual([
      [message, 0],
      [message, 1],
    ]);
    expect(new Set(asked.map(({ sequence }) => sequence.items[0])).size).toBe(1);
  });

  test('the copy of a fork is a fork of the copy, and is done when the tape is', async () => {
    const { model, asked } = watched(network);
    const reader = retold(model, other);
    const parent = open(prompts[0]!);
    const child = fork(parent);
    await reader.forward([{ sequence: parent }, { sequence: child }]);
    const [parentCopy, childCopy] = asked.map(({ sequence }) => sequence) as [Sequence, Sequence];
    expect(childCopy.parent).toBe(parentCopy);
    expect(isDone(childCopy)).toBe(false);
    parent.done = true;
    expect([isDone(parentCopy), isDone(childCopy)]).toEqual([true, true]);
  });
});

test('only rows that do not lie side by side cost more rows, and every score', async () => {
  const { model, asked } = watched(network);
  const reader = retold(model, other);
  const sequence = { items: [...prompts[0]!, 1, 3, 2], done: false };
  await reader.forward([{ sequence, top: 2 }]);
  await reader.forward([{ sequence, rows: 2, top: 2 }]);
  await reader.forward([{ sequence: { items: [...prompts[0]!, 1, 3], done: false }, rows: 3, top: 2 }]);
  expect(asked.map(({ rows, top }) => [rows, top])).toEqual([
    [1, 2],
    [3, undefined],
    [3, 2],
  ]);
});
