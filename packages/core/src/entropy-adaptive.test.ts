import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { type EntropyAdaptiveOptions, entropyAdaptive } from './entropy-adaptive.ts';
import { generate } from './generate.ts';
import { inserted } from './inserted.ts';
import type { Model } from './model.ts';
import { penalised } from './penalties.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { takeOversOf } from './speculative-thinking/take-overs.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';
import { hashed, letters, prompt, tableModel } from './testing.ts';

const tokenizer = letters('abcdefgh');
const hello = prompt('Hello.');

/** Writes one letter, with these entropies in bits from token to token: 0, 1, 2 or 3, as even laws over 1 to 8 letters. */
function unsure(name: string, letter: string, bits: readonly number[]): Strategy {
  const first = tokenizer.encode(letter)[0]!;
  return sample(
    tableModel(name, tokenizer, (items) => {
      const scores = new Float32Array(tokenizer.size).fill(-1e4);
      const count = 2 ** (bits[items.length - 1] ?? 0);
      for (let i = 0; i < count; i++) scores[(first + i) % 8] = i === 0 ? 1e-4 : 0;
      return scores;
    }),
  );
}

const run = async (options: Partial<EntropyAdaptiveOptions>, turn: object = {}) => {
  const strategy = entropyAdaptive({
    small: unsure('small', 'a', []),
    large: unsure('large', 'b', []),
    tokenizer,
    thresholdBits: 1,
    windowTokens: 1,
    minimumTokens: 1,
    ...options,
  });
  const { tokens, events } = await generate(strategy, hello, { maxTokens: 12, ...turn });
  const handoffs = events.flatMap((event) => (event.type === 'handoff' ? [event.because] : []));
  return { text: tokenizer.decode(tokens), handoffs, events };
};

describe('the rule, by hand', () => {
  const doubts = [0, 0, 3, 0, 0, 0, 3, 3, 3, 0, 0, 0];

  test('the token after one of high entropy is the large model’s, and so is the next until its own is low', async () => {
    const small = unsure('small', 'a', doubts);
    const large = unsure('large', 'b', [0, 0, 0, 3, 0]);
    const { text, handoffs } = await run({ small, large });
    expect(text).toBe('aaabbaababaa');
    expect(handoffs).toEqual(
      ['3.00', '0.00', '3.00', '0.00', '3.00', '0.00'].map((bits) => `mean entropy ${bits} bits`),
    );
  });

  test('at the threshold the small model writes: more is needed, not as much', async () => {
    const small = unsure('small', 'a', [1, 1, 1, 1]);
    expect((await run({ small, thresholdBits: 1.001 }, { maxTokens: 4 })).text).toBe('aaaa');
    expect((await run({ small, thresholdBits: 0.999 }, { maxTokens: 4 })).text).toBe('abab');
  });

  test('the mean is over the last w tokens, or as many as there are', async () => {
    const small = unsure('small', 'a', [0, 2, 2, 2, 2, 2]);
    const large = unsure('large', 'b', [2, 2, 2, 2, 2, 2, 0, 0, 0, 0]);
    // The means: 0, 1, 4/3, then the large model: 2, 2, 2, 4/3, 2/3, then the small one again.
    expect((await run({ small, large, thresholdBits: 1.1, windowTokens: 3 }, { maxTokens: 10 })).text).toBe(
      'aaabbbbbaa',
    );
  });

  test('nobody is relieved before d_min tokens', async () => {
    const small = unsure('small', 'a', new Array<number>(12).fill(3));
    expect((await run({ small, minimumTokens: 3 })).text).toBe('aaabbbaaabbb');
    expect((await run({ small, minimumTokens: 4 }, { maxTokens: 5 })).text).toBe('aaaab');
  });
});

describe('laws', () => {
  const babble = (name: string, seed: number): Model =>
    penalised(hashed(name, tokenizer, seed), { bias: new Map([[tokenizer.end, -3]]) });
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);
  const sampling = { temperature: 0.9 };
  const numbers = { thresholdBits: 1.8, windowTokens: 3, minimumTokens: 2 };
  const turn = (seed: number) => ({ seed, maxTokens: 60 });
  const written = (events: readonly StrategyEvent[]) => events.filter(({ type }) => type === 'tokens');

  test('above every entropy the small model writes alone, below every one the large one after d_min tokens', async () => {
    for (const seed of seeds) {
      const [small, large] = [
        sample(babble('small', seed), sampling),
        sample(babble('large', seed + 50), sampling),
      ];
      const never = entropyAdaptive({ small, large, tokenizer, ...numbers, thresholdBits: Infinity });
      const alone = await generate(small, hello, turn(seed));
      expect(await generate(never, hello, turn(seed))).toEqual(alone);
      const always = entropyAdaptive({ small, large, tokenizer, ...numbers, thresholdBits: -1 });
      const { tokens, events } = await generate(always, hello, turn(seed));
      if (alone.tokens.length > 2)
        expect(takeOversOf(events)).toMatchObject([{ position: 2, length: tokens.length - 2 }]);
    }
  });

  test('two equal models write what one of them writes, whoever is at it', async () => {
    for (const seed of seeds) {
      const model = sample(babble('one', seed), sampling);
      const strategy = entropyAdaptive({ small: model, large: model, tokenizer, ...numbers });
      const { events, finish } = await generate(strategy, hello, turn(seed));
      const alone = await generate(model, hello, turn(seed));
      expect([written(events), finish]).toEqual([alone.events, alone.finish]);
    }
  });

  test('no stretch but the last is shorter than d_min', async () => {
    for (const seed of seeds) {
      const strategy = entropyAdaptive({
        small: sample(babble('small', seed)),
        large: sample(babble('large', seed + 50)),
        tokenizer,
        ...numbers,
        minimumTokens: 5,
      });
      const { events } = await generate(strategy, hello, turn(seed));
      let length = 0;
      for (const event of events) {
        if (event.type === 'tokens') length += event.tokens.length;
        if (event.type !== 'handoff') continue;
        expect(length).toBeGreaterThanOrEqual(5);
        length = 0;
      }
    }
  });

  test('a guided model may be the large one; batches change nothing, nor do odds if the turn asks for them', async () => {
    for (const seed of seeds) {
      const models = [0, 1, 2, 3].map((i) => babble(`model-${i}`, 4 * seed + i));
      const of = (dress: (model: Model) => Model) => {
        const [small, base, expert, amateur] = models.map(dress);
        const large = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
        return entropyAdaptive({
          small: sample(small!, sampling),
          large: sample(large, sampling),
          tokenizer,
          ...numbers,
        });
      };
      const plain = await generate(
        of((model) => model),
        hello,
        turn(seed),
      );
      expect(
        await generate(
          of((model) => batched(model)),
          hello,
          turn(seed),
        ),
      ).toEqual(plain);
      const watched = await generate(
        of((model) => model),
        hello,
        { ...turn(seed), odds: 2 },
      );
      expect(watched.tokens).toEqual(plain.tokens);
      const told = plain.events.flatMap((event) => ('odds' in event && event.odds) || []);
      for (const one of told) expect(one!.unguided!.changed).toBe(true);
      for (const event of written(watched.events)) expect(event).toHaveProperty('odds.0.best.length', 2);
    }
  });

  test('stop strings, lengths, ends and aborts are kept across switches', async () => {
    const small = unsure('small', 'a', [3, 3, 3]);
    expect((await run({ small }, { stop: ['ab'] })).text).toBe('ab');
    expect((await run({ small }, { maxTokens: 1 })).text).toBe('a');
    expect((await run({ small }, { maxTokens: 0 })).text).toBe('');
    const reason = new Error('No longer wanted.');
    await expect(run({ small }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

test('a listener who leaves is not written for any longer', async () => {
  const small = unsure('small', 'a', [3, 3, 3]);
  let left = 0;
  const leaving: Strategy = async function* (sequence, turn) {
    try {
      return yield* small(sequence, turn);
    } finally {
      left++;
    }
  };
  const numbers = { thresholdBits: 1, windowTokens: 1, minimumTokens: 1 };
  const strategy = entropyAdaptive({ small: leaving, large: small, tokenizer, ...numbers });
  for await (const _ of strategy(open(hello), { maxTokens: 9, stop: [], seed: 0 })) break;
  expect(left).toBe(1);
});

test('numbers that make no sense, and writers without odds, are refused', async () => {
  await expect(run({ thresholdBits: Number.NaN })).rejects.toThrow(
    'thresholdBits must be a number, found NaN.',
  );
  await expect(run({ windowTokens: 0 })).rejects.toThrow(
    'windowTokens must be a whole number, 1 or more, found 0.',
  );
  await expect(run({ minimumTokens: 1.5 })).rejects.toThrow(RangeError);
  await expect(run({ small: inserted([0, 1]) })).rejects.toThrow(
    'Expected the odds of what "inserted" wrote',
  );
});
