/** Expert and amateur draft, the ensemble they are part of checks: `npx tsx examples/5-speculative-decoding.ts` */
import { suites } from '@vr/bench/suites';
import {
  batched,
  draftModel,
  generate,
  proxyDraft,
  proxyThinker,
  recalled,
  sample,
  speculativeDecoding,
} from '@vr/core';
import { load } from '@vr/runtime-cuda';

const models = await Promise.all(
  ['large-base', 'small-expert', 'small-base'].map((name) =>
    load(new URL(`../models/${name}`, import.meta.url)),
  ),
);
const base = batched(models[0]!);
const [expert, amateur] = models.slice(1).map((model) => recalled(batched(model)));
const target = proxyThinker({ base, expert: expert!, amateur: amateur! });
const draft = draftModel(proxyDraft({ expert: expert!, amateur: amateur! }));
const plain = sample(target);
const speculative = speculativeDecoding({ draft, target, length: 4 });
const questions = suites.flatMap((suite) => [...suite.questions('validation', 16, 4)]);

let [same, written, passes, proposed, accepted] = [0, 0, 0, 0, 0];
await Promise.all(
  questions.map(async ({ prompt }) => {
    const expected = await generate(plain, prompt);
    const { tokens, events } = await generate(speculative, prompt);
    if (tokens.join() === expected.tokens.join()) same++;
    written += tokens.length;
    for (const event of events) {
      if (event.type === 'tokens') passes++;
      if (event.type !== 'draft') continue;
      proposed += event.proposed;
      accepted += event.accepted;
    }
  }),
);

console.log(`accepted: ${((100 * accepted) / proposed).toFixed(1)} % of ${proposed} proposals`);
console.log(`tokens per pass of the target: ${(written / passes).toFixed(2)}`);
console.log(`${same} of ${questions.length} answers are plain greedy's, token for token`);
await Promise.all(models.map((model) => model.close()));
