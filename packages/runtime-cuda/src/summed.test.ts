import { dense, generate, linear, type Model, type Query, sample } from '@vr/core';
import { hashed, prompt, testModel } from '@vr/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { cpu } from './device/cpu.ts';
import { largestDifference } from './largest-difference.ts';
import { apart } from './testing/apart.ts';
import { inJavaScript, queriesOf, terms, trios } from './testing/trio.ts';

const { three, close } = trios();
afterAll(close);

testModel('a sum on a device', async () => linear(terms(await three())), {
  prompts: [prompt('How many?'), prompt('Which one?')],
  tolerance: 2e-4,
});
testModel('a model whose scores stay on a device', async () => (await three())[0]!, {
  prompts: [prompt('How many?'), prompt('Which one?')],
  tolerance: 1e-4,
});

describe('on a device', () => {
  test('models say together what they say in JavaScript, whatever is asked at once, over many runs', async () => {
    const models = await three();
    const graph = linear(terms(models));
    const here = inJavaScript(models);
    const { name, contextLength, streams } = here;
    expect(graph).toMatchObject({ name, contextLength, streams });
    const queries = queriesOf(12, 'Question');
    const tops = [undefined, 1, 5, 300];
    for (let step = 0; step < 3; step++) {
      const found = await graph.forward(queries.map((query, n) => withTop(query, tops[n % 4])));
      const expected = (await here.forward(queries)).map(dense);
      for (const [n, logits] of found.entries()) {
        const { data, vocab, rows } = expected[n]!;
        expect(logits.rows).toBe(rows);
        if (logits.type === 'dense') expect(largestDifference(logits.data, data)).toBeLessThan(1e-5);
        else
          for (const [i, token] of logits.tokens.entries())
            expect(logits.scores[i]).toBeCloseTo(data[Math.floor(i / logits.top) * vocab + token]!, 4);
      }
      for (const [n, { sequence }] of queries.entries()) if (n % 3 > 0) sequence.items.push(step, n);
    }
  });

  test('they write the same and report the same odds, and only numbers asked for come over', async () => {
    const models = await three();
    for (const sampling of [{}, { temperature: 1, topK: 5 }]) {
      const [found, expected] = await Promise.all(
        [linear(terms(models)), inJavaScript(models)].map(async (model) => {
          const written = generate(sample(model, sampling), prompt('Go on.'), { maxTokens: 20, seed: 3 });
          return (await written).events.flatMap((event) => (event.type === 'tokens' ? [event] : []));
        }),
      );
      expect(found!.map(({ tokens }) => tokens)).toEqual(expected!.map(({ tokens }) => tokens));
      const odds = found!.flatMap((event) => event.odds ?? []);
      expect(odds.some((one) => one?.unguided?.changed)).toBe(true);
      for (const [i, event] of found!.entries())
        expect(event.odds?.[0]?.unguided?.logProbability ?? 0).toBeCloseTo(
          expected![i]!.odds?.[0]?.unguided?.logProbability ?? 0,
          3,
        );
    }
    const [best] = await linear(terms(models)).forward([{ ...queriesOf(1, 'Hm')[0]!, top: 3 }]);
    expect(numbersIn(best!)).toBeLessThan(30);
  });

  test('an expert equal to its amateur leaves the base as it is, bit for bit', async () => {
    const models = await three(apart, [1, 2, 2]);
    const [query] = queriesOf(1, 'Same');
    const [expected] = await models[0]!.forward([query!]);
    for (const alpha of [0.3, -2]) {
      for (const model of models) await model.forget();
      const [found] = await linear(terms(models, alpha)).forward([query!]);
      expect(dense(found!).data).toEqual(dense(expected!).data);
    }
  });

  test('only models whose scores stay on one device are added up there, and only several', async () => {
    const [one, two] = await three();
    const [elsewhere] = await three({ ...apart, name: 'another' });
    const [here] = await three(cpu);
    const sum = (...models: Model[]) => one!.sum!(models.map((model) => ({ model, weight: 1 })));
    expect(here!.sum).toBeUndefined();
    expect(sum(one!, two!)).toBeDefined();
    for (const stranger of [elsewhere!, here!, hashed('table', one!.tokenizer), { ...two! }])
      expect(sum(one!, stranger)).toBeUndefined();
    expect(sum(one!)).toBeUndefined();
  });
});

function withTop(query: Query, top: number | undefined): Query {
  return top === undefined ? query : { ...query, top };
}

/** How many numbers an answer is made of. */
function numbersIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return (value as Float32Array).length;
  return typeof value === 'object' && value
    ? Object.values(value).reduce((sum: number, one) => sum + numbersIn(one), 0)
    : 0;
}
