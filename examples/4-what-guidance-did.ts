/** Token by token, what guidance changed: `npx tsx examples/4-what-guidance-did.ts` */
import { suites } from '@vr/bench/suites';
import { batched, generate, type Odds, proxyThinker, sample } from '@vr/core';
import { load } from '@vr/runtime-cuda';

const models = await Promise.all(
  ['large-base', 'small-expert', 'small-base'].map((name) =>
    load(new URL(`../models/${name}`, import.meta.url)),
  ),
);
const [base, expert, amateur] = models.map((model) => batched(model));
const { tokenizer } = base!;
const strategy = sample(proxyThinker({ base: base!, expert: expert!, amateur: amateur! }));
const [question] = suites[1]!.questions('validation', 1, 4);

const { events } = await generate(strategy, question!.prompt, { odds: 3 });
const named = (token: number) => JSON.stringify(tokenizer.decode([token]));

function describe(token: number, { logProbability, unguided, best }: Odds): string {
  const moved = unguided ? logProbability - unguided.logProbability : 0;
  const instead = unguided && unguided.best !== token ? `, instead of ${named(unguided.best)}` : '';
  const others = best.map((one) => `${named(one.token)} ${Math.exp(one.logProbability).toFixed(2)}`);
  return `${named(token).padEnd(12)} ${moved > -0.005 ? '+' : '−'}${Math.abs(moved).toFixed(2)} nats${instead}  (${others.join(', ')})`;
}

for (const event of events)
  if (event.type === 'tokens')
    for (const [i, token] of event.tokens.entries()) console.log(describe(token, event.odds![i]!));
console.log(`expected: ${question!.target}`);
await Promise.all(models.map((model) => model.close()));
