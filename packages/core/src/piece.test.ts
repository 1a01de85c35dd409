import { expect, test } from 'vitest';
import { inserted, isInserted } from './inserted.ts';
import type { Odds } from './odds.ts';
import { keepPiece, type PieceBounds, pageOf, rehearsePiece, writePiece } from './piece.ts';
import { tokensOf } from './rehearse.ts';
import { reseeded } from './reseeded.ts';
import { sample } from './sample.ts';
import { open, type Token, written } from './sequence.ts';
import type { Strategy, StrategyEvent, Turn } from './strategy.ts';
import { letters, prompt, scripted, tableModel } from './testing.ts';

const tokenizer = letters('abcdefgh\n');
const alphabet = sample(scripted('alphabet', tokenizer, 'abcdefgh'));

const oddsFor = (token: Token): Odds => ({ logProbability: -token, entropy: 1, best: [] });

/** Writes everything at once, whatever it is asked for, and ends. */
const chatterbox: Strategy = async function* ({ items }) {
  const tokens = tokenizer.encode('abcdefgh');
  items.push(...tokens, tokenizer.end);
  yield { type: 'draft', proposed: 2, accepted: 1 };
  yield {
    type: 'tokens',
    tokens,
    by: 'chatterbox',
    odds: tokens.map(oddsFor),
  };
  return 'end';
};

async function write(
  pieces: readonly (readonly [Strategy, PieceBounds?])[],
  turn: Partial<Turn> = {},
): Promise<{ text: string; tape: string; ends: unknown[]; events: StrategyEvent[] }> {
  const sequence = open(prompt('Spell.'));
  const page = pageOf(sequence, { maxTokens: 100, stop: [], seed: 0, ...turn }, tokenizer);
  const [events, ends]: [StrategyEvent[], unknown[]] = [[], []];
  for (const [writer, bounds] of pieces) {
    const steps = writePiece(page, writer, bounds);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) events.push(step.value);
    ends.push(step.value.type === 'over' ? step.value.finish : step.value.type);
  }
  return {
    text: tokenizer.decode(tokensOf(events)),
    tape: tokenizer.decode(written(sequence)),
    ends,
    events,
  };
}

test('a piece ends when it is full, at a text, with the turn, or with the answer', async () => {
  expect(await write([[alphabet, { tokens: 3 }]])).toMatchObject({ text: 'abc', ends: ['full'] });
  expect(await write([[alphabet, { upTo: ['de', 'g'] }]])).toMatchObject({ text: 'abcde', ends: ['met'] });
  expect(await write([[alphabet]], { maxTokens: 4 })).toMatchObject({ text: 'abcd', ends: ['length'] });
  expect(await write([[alphabet]], { stop: ['cd'] })).toMatchObject({ text: 'abcd', ends: ['stop'] });
  expect(await write([[alphabet]])).toMatchObject({ text: 'abcdefgh', tape: 'abcdefgh$', ends: ['end'] });
  expect(await write([[alphabet]], { maxTokens: 0 })).toMatchObject({ text: '', ends: ['length'] });
});

test('a piece of no tokens is full at once, and the turn goes on', async () => {
  const none = await write([
    [alphabet, { tokens: 0 }],
    [alphabet, { tokens: 2 }],
  ]);
  expect(none).toMatchObject({ text: 'ab', ends: ['full', 'full'] });
});

test('a text may begin with one writer and end with the next; what is complete already does not count', async () => {
  const split = await write([
    [inserted(tokenizer.encode('\n'))],
    [inserted(tokenizer.encode('\nab')), { upTo: ['\n\n'] }],
  ]);
  expect(split).toMatchObject({ text: '\n\n', tape: '\n\n', ends: ['full', 'met'] });
  const before = await write([
    [inserted(tokenizer.encode('\n\n'))],
    [inserted(tokenizer.encode('ab')), { upTo: ['\n\n'] }],
  ]);
  expect(before).toMatchObject({ text: '\n\nab', ends: ['full', 'full'] });
  const stopped = await write([[alphabet, { tokens: 3 }], [alphabet]], { stop: ['cd'] });
  expect(stopped).toMatchObject({ text: 'abcd', ends: ['full', 'stop'] });
});

test('a stop string comes before the limit, the limit before the end of a piece', async () => {
  const both = { upTo: ['cd'] };
  expect(await write([[alphabet, both]], { stop: ['d'], maxTokens: 4 })).toMatchObject({ ends: ['stop'] });
  expect(await write([[alphabet, both]], { maxTokens: 4 })).toMatchObject({ ends: ['length'] });
});

test('a writer that reports many tokens at once is cut where the piece ends, odds and tape too', async () => {
  const { events, tape, ends } = await write([[chatterbox, { upTo: ['c'] }]]);
  expect(ends).toEqual(['met']);
  expect(tape).toBe('abc');
  const odds = [0, 1, 2].map(oddsFor);
  expect(events).toEqual([
    { type: 'draft', proposed: 2, accepted: 1 },
    { type: 'tokens', tokens: [0, 1, 2], by: 'chatterbox', odds },
  ]);
});

test('a writer that writes nothing ends the turn', async () => {
  expect(await write([[inserted([])]])).toMatchObject({ ends: ['length'] });
});

test('what is inserted is told from what a model wrote, and cut at the limit', async () => {
  const { events, ends } = await write([[alphabet, { tokens: 1 }], [inserted([5, 6, 7])]], { maxTokens: 3 });
  expect(ends).toEqual(['full', 'length']);
  expect(events.map(isInserted)).toEqual([false, true]);
  expect(tokensOf(events)).toEqual([0, 5, 6]);
});

test('a rehearsed piece leaves the tape as it was, and is put back whole', async () => {
  const sequence = open(prompt('Spell.'));
  const page = pageOf(sequence, { maxTokens: 100, stop: [], seed: 0 }, tokenizer);
  const piece = await rehearsePiece(page, alphabet, {});
  expect(sequence.items).toEqual(prompt('Spell.'));
  const told = [...keepPiece(page, piece)];
  expect(tokenizer.decode(written(sequence))).toBe('abcdefgh$');
  expect(tokenizer.decode(tokensOf(told))).toBe('abcdefgh');
  expect(piece.end).toEqual({ type: 'over', finish: 'end' });
});

test('a writer with noise of its own says something else, and the same again', async () => {
  const even = tableModel('even', tokenizer, () => new Float32Array(tokenizer.size - 1));
  const writer = sample(even, { temperature: 1 });
  const say = async (strategy: Strategy, seed: number) =>
    (await write([[strategy, { tokens: 12 }]], { seed })).text;
  const writers = [writer, reseeded(writer, 1), reseeded(writer, 2)];
  const texts = await Promise.all([1, 2, 3].flatMap((seed) => writers.map((one) => say(one, seed))));
  expect(new Set(texts).size).toBe(9);
  expect(await say(reseeded(writer, 1), 1)).toBe(texts[1]);
});

test('a rehearsed piece that fails half-way leaves the tape as it was', async () => {
  const sequence = open(prompt('Spell.'));
  const page = pageOf(sequence, { maxTokens: 100, stop: [], seed: 0 }, tokenizer);
  const failing: Strategy = async function* (tape, turn) {
    yield* alphabet(tape, { ...turn, maxTokens: 3 });
    expect(tape.items).toHaveLength(4);
    throw new Error('The line is dead.');
  };
  await expect(rehearsePiece(page, failing, {})).rejects.toThrow('The line is dead.');
  expect(sequence.items).toEqual(prompt('Spell.'));
});

test('an abort reaches the writer', async () => {
  const reason = new Error('No longer wanted.');
  const aborted = write([[alphabet]], { signal: AbortSignal.abort(reason) });
  await expect(aborted).rejects.toBe(reason);
});
