import { expect, test } from 'vitest';
import { batched } from '../batched.ts';
import { draftModel } from '../drafter.ts';
import { generate } from '../generate.ts';
import type { Model } from '../model.ts';
import { penalised } from '../penalties.ts';
import { proxyThinker } from '../proxy-thinker.ts';
import { sample } from '../sample.ts';
import type { Sampling } from '../sampling.ts';
import { open } from '../sequence.ts';
import { speculativeDecoding } from '../speculative-decoding.ts';
import { type SpeculativeThinkingOptions, speculativeThinking } from '../speculative-thinking.ts';
import type { Strategy } from '../strategy.ts';
import { remembering } from '../testing/remembering.ts';
import { hashed, letters, prompt, tableModel } from '../testing.ts';
import { authorsOf, takeOversOf } from './take-overs.ts';

const hello = prompt('Hello.');
const few = letters('wy \n');
const cues = { affirmation: ['y'], reflection: ['w'], verification: ['ww'], help: 'yw ' };
const lengths = { openingTokens: 5, verificationTokens: 7 };
const thresholds = (recaps: number) => ({ patience: 2 + recaps, recapTokens: 4 + recaps });
const babble = (name: string, seed: number): Model =>
  penalised(hashed(name, few, seed), { bias: new Map([[few.end, -3.5]]) });
const of = (small: Strategy, large: Strategy, options: Partial<SpeculativeThinkingOptions> = {}) =>
  speculativeThinking({ small, large, tokenizer: few, cues, thresholds, ...lengths, ...options });
const seeds = Array.from({ length: 18 }, (_, seed) => seed);
const samplings: Sampling[] = [{}, { temperature: 1 }];
/** The paper's policy, and that of a large model which reads along and says one thought at a time. */
const policies = [{}, { judge: 'large', judgedTokens: 2, handsBackAfter: 'thought' }] as const;
const cases = seeds.flatMap((seed) =>
  samplings.flatMap((sampling) => policies.map((policy) => ({ seed, sampling, policy }))),
);
const pair = ({ seed, sampling, policy }: (typeof cases)[number], dress = (model: Model) => model) => {
  const [small, large] = [dress(babble('small', 2 * seed)), dress(babble('large', 2 * seed + 1))];
  return of(sample(small, sampling), sample(large, sampling), policy);
};

test('what is reported is what is on the tape, never more than the turn allows, and every kind occurs', async () => {
  const seen = new Set<string>();
  for (const one of cases)
    for (const maxTokens of [1, 2, 9, 40, 200]) {
      const sequence = open(hello);
      const steps = pair(one)(sequence, { maxTokens, stop: [], seed: one.seed });
      const tokens: number[] = [];
      let step = await steps.next();
      for (; !step.done; step = await steps.next()) {
        if (step.value.type === 'handoff') seen.add(step.value.because);
        if (step.value.type === 'tokens') tokens.push(...step.value.tokens);
        expect(sequence.items.slice(1)).toEqual(tokens);
      }
      const end = step.value === 'end' ? [few.end] : [];
      expect(sequence.items.slice(1)).toEqual([...tokens, ...end]);
      expect(sequence.items.length - 1).toBeLessThanOrEqual(maxTokens);
      if (step.value === 'length') expect(tokens).toHaveLength(maxTokens);
    }
  expect([...seen].sort()).toEqual([
    'affirmation',
    'excessive negativity',
    'reflection',
    'the take-over is over',
    'verification',
  ]);
});

test('authors and take-overs account for every token', async () => {
  for (const one of cases) {
    const { tokens, events } = await generate(pair(one), hello, { seed: one.seed, maxTokens: 150 });
    const { small, large, inserted } = authorsOf(events);
    expect(small + large + inserted).toBe(tokens.length);
    expect(takeOversOf(events).reduce((sum, { length }) => sum + length, 0)).toBe(large);
    const by = (name: string) =>
      events.flatMap((e) => (e.type === 'tokens' && e.by === name ? e.tokens : [])).length;
    expect([by('small'), by('large'), by('inserted')]).toEqual([small, large, inserted]);
  }
});

test('with two equal models, greedy and without a recap, the text is that of one of them', async () => {
  for (const { seed, policy } of cases) {
    const model = sample(babble('one', seed));
    const thresholds = () => ({ patience: Infinity, recapTokens: 0 });
    const strategy = of(model, model, { ...policy, thresholds });
    const { tokens, events, finish } = await generate(strategy, hello, { maxTokens: 150 });
    const alone = await generate(model, hello, { maxTokens: 150 });
    expect({ tokens, finish }).toEqual({ tokens: alone.tokens, finish: alone.finish });
    if (tokens.length === 150) expect(takeOversOf(events).length).toBeGreaterThan(0);
  }
});

test('without cues the text is the small model’s, drawn or greedy', async () => {
  const none = { ...cues, affirmation: [], reflection: [], verification: [] };
  for (const { seed, sampling, policy } of cases) {
    const small = sample(babble('small', seed), sampling);
    const strategy = of(small, sample(babble('large', seed + 1)), { ...policy, cues: none });
    const { tokens, events, finish } = await generate(strategy, hello, { seed });
    const alone = await generate(small, hello, { seed });
    expect({ tokens, finish }).toEqual({ tokens: alone.tokens, finish: alone.finish });
    expect(authorsOf(events).large).toBe(0);
  }
});

test('the same seed says the same, batched or not, by models that remember what they have read or not', async () => {
  for (const one of cases) {
    const say = (dress?: (model: Model) => Model) =>
      generate(pair(one, dress), hello, { seed: one.seed, maxTokens: 80 });
    const fresh = await say();
    const remembered = await say((model) => ({ ...remembering(model), name: model.name }));
    expect(remembered).toEqual(fresh);
    expect(await say((model) => batched(model))).toEqual(fresh);
  }
});

test('what the large model draws is not bound to what the small one drew before it was taken back', async () => {
  const coin = tableModel('coin', few, ({ length }) => (length < 3 ? [0, 0, 0, 99] : [9, -99, 9, -99]));
  const strategy = of(sample(coin, { temperature: 1 }), sample(coin, { temperature: 1 }), {
    openingTokens: 1,
  });
  const openings: string[] = [];
  for (let seed = 0; seed < 800; seed++) {
    const { tokens, events } = await generate(strategy, hello, { seed, maxTokens: 3 });
    if (takeOversOf(events).length > 0) openings.push(few.decode(tokens.slice(2)));
  }
  expect(openings.length).toBeGreaterThan(320);
  const reflecting = openings.filter((opening) => opening === 'w').length;
  expect(reflecting / openings.length).toBeGreaterThan(0.4);
  expect(reflecting / openings.length).toBeLessThan(0.6);
});

test('either writer may be guided, or drafted for; what is written is the same', async () => {
  for (const seed of seeds.slice(0, 20)) {
    const [base, expert, amateur, small] = [0, 1, 2, 3].map((i) => babble(`model-${i}`, 4 * seed + i));
    const guided = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
    const sampling = { temperature: 0.8 };
    const plain = of(sample(small!, sampling), sample(guided, sampling));
    const drafted = of(
      sample(small!, sampling),
      speculativeDecoding({ draft: draftModel(expert!), target: guided, length: 3 }, sampling),
    );
    const turn = { seed, maxTokens: 60 };
    const { tokens } = await generate(plain, hello, turn);
    expect((await generate(drafted, hello, turn)).tokens).toEqual(tokens);
  }
});

test('odds come with the tokens of both models, and change nothing', async () => {
  for (const one of cases.slice(0, 20)) {
    const turn = { seed: one.seed, maxTokens: 80 };
    const plain = await generate(pair(one), hello, turn);
    const watched = await generate(pair(one), hello, { ...turn, odds: 1 });
    expect(watched.tokens).toEqual(plain.tokens);
    for (const event of watched.events) {
      if (event.type !== 'tokens' || event.by === 'inserted') continue;
      expect(event.odds).toHaveLength(event.tokens.length);
    }
  }
});

test('an abort, wherever it comes, throws its reason and leaves the tape at what was reported', async () => {
  const reason = new Error('No longer wanted.');
  let aborted = 0;
  for (const one of cases.slice(0, 8))
    for (let at = 1; at <= 60; at += 3) {
      const controller = new AbortController();
      let forwards = 0;
      const counted = (model: Model): Model => ({
        ...model,
        forward(queries, signal) {
          if (++forwards === at) controller.abort(reason);
          return model.forward(queries, signal);
        },
      });
      const sequence = open(hello);
      const turn = { maxTokens: 200, stop: [], seed: one.seed, signal: controller.signal };
      const tokens: number[] = [];
      try {
        for await (const event of pair(one, counted)(sequence, turn))
          if (event.type === 'tokens') tokens.push(...event.tokens);
      } catch (error) {
        expect(error).toBe(reason);
        expect(sequence.items.slice(1)).toEqual(tokens);
        aborted++;
      }
      expect(controller.signal.aborted).toBe(forwards >= at);
    }
  expect(aborted).toBeGreaterThan(40);
});
