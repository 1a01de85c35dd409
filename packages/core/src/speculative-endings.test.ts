import { describe, expect, test } from 'vitest';
import { type Drafter, draftModel } from './drafter.ts';
import { ContextOverflow } from './errors.ts';
import { type Generation, generate } from './generate.ts';
import type { Model } from './model.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { rehearse, tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { type Message, open, type Token, written } from './sequence.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import type { StrategyEvent, Turn } from './strategy.ts';
import { hashed, letters, prompt, scripted } from './testing.ts';

const tokenizer = letters('abcdefgh');
const base = hashed('base', tokenizer, 1);
const expert = hashed('expert', tokenizer, 2);
const amateur = hashed('amateur', tokenizer, 3);
const target = proxyThinker({ base, expert, amateur });
const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const questions = Array.from({ length: 6 }, (_, i) => prompt('abcdefgh'.slice(i)));
const turn: Turn = { maxTokens: 12, stop: [], seed: 0 };

const drafts = (events: readonly StrategyEvent[]) => events.filter((event) => event.type === 'draft');
const text = ({ tokens, finish }: Generation) => `${tokenizer.decode(tokens)} (${finish})`;

describe('a turn ends where sampling ends it, and the tape holds what was reported', () => {
  const speller = scripted('speller', tokenizer, 'abcdefgh');
  const perfect = draftModel(speller);

  async function ending(messages: readonly Message[], options: Partial<Turn>, length: number) {
    const sequence = open(messages);
    const strategy = speculativeDecoding({ draft: perfect, target: speller, length });
    const { events, finish } = await rehearse(strategy, sequence, { ...turn, ...options });
    const reported = tokensOf(events);
    expect(written(sequence)).toEqual(finish === 'end' ? [...reported, tokenizer.end] : reported);
    return [tokenizer.decode(reported), finish];
  }

  test.each(lengths)('%d proposed', async (length) => {
    const spell = (options: Partial<Turn>) => ending(prompt('a'), options, length);
    expect(await spell({})).toEqual(['abcdefgh', 'end']);
    expect(await spell({ maxTokens: 9 })).toEqual(['abcdefgh', 'end']);
    expect(await spell({ maxTokens: 8 })).toEqual(['abcdefgh', 'length']);
    expect(await spell({ maxTokens: 3 })).toEqual(['abc', 'length']);
    expect(await spell({ maxTokens: 1 })).toEqual(['a', 'length']);
    expect(await spell({ maxTokens: 0 })).toEqual(['', 'length']);
    expect(await spell({ stop: ['d'] })).toEqual(['abcd', 'stop']);
    expect(await spell({ stop: ['ef', 'gh'] })).toEqual(['abcdef', 'stop']);
    const silent = scripted('silent', tokenizer, '');
    const strategy = speculativeDecoding({ draft: draftModel(silent), target: silent, length });
    expect(await generate(strategy, prompt('a'))).toMatchObject({ tokens: [], finish: 'end' });
  });

  test('no draft is longer than the tokens left, and none goes on after an end', async () => {
    const { events } = await generate(
      speculativeDecoding({ draft: perfect, target: speller, length: 8 }),
      prompt('a'),
      { maxTokens: 5 },
    );
    expect(drafts(events)).toEqual([{ type: 'draft', proposed: 4, accepted: 4 }]);
    const short = await perfect.propose(open(prompt('a')), { count: 20, sampling: {}, seed: 0 });
    expect(short.map(({ token }) => token)).toEqual([...tokenizer.encode('abcdefgh'), tokenizer.end]);
  });
});

describe('nothing is lost', () => {
  /** A model that calls `before` with the number of each forward. */
  function counted(model: Model, before: (forward: number) => void): Model {
    let forwards = 0;
    return {
      ...model,
      async forward(queries, signal) {
        before(++forwards);
        signal?.throwIfAborted();
        await null;
        signal?.throwIfAborted();
        return model.forward(queries, signal);
      },
    };
  }

  test('an abort, wherever it comes, leaves the tape at what was reported', async () => {
    const reason = new Error('No longer wanted.');
    let aborted = 0;
    for (let at = 1; at <= 40; at++) {
      const controller = new AbortController();
      const stop = (forward: number) => {
        if (forward === at) controller.abort(reason);
      };
      const e = counted(expert, stop);
      const steered = proxyThinker({ base, expert: e, amateur });
      const strategy = speculativeDecoding({ draft: draftModel(e), target: steered, length: 3 });
      const sequence = open(questions[2]!);
      const reported: Token[] = [];
      try {
        for await (const event of strategy(sequence, { ...turn, signal: controller.signal }))
          if (event.type === 'tokens') reported.push(...event.tokens);
      } catch (error) {
        expect(error).toBe(reason);
        aborted++;
      }
      if (controller.signal.aborted) expect(written(sequence)).toEqual(reported);
    }
    expect(aborted).toBeGreaterThan(10);
  });

  test('a listener who leaves finds on the tape what it was told', async () => {
    for (let leave = 1; leave < 8; leave++) {
      const sequence = open(questions[2]!);
      const strategy = speculativeDecoding({ draft: draftModel(expert), target, length: 3 });
      const heard: StrategyEvent[] = [];
      for await (const event of strategy(sequence, turn)) {
        heard.push(event);
        if (heard.length === leave) break;
      }
      expect(written(sequence).filter((token) => token !== tokenizer.end)).toEqual(tokensOf(heard));
    }
  });

  test('a failure of the drafter or the target is thrown, and the tape is as it was', async () => {
    const failure = new Error('Out of memory.');
    const failing = (model: Model) =>
      counted(model, (forward) => {
        if (forward > 3) throw failure;
      });
    for (const [draft, model] of [
      [failing(expert), target],
      [expert, failing(target)],
    ] as const) {
      const sequence = open(questions[3]!);
      const heard: StrategyEvent[] = [];
      const strategy = speculativeDecoding({ draft: draftModel(draft), target: model, length: 2 });
      const run = async () => {
        for await (const event of strategy(sequence, turn)) heard.push(event);
      };
      await expect(run()).rejects.toBe(failure);
      expect(written(sequence)).toEqual(tokensOf(heard));
    }
  });

  test('a context that is full for the draft but not for the text does not end the text', async () => {
    const short = (model: Model, contextLength: number): Model => ({
      ...model,
      contextLength,
      async forward(queries, signal) {
        for (const { sequence } of queries) {
          const positions = sequence.items.length;
          if (positions > contextLength)
            throw new ContextOverflow({ model: model.name, positions, contextLength });
        }
        return model.forward(queries, signal);
      },
    });
    const expected = text(await generate(sample(target), questions[4]!, { maxTokens: 10 }));
    const options = [
      { draft: draftModel(expert), target: short(target, 10) },
      { draft: draftModel(short(expert, 4)), target },
      { draft: draftModel(short(expert, 0)), target },
    ];
    for (const option of options)
      for (const length of lengths) {
        const strategy = speculativeDecoding({ ...option, length });
        expect(text(await generate(strategy, questions[4]!, { maxTokens: 10 }))).toBe(expected);
      }
  });

  test('a proposal that the target cannot even read is refused', async () => {
    const picky: Model = {
      ...target,
      async forward(queries, signal) {
        for (const { sequence } of queries)
          if (sequence.items.includes(77)) throw new RangeError('Token 77 is not in the vocabulary.');
        return target.forward(queries, signal);
      },
    };
    const draft: Drafter = { name: 'absurd', tokenizer, propose: async () => [{ token: 77 }] };
    const found = await generate(speculativeDecoding({ draft, target: picky, length: 2 }), questions[5]!);
    expect(text(found)).toBe(text(await generate(sample(target), questions[5]!)));
  });
});
