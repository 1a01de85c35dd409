import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { draftModel } from './drafter.ts';
import { generate } from './generate.ts';
import type { Model } from './model.ts';
import { proxyDraft } from './proxy-draft.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { recalled } from './recalled.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import { remembering } from './testing/remembering.ts';
import { hashed, letters, prompt, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const network = hashed('network', tokenizer);
const prompts = [prompt('How many?'), prompt('Which one?')];

testModel('a model recalled', () => recalled(network), { prompts });
testModel('a batched model recalled, batched again', () => batched(recalled(batched(remembering(network)))), {
  prompts,
});

/** The same model, and how many rows it was asked for. */
function metered(model: Model) {
  const rows: number[] = [];
  const same: Model = {
    ...model,
    forward(queries, signal) {
      rows.push(...queries.map(({ rows = 1 }) => rows));
      return model.forward(queries, signal);
    },
  };
  return { model: same, rows };
}

test('a place is asked about once, however often it is looked at', async () => {
  const { model, rows } = metered(network);
  const memory = recalled(model);
  const sequence = open(prompts[0]!);
  for (const token of [3, 1, 4]) {
    await memory.forward([{ sequence, top: 1 }]);
    sequence.items.push(token);
  }
  expect(rows).toEqual([1, 1, 1]);
  expect(await memory.forward([{ sequence, rows: 4 }])).toEqual(
    await network.forward([{ sequence, rows: 4 }]),
  );
  expect(rows).toEqual([1, 1, 1, 1]);
  await memory.forward([{ sequence, rows: 2, top: 3 }]);
  expect(rows).toHaveLength(4);

  sequence.items.splice(-2, 2, 7);
  expect(await memory.forward([{ sequence, rows: 3 }])).toEqual(
    await network.forward([{ sequence, rows: 3 }]),
  );
  expect(rows).toEqual([1, 1, 1, 1, 1]);
});

test('what a guided model says unguided is remembered with it', async () => {
  const [base, expert, amateur] = [1, 2, 3].map((seed) => hashed(`model ${seed}`, tokenizer, seed));
  const thinker = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
  const memory = recalled(thinker);
  const sequence = open(prompts[0]!);
  await memory.forward([{ sequence }]);
  sequence.items.push(5);
  expect(await memory.forward([{ sequence, rows: 2 }])).toEqual(
    await thinker.forward([{ sequence, rows: 2 }]),
  );
});

describe('an ensemble drafted for by its own expert and amateur', () => {
  const sampling = { temperature: 1 };
  const options = { seed: 1, maxTokens: 24 };

  async function speculate(wrap: (model: Model) => Model) {
    const meters = [1, 2, 3].map((seed) => metered(hashed(`model ${seed}`, tokenizer, seed)));
    const [base, expert, amateur] = meters.map(({ model }) => wrap(model));
    const target = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
    const draft = draftModel(proxyDraft({ expert: expert!, amateur: amateur! }));
    const strategy = speculativeDecoding({ draft, target, length: 3 }, sampling);
    const { tokens, events } = await generate(strategy, prompts[1]!, options);
    const asked = meters.map(({ rows }) => rows.reduce((sum, n) => sum + n, 0));
    expect(tokens).toEqual((await generate(sample(target, sampling), prompts[1]!, options)).tokens);
    return { events, asked };
  }

  test('what the two said of a draft is not asked again to verify it', async () => {
    const bare = await speculate((model) => model);
    const wise = await speculate(recalled);
    expect(wise.events).toEqual(bare.events);
    const drafted = wise.events.reduce(
      (sum, event) => sum + (event.type === 'draft' ? event.proposed : 0),
      0,
    );
    expect(drafted).toBeGreaterThan(20);
    expect(bare.asked.map((rows, i) => rows - wise.asked[i]!)).toEqual([0, drafted, drafted]);
  });
});
