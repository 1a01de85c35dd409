import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { constrained } from './constrained.ts';
import { contrastiveDecoding } from './contrastive-decoding.ts';
import { fixedLength } from './draft-length.ts';
import { type Drafter, draftModel } from './drafter.ts';
import { VocabularyMismatch } from './errors.ts';
import { type Generation, generate } from './generate.ts';
import type { Model, Query } from './model.ts';
import { uniform } from './noise.ts';
import { penalised } from './penalties.ts';
import { promptLookup } from './prompt-lookup.ts';
import { proxyDraft } from './proxy-draft.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import type { Sampling } from './sampling.ts';
import type { Token } from './sequence.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import type { StrategyEvent } from './strategy.ts';
import { remembering } from './testing/remembering.ts';
import { hashed, letters, prompt, scripted, tableModel } from './testing.ts';
import { speculativeSampling } from './verification.ts';

const tokenizer = letters('abcdefgh');
const base = hashed('base', tokenizer, 1);
const expert = hashed('expert', tokenizer, 2);
const amateur = hashed('amateur', tokenizer, 3);
const target = proxyThinker({ base, expert, amateur });
const samplings: Sampling[] = [{}, { temperature: 1 }, { temperature: 0.8, topP: 0.9 }];
const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const questions = Array.from({ length: 20 }, (_, i) => prompt('abcdefgh'.slice(i % 8) + 'ab'.repeat(i % 3)));

/** Proposes what the target will not say. */
function wrong(model: Model): Drafter {
  const right = draftModel(model);
  return {
    ...right,
    name: 'always wrong',
    async propose(sequence, request) {
      const proposals = await right.propose(sequence, request);
      return proposals.map(({ token }) => ({ token: (token + 1) % tokenizer.end }));
    },
  };
}

const drafters = (model: Model): Record<string, Drafter> => ({
  perfect: draftModel(model),
  'always wrong': wrong(model),
  random: draftModel(hashed('stranger', tokenizer, 99)),
  expert: draftModel(expert),
  'greedy expert': draftModel(expert, {}),
  mixture: draftModel(proxyDraft({ expert, amateur }), { temperature: 1.1, topK: 3 }),
  'prompt lookup': promptLookup(tokenizer),
});

const drafts = (events: readonly StrategyEvent[]) => events.filter((event) => event.type === 'draft');
const text = ({ tokens, finish }: Generation) => `${tokenizer.decode(tokens)} (${finish})`;

describe('the text is what sampling from the target writes, whoever drafts and however much', () => {
  test.each(samplings)('sampled with %o', async (sampling) => {
    for (const [seed, messages] of questions.slice(0, 4).entries()) {
      const expected = text(await generate(sample(target, sampling), messages, { seed, maxTokens: 12 }));
      for (const [name, draft] of Object.entries(drafters(target)))
        for (const length of lengths) {
          const strategy = speculativeDecoding({ draft, target, length }, sampling);
          const found = await generate(strategy, messages, { seed, maxTokens: 12 });
          expect(text(found), `${name}, ${length} proposed`).toBe(expected);
        }
    }
  });

  test('greedy, after a thousand prompts', async () => {
    const small = letters('abc');
    const [large, tiny] = [hashed('large', small, 5), hashed('tiny', small, 6)];
    const plain = sample(large);
    const strategies = [draftModel(tiny), promptLookup(small)].map((draft, i) =>
      speculativeDecoding({ draft, target: large, length: 2 + i }),
    );
    for (let i = 0; i < 1000; i++) {
      const messages = prompt(small.decode([i, i >> 2, i >> 4, i >> 6, i >> 8].map((bits) => bits % 3)));
      const expected = text(await generate(plain, messages, { maxTokens: 6 }));
      for (const strategy of strategies)
        expect(text(await generate(strategy, messages, { maxTokens: 6 }))).toBe(expected);
    }
  });

  test('speculative sampling is greedy at temperature 0, and elsewhere says the same thing twice', async () => {
    for (const [seed, messages] of questions.entries()) {
      const options = { seed, maxTokens: 12 };
      const draft = draftModel(expert, { temperature: 1 });
      const speculate = (sampling: Sampling) =>
        generate(
          speculativeDecoding({ draft, target, length: 3, verification: speculativeSampling }, sampling),
          messages,
          options,
        );
      expect(text(await speculate({}))).toBe(text(await generate(sample(target), messages, options)));
      expect(await speculate({ temperature: 1 })).toEqual(await speculate({ temperature: 1 }));
    }
  });

  test('when scores depend on all that is written: penalties, a grammar, both drafted for by models without', async () => {
    const penalties = { repetitionPenalty: 1.3, frequencyPenalty: 0.7, bias: new Map([[2, 1.5]]) };
    // No letter twice in a row, and no end before the fourth.
    const grammar = {
      allowed: ({ written }: { readonly written: readonly Token[] }) => {
        if (written.some((token, i) => token === written[i - 1])) throw new Error('Not in the grammar.');
        const last = written.at(-1);
        return Int32Array.of(
          0x1ff & ~(last === undefined ? 0 : 1 << last) & (written.length < 4 ? 0xff : 0x1ff),
        );
      },
    };
    for (const strict of [penalised(target, penalties), constrained(penalised(target, penalties), grammar)])
      for (const sampling of samplings)
        for (const [seed, messages] of questions.slice(0, 3).entries()) {
          const expected = text(await generate(sample(strict, sampling), messages, { seed, maxTokens: 12 }));
          for (const [name, draft] of Object.entries(drafters(strict))) {
            const strategy = speculativeDecoding({ draft, target: strict, length: 3 }, sampling);
            expect(text(await generate(strategy, messages, { seed, maxTokens: 12 })), name).toBe(expected);
          }
        }
  });

  test('when the target is contrastive and its amateur drafts: speculative contrastive decoding', async () => {
    const contrastive = contrastiveDecoding({ expert: base, amateur });
    for (const sampling of samplings)
      for (const [seed, messages] of questions.slice(0, 6).entries()) {
        const expected = text(
          await generate(sample(contrastive, sampling), messages, { seed, maxTokens: 12 }),
        );
        for (const length of [1, 4]) {
          const strategy = speculativeDecoding(
            { draft: draftModel(amateur), target: contrastive, length },
            sampling,
          );
          expect(text(await generate(strategy, messages, { seed, maxTokens: 12 }))).toBe(expected);
        }
      }
  });

  test('when models remember what they read, and a refusal takes some of it back', async () => {
    const [b, e, a] = [remembering(base), remembering(expert), remembering(amateur)];
    const steered = proxyThinker({ base: b, expert: e, amateur: a });
    for (const draft of [draftModel(e), draftModel(proxyDraft({ expert: e, amateur: a })), wrong(steered)])
      for (const [seed, messages] of questions.entries()) {
        const expected = text(
          await generate(sample(target, { temperature: 1 }), messages, { seed, maxTokens: 12 }),
        );
        const strategy = speculativeDecoding({ draft, target: steered, length: 4 }, { temperature: 1 });
        expect(text(await generate(strategy, messages, { seed, maxTokens: 12 }))).toBe(expected);
      }
  });
});

describe('what is reported', () => {
  test('without drafts, the events are those of sampling', async () => {
    for (const sampling of samplings) {
      const strategy = speculativeDecoding({ draft: draftModel(expert), target, length: 0 }, sampling);
      expect(await generate(strategy, questions[0]!, { seed: 3, odds: 2 })).toEqual(
        await generate(sample(target, sampling), questions[0]!, { seed: 3, odds: 2 }),
      );
    }
  });

  test('a perfect drafter has every proposal accepted, and each round writes one more than it proposed', async () => {
    const speller = scripted('speller', tokenizer, 'abcdefghabcdefgh');
    const strategy = speculativeDecoding({ draft: draftModel(speller), target: speller, length: 3 });
    const { events } = await generate(strategy, prompt(''), { maxTokens: 16 });
    expect(drafts(events)).toEqual(new Array(4).fill({ type: 'draft', proposed: 3, accepted: 3 }));
    expect(events.filter(({ type }) => type === 'tokens')).toHaveLength(4);
    expect(events[1]).toEqual({ type: 'tokens', tokens: [0, 1, 2, 3], by: 'speller' });
  });

  test('a drafter that is always wrong has none accepted, and each round writes one token', async () => {
    const speller = scripted('speller', tokenizer, 'abcdefgh');
    const strategy = speculativeDecoding({ draft: wrong(speller), target: speller, length: 3 });
    const { events } = await generate(strategy, prompt(''), { maxTokens: 8 });
    expect(drafts(events).map(({ accepted }) => accepted)).toEqual(new Array(7).fill(0));
    for (const event of events) if (event.type === 'tokens') expect(event.tokens).toHaveLength(1);
  });

  test('the odds of each token are those that sampling tells, also with too few candidates at first', async () => {
    const oddsIn = ({ events }: Generation) =>
      events.flatMap((event) => (event.type === 'tokens' ? (event.odds ?? []) : []));
    for (const sampling of [...samplings, { temperature: 1, topK: 2 }]) {
      const options = { seed: 1, maxTokens: 12, odds: 3 };
      const strategy = speculativeDecoding({ draft: draftModel(expert), target, length: 3 }, sampling);
      const found = oddsIn(await generate(strategy, questions[1]!, options));
      expect(found).toEqual(oddsIn(await generate(sample(target, sampling), questions[1]!, options)));
      expect(found[0]!.unguided).toBeDefined();
    }
  });

  test('rounds write as many tokens as the share of accepted proposals promises', async () => {
    // The target says a with probability 0.7, anywhere; a is what is proposed.
    const share = 0.7;
    const scores = [Math.log(share), Math.log(1 - share), -Infinity];
    const coin = tableModel('coin', letters('ab'), () => scores);
    const always: Drafter = {
      name: 'a',
      tokenizer: coin.tokenizer,
      propose: async (_, { count }) => new Array(count).fill({ token: 0 }),
    };
    for (const length of [1, 4])
      for (const verification of [undefined, speculativeSampling]) {
        const options = { draft: always, target: coin, length, ...(verification && { verification }) };
        const strategy = speculativeDecoding(options, { temperature: 1 });
        const { events } = await generate(strategy, prompt(''), { maxTokens: 6000, seed: 1 });
        const rounds = drafts(events).map(({ accepted }) => accepted + 1);
        const mean = rounds.reduce((sum, n) => sum + n, 0) / rounds.length;
        const variance = rounds.reduce((sum, n) => sum + (n - mean) ** 2, 0) / rounds.length;
        const expected = (1 - share ** (length + 1)) / (1 - share);
        expect(Math.abs(mean - expected)).toBeLessThan(3 * Math.sqrt(variance / rounds.length));
      }
  });
});

describe('many at once', () => {
  test('rows that accept more or less do not affect each other, whatever the batch', async () => {
    const alone = await Promise.all(
      questions.map((messages, seed) => {
        const strategy = speculativeDecoding(
          { draft: draftModel(expert), target, length: 4 },
          { temperature: 1 },
        );
        return generate(strategy, messages, { seed, maxTokens: 16 });
      }),
    );
    const accepted = alone.map(({ events }) =>
      drafts(events)
        .map(({ accepted }) => accepted)
        .join(),
    );
    expect(new Set(accepted).size).toBeGreaterThan(10);
    for (const maxBatch of [1, 3, 64]) {
      const [b, e, a] = [base, expert, amateur].map((model) => batched(remembering(model), { maxBatch }));
      const steered = proxyThinker({ base: b!, expert: e!, amateur: a! });
      const strategy = speculativeDecoding(
        { draft: draftModel(e!), target: steered, length: 4 },
        { temperature: 1 },
      );
      const together = await Promise.all(
        questions.map((messages, seed) => generate(strategy, messages, { seed, maxTokens: 16 })),
      );
      expect(together).toEqual(alone.map((one) => ({ ...one, events: renamed(one.events, steered.name) })));
    }
  });

  test('they share the batches of drafter and target', async () => {
    const speller = scripted('speller', tokenizer, 'abcdefgh');
    const helper = scripted('helper', tokenizer, 'abcdefgh');
    const draft = draftModel(batched(helper));
    const strategy = speculativeDecoding({ draft, target: batched(speller), length: 2 });
    await Promise.all(questions.map((messages) => generate(strategy, messages)));
    expect(speller.calls).toEqual([20, 20, 20]);
    expect(helper.calls).toEqual(new Array(6).fill(20));
  });

  function renamed(events: readonly StrategyEvent[], by: string): StrategyEvent[] {
    return events.map((event) => (event.type === 'tokens' ? { ...event, by } : event));
  }
});

test('the length may change from round to round, and does not change the text', async () => {
  for (const [seed, messages] of questions.entries()) {
    let round = 0;
    const length = { ...fixedLength(0), next: () => Math.floor(9 * uniform(seed, round++, 0)) };
    const strategy = speculativeDecoding({ draft: draftModel(expert), target, length }, { temperature: 1 });
    const expected = await generate(sample(target, { temperature: 1 }), messages, { seed, maxTokens: 20 });
    expect(text(await generate(strategy, messages, { seed, maxTokens: 20 }))).toBe(text(expected));
  }
});

test('one forward of the target checks a draft', async () => {
  const asked: Query[] = [];
  const watched: Model = {
    ...target,
    forward(queries, signal) {
      asked.push(...queries.map((query) => ({ ...query })));
      return target.forward(queries, signal);
    },
  };
  const strategy = speculativeDecoding({ draft: draftModel(watched), target, length: 0 });
  await generate(strategy, questions[0]!);
  expect(asked).toEqual([]);
  const { events } = await generate(
    speculativeDecoding({ draft: draftModel(expert), target: watched, length: 4 }),
    questions[0]!,
    { maxTokens: 12 },
  );
  expect(asked.map(({ rows }) => rows! - 1).filter((k) => k > 0)).toEqual(
    drafts(events).map(({ proposed }) => proposed),
  );
  expect(asked.every(({ top }) => top === 1)).toBe(true);
});

test('drafters of another vocabulary and numbers that make no sense are refused', () => {
  const stranger = draftModel(hashed('stranger', letters('xyz')));
  expect(() => speculativeDecoding({ draft: stranger, target })).toThrow(VocabularyMismatch);
  const draft = draftModel(expert);
  expect(() => speculativeDecoding({ draft, target }, { temperature: -1 })).toThrow(RangeError);
  expect(() => speculativeDecoding({ draft, target, length: 1.5 })).toThrow(RangeError);
  expect(() => draftModel(expert, { topK: 0 })).toThrow(RangeError);
});
