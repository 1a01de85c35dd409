import { describe, expect, test } from 'vitest';
import { type DraftLength, fixedLength, measuredLength, tokensPerRound } from './draft-length.ts';
import { draftModel } from './drafter.ts';
import { generate } from './generate.ts';
import type { Model } from './model.ts';
import { uniform } from './noise.ts';
import { sample } from './sample.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import { hashed, letters, prompt, scripted } from './testing.ts';

interface World {
  readonly acceptance: number;
  readonly draftMs: number;
  targetMs(rows: number): number;
}

/** Plays `count` rounds in a world of exact costs; the lengths chosen. */
function play(lengths: DraftLength, world: World, count: number): number[] {
  return Array.from({ length: count }, (_, round) => {
    const proposed = lengths.next();
    let accepted = 0;
    while (accepted < proposed && uniform(1, round, accepted) < world.acceptance) accepted++;
    lengths.observe({
      proposed,
      accepted,
      refused: accepted < proposed ? 1 : 0,
      draftMs: proposed * world.draftMs,
      targetMs: world.targetMs(proposed + 1),
    });
    return proposed;
  });
}

/** The length that is best by the model of costs, worked out with what is true. */
function bestIn({ acceptance, draftMs, targetMs }: World, longest: number): number {
  const rate = (k: number) => tokensPerRound(acceptance, k) / (k * draftMs + targetMs(k + 1));
  return Array.from({ length: longest + 1 }, (_, k) => k).reduce((best, k) =>
    rate(k) > rate(best) ? k : best,
  );
}

function commonest(lengths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

const flat = (ms: number) => () => ms;

test('tokens per round is the mean over how far a draft gets', () => {
  for (const a of [0, 0.3, 0.9, 1])
    for (const k of [0, 1, 5]) {
      let mean = 0;
      for (let i = 0; i <= k; i++) mean += a ** i;
      expect(tokensPerRound(a, k)).toBeCloseTo(mean, 12);
    }
});

describe('the length chosen settles at the best by the costs', () => {
  test.each<[string, World]>([
    [
      'a cheap drafter that is often right: the longest',
      { acceptance: 0.97, draftMs: 0.1, targetMs: flat(10) },
    ],
    ['a drafter as dear as the target: none', { acceptance: 0.5, draftMs: 10, targetMs: flat(10) }],
    ['a drafter that is never right: none', { acceptance: 0, draftMs: 1, targetMs: flat(10) }],
    [
      'a target that pays for every row: none',
      { acceptance: 0.7, draftMs: 1, targetMs: (rows) => 10 * rows },
    ],
    ['something in between', { acceptance: 0.8, draftMs: 3, targetMs: flat(10) }],
    ['rows that cost a little', { acceptance: 0.9, draftMs: 1, targetMs: (rows) => 8 + 2 * rows }],
  ])('%s', (_, world) => {
    const chosen = play(measuredLength(), world, 600).slice(-200);
    const rate = (k: number) =>
      tokensPerRound(world.acceptance, k) / (k * world.draftMs + world.targetMs(k + 1));
    const best = bestIn(world, 8);
    expect(rate(commonest(chosen)) / rate(best)).toBeGreaterThan(0.97);
    if (best === 0 || best === 8) expect(commonest(chosen)).toBe(best);
  });
});

test('when the world changes, so does the length, from none at all too', () => {
  const lengths = measuredLength();
  const slow = { acceptance: 0.9, draftMs: 20, targetMs: flat(10) };
  const fast = { acceptance: 0.9, draftMs: 0.5, targetMs: flat(10) };
  expect(commonest(play(lengths, slow, 300).slice(-100))).toBe(0);
  expect(commonest(play(lengths, fast, 1500).slice(-100))).toBeGreaterThan(5);
  expect(commonest(play(lengths, slow, 1500).slice(-100))).toBe(0);
});

test('one hiccup of the machine does not give up a length', () => {
  const lengths = measuredLength({ longest: 1 });
  const world = { acceptance: 0.97, draftMs: 0.1, targetMs: flat(10) };
  play(lengths, world, 200);
  play(lengths, { ...world, targetMs: flat(1000) }, 1);
  expect(commonest(play(lengths, world, 30))).toBe(1);
});

test('every length is tried now and then', () => {
  const chosen = play(measuredLength({ longest: 4 }), { acceptance: 0, draftMs: 9, targetMs: flat(1) }, 400);
  expect(new Set(chosen.slice(200))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(chosen.slice(200).filter((length) => length > 0).length).toBeLessThan(14);
});

test('nothing is longer than the longest; the longest may be 0', () => {
  const world = { acceptance: 1, draftMs: 0, targetMs: flat(10) };
  expect(Math.max(...play(measuredLength({ longest: 3 }), world, 100))).toBe(3);
  expect(Math.max(...play(measuredLength({ longest: 0 }), world, 100))).toBe(0);
  expect(play(fixedLength(5), world, 3)).toEqual([5, 5, 5]);
});

describe('with a clock', () => {
  const tokenizer = letters('abcdefgh');

  /** A clock, and models that take their time by it. */
  function clockwork() {
    let time = 0;
    return {
      now: () => time,
      slow: (model: Model, ms: number): Model => ({
        ...model,
        async forward(queries, signal) {
          time += ms;
          return model.forward(queries, signal);
        },
      }),
    };
  }

  /** How many tokens each round of an answer of 300 proposes. */
  async function proposals(draftMs: number, targetMs: number, draftText: string) {
    const { now, slow } = clockwork();
    const target = slow(scripted('target', tokenizer, 'abcdefgh'.repeat(40)), targetMs);
    const draft = draftModel(slow(scripted('draft', tokenizer, draftText.repeat(40)), draftMs));
    const strategy = speculativeDecoding({ draft, target, length: measuredLength({ now }) });
    const { events } = await generate(strategy, prompt(''), { maxTokens: 300 });
    return events.flatMap((event) => (event.type === 'draft' ? [event.proposed] : []));
  }

  test('what the models take decides, and how often the drafter is right', async () => {
    expect(commonest(await proposals(1, 10, 'abcdefgh'))).toBe(8);
    expect((await proposals(30, 10, 'abcdefgh')).length).toBeLessThan(30);
    expect((await proposals(1, 10, 'bcdefgha')).length).toBeLessThan(60);
  });

  test('the first round of a turn, which reads the prompt, is not counted', async () => {
    const { now, slow } = clockwork();
    const seen: (number | undefined)[][] = [];
    const length: DraftLength = {
      ...fixedLength(2),
      now,
      observe: ({ draftMs, targetMs }) => seen.push([draftMs, targetMs]),
    };
    const target = slow(scripted('target', tokenizer, 'abcdefgh'), 10);
    const draft = draftModel(slow(hashed('draft', tokenizer), 2));
    for (let i = 0; i < 2; i++)
      await generate(speculativeDecoding({ draft, target, length }), prompt(''), { maxTokens: 3 });
    const starts = seen.filter(([draftMs]) => draftMs === undefined);
    expect(starts).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(seen[1]![1]).toBe(10);
  });

  test('the real clock decides how much is proposed, never what is written', async () => {
    const [target, draft] = [hashed('target', tokenizer, 1), draftModel(hashed('draft', tokenizer, 2))];
    const strategy = speculativeDecoding({ draft, target }, { temperature: 1 });
    for (let seed = 0; seed < 10; seed++) {
      const options = { seed, maxTokens: 30 };
      const { tokens } = await generate(sample(target, { temperature: 1 }), prompt('a'), options);
      expect((await generate(strategy, prompt('a'), options)).tokens).toEqual(tokens);
    }
  });
});

test.each([-1, 1.5, Number.NaN])('%d tokens are refused', (length) => {
  expect(() => fixedLength(length)).toThrow(RangeError);
  expect(() => measuredLength({ longest: length })).toThrow(RangeError);
});
