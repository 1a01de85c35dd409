/** Let a small reasoner steer a large model, token by token: `npx tsx examples/2-proxy-thinker.ts` */
import { suites } from '@vr/bench/suites';
import { open, proxyThinker, sample } from '@vr/core';
import { load } from '@vr/runtime-cuda';

const [base, expert, amateur] = await Promise.all(
  ['large-base', 'small-expert', 'small-base'].map((name) =>
    load(new URL(`../models/${name}`, import.meta.url)),
  ),
);
const thinker = proxyThinker({ base: base!, expert: expert!, amateur: amateur!, alpha: 0.5 });
const [question] = suites[1]!.questions('validation', 1, 3);

for (const model of [base!, thinker]) {
  console.log(`\n${model.name}:`);
  for await (const event of sample(model)(open(question!.prompt), { maxTokens: 160, stop: [], seed: 0 })) {
    if (event.type === 'tokens') process.stdout.write(model.tokenizer.decode(event.tokens));
  }
}
console.log(`\n\nexpected: ${question!.target}`);
await Promise.all([base, expert, amateur].map((model) => model!.close()));
