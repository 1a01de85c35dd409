import { expect, test } from 'vitest';
import { linear } from '../linear.ts';
import type { Model } from '../model.ts';
import { contract, hashed, letters, prompt, testModel } from '../testing.ts';
import { remembering } from './remembering.ts';

const tokenizer = letters('abcdefghijklmnop');
const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const prompts = [prompt('How many?', image), prompt('Which one?')];
const network = hashed('network', tokenizer);

testModel('a table', () => network, { prompts });
testModel(
  'a table that adds up itself',
  () => ({ ...network, sum: (terms) => linear(terms.map(({ weight }) => ({ model: network, weight }))) }),
  { prompts },
);
testModel('a model that remembers', () => remembering(network), { prompts });

let closed = 0;
testModel('a model to close', () => hashed('closing', tokenizer), { prompts, close: () => closed++ });
test('a model is closed once after its tests', () => expect(closed).toBe(1));

/** Scores drift up and down by half of `drift` from forward to forward. */
function drifting(drift: number): Model {
  let calls = 0;
  return {
    ...network,
    async forward(queries, signal) {
      const shift = (calls++ % 2 === 0 ? drift : -drift) / 2;
      const answers = await network.forward(queries, signal);
      return answers.map((logits) =>
        logits.type === 'dense'
          ? { ...logits, data: logits.data.map((z) => z + shift) }
          : {
              ...logits,
              scores: logits.scores.map((z) => z + shift),
              logSumExp: logits.logSumExp.map((z) => z + shift),
            },
      );
    },
  };
}

test.each([
  [2e-3, 0],
  [5e-4, 5],
])('scores that drift by 1e-3 break at a tolerance of %d at least %d clauses', async (tolerance, atLeast) => {
  const checks = contract(() => drifting(1e-3), { prompts, tolerance });
  const results = await Promise.allSettled(checks.map(({ check }) => check()));
  const broken = results.filter(({ status }) => status === 'rejected').length;
  if (atLeast === 0) expect(broken).toBe(0);
  else expect(broken).toBeGreaterThanOrEqual(atLeast);
});

test('a contract needs two prompts', async () => {
  const [first] = contract(() => network, { prompts: [prompt('How many?')] });
  await expect(first!.check()).rejects.toThrow(RangeError);
});
