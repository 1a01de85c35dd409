import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { contrastiveDecoding } from './contrastive-decoding.ts';
import { dexperts } from './dexperts.ts';
import { VocabularyMismatch } from './errors.ts';
import { generate } from './generate.ts';
import { dense, row } from './logits.ts';
import type { Model } from './model.ts';
import { oddsOf } from './odds.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { proxyTuning } from './proxy-tuning.ts';
import { sample } from './sample.ts';
import type { Image } from './sequence.ts';
import { hashed, letters, prompt } from './testing.ts';
import { thinkLogit } from './think-logit.ts';
import { visualContrastiveDecoding } from './visual-contrastive-decoding.ts';

// What all methods that guide a model by scores have in common.

const tokenizer = letters('abcdefghijklmnop');
const image: Image = { width: 2, height: 1, data: Uint8Array.of(10, 200, 30, 90, 120, 240) };
const question = prompt('How many?', image);

interface Models {
  readonly base: Model;
  readonly expert: Model;
  readonly amateur: Model;
}

const models: Models = {
  base: hashed('base', tokenizer, 1),
  expert: hashed('expert', tokenizer, 2),
  amateur: hashed('amateur', tokenizer, 3),
};

interface Method {
  readonly name: string;
  readonly method: (models: Models) => Model;
  /** Who guides the base. */
  readonly guides: readonly (keyof Models)[];
}

const both = ['expert', 'amateur'] as const;
const methods: readonly Method[] = [
  { name: 'ProxyThinker', method: proxyThinker, guides: both },
  {
    name: 'ProxyThinker with a schedule',
    method: (all) => proxyThinker({ ...all, alpha: ({ written }) => written.length / 8 }),
    guides: both,
  },
  {
    name: 'ProxyThinker where the base is unsure',
    method: (all) => proxyThinker({ ...all, alpha: async (_, unsure) => ((await unsure()) > 1.9 ? 1 : 0) }),
    guides: both,
  },
  { name: 'proxy-tuning', method: proxyTuning, guides: both },
  {
    name: 'ThinkLogit',
    method: ({ base, expert, amateur }) =>
      thinkLogit({ target: base, guider: expert, guiderBase: amateur, warmUp: 3 }),
    guides: both,
  },
  { name: 'DExperts', method: dexperts, guides: both },
  {
    name: 'contrastive decoding',
    method: ({ base, amateur }) => contrastiveDecoding({ expert: base, amateur }),
    guides: ['amateur'],
  },
  {
    name: 'visual contrastive decoding',
    method: ({ base }) => visualContrastiveDecoding({ model: base }),
    guides: [],
  },
];

/** The same model with a head that is `width` wide, where what lies past the last token scores highest. */
function padded(model: Model, width: number): Model {
  return {
    ...model,
    async forward(queries, signal) {
      const answers = await model.forward(queries, signal);
      return answers.map((logits) => {
        const { rows } = logits;
        const data = new Float32Array(rows * width).fill(1e6);
        for (let r = 0; r < rows; r++) data.set(row(dense(logits), r), r * width);
        return { type: 'dense', rows, vocab: width, data };
      });
    },
  };
}

describe.each(methods)('$name', ({ method, guides }) => {
  test.each([
    [24, 20, 20],
    [20, 24, 24],
    [24, 24, 24],
    [17, 32, 20],
  ])('never writes padding: heads %d, %d and %d wide for 17 tokens', async (base, expert, amateur) => {
    const wide = method({
      base: padded(models.base, base),
      expert: padded(models.expert, expert),
      amateur: padded(models.amateur, amateur),
    });
    for (const temperature of [0, 1]) {
      const options = { seed: 5, maxTokens: 12, odds: 20 };
      const [found, expected] = await Promise.all(
        [wide, method(models)].map((model) => generate(sample(model, { temperature }), question, options)),
      );
      expect(found).toEqual(expected);
    }
  });

  test('tells for each token what the base would have said', async () => {
    const options = { maxTokens: 10, seed: 4, odds: 3 };
    const { tokens, events } = await generate(sample(method(models), { temperature: 1 }), question, options);
    const odds = events.flatMap((event) => (event.type === 'tokens' ? (event.odds ?? []) : []));
    expect(odds).toHaveLength(tokens.length);
    for (const [i, one] of odds.entries()) {
      const { logProbability, unguided } = one!;
      const sequence = { items: [...question, ...tokens.slice(0, i)], done: false };
      const own = oddsOf((await models.base.forward([{ sequence }]))[0]!, 0, tokens[i]!, 1);
      expect(unguided).toMatchObject({ logProbability: own.logProbability, best: own.best[0]!.token });
      expect(logProbability).toBeGreaterThan(-Infinity);
    }
  });

  test.each(guides)('refuses another vocabulary of its %s by name', (name) => {
    const stranger = hashed('stranger', letters('xyz'));
    expect(() => method({ ...models, [name]: stranger })).toThrow(VocabularyMismatch);
    expect(() => method({ ...models, [name]: stranger })).toThrow('"stranger"');
  });
});

test('questions that are guided in different ways share the batches of shared models and say what they say alone', async () => {
  const shared: Models = {
    base: batched(models.base),
    expert: batched(models.expert),
    amateur: batched(models.amateur),
  };
  const write = ({ method }: Method, from: Models, seed: number) =>
    generate(sample(method(from), { temperature: 1 }), question, { seed, maxTokens: 12 });
  const together = await Promise.all(methods.map((one, seed) => write(one, shared, seed)));
  const alone = await Promise.all(methods.map((one, seed) => write(one, models, seed)));
  expect(together.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
  expect(new Set(alone.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(5);
});
