import { expect, test } from 'vitest';
import { draftModel } from './drafter.ts';
import { type Generation, generate } from './generate.ts';
import type { Odds } from './odds.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { withOdds } from './reported-odds.ts';
import { sample } from './sample.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import { hashed, letters, prompt } from './testing.ts';

const tokenizer = letters('abcdefgh');
const [base, expert, amateur] = [1, 2, 3].map((seed) => hashed(`model-${seed}`, tokenizer, seed));
const guided = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
const seeds = Array.from({ length: 8 }, (_, seed) => seed);
const samplings = [{}, { temperature: 1 }, { temperature: 1, topK: 3 }, { temperature: 1, topP: 0.7 }];

/** One for each token that was written. */
function oddsIn({ events }: Generation): (Odds | undefined)[] {
  return events.flatMap((event) =>
    event.type === 'tokens' ? event.tokens.map((_, i) => event.odds?.[i]) : [],
  );
}

test('without being asked, odds are told where guidance changed the best token, and only there', async () => {
  let [changed, kept] = [0, 0];
  for (const seed of seeds)
    for (const sampling of samplings) {
      const write = (turn: object) =>
        generate(sample(guided, sampling), prompt('Hm?'), { seed, maxTokens: 12, ...turn });
      const plain = oddsIn(await write({}));
      const asked = oddsIn(await write({ odds: 1 }));
      for (const [i, one] of asked.entries()) {
        const { unguided, best } = one!;
        expect(unguided!.changed).toBe(unguided!.best !== best[0]!.token);
        expect(plain[i]).toEqual(unguided!.changed ? { ...one, best: [] } : undefined);
        unguided!.changed ? changed++ : kept++;
      }
    }
  expect(changed).toBeGreaterThan(50);
  expect(kept).toBeGreaterThan(50);
});

test('a draft changes nothing of what is told', async () => {
  for (const seed of seeds)
    for (const sampling of samplings) {
      const turn = { seed, maxTokens: 12 };
      const draft = draftModel(expert!);
      const drafted = speculativeDecoding({ draft, target: guided, length: 3 }, sampling);
      const plain = await generate(sample(guided, sampling), prompt('Hm?'), turn);
      expect(oddsIn(await generate(drafted, prompt('Hm?'), turn))).toEqual(oddsIn(plain));
    }
});

test('of a model that nothing guides, none are told', async () => {
  const { events } = await generate(sample(base!), prompt('Hm?'), { maxTokens: 12 });
  expect(events.some((event) => 'odds' in event)).toBe(false);
});

test('what was asked for more is cut to what it would have been', async () => {
  for (const seed of seeds) {
    const write = (odds?: number) =>
      generate(sample(guided), prompt('Hm?'), { seed, maxTokens: 12, ...(odds !== undefined && { odds }) });
    const { events } = await write(5);
    for (const count of [undefined, 0, 2, 5])
      expect(events.map((event) => withOdds(event, count))).toEqual((await write(count)).events);
  }
});
