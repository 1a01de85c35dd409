/** Sixteen questions share batches; the strategy does not know: `npx tsx examples/3-many-at-once.ts` */
import { suites } from '@vr/bench/suites';
import { batched, generate, proxyThinker, sample } from '@vr/core';
import { load } from '@vr/runtime-cuda';

const models = await Promise.all(
  ['large-base', 'small-expert', 'small-base'].map((name) =>
    load(new URL(`../models/${name}`, import.meta.url)),
  ),
);
const [base, expert, amateur] = models.map((model) => batched(model));
const strategy = sample(proxyThinker({ base: base!, expert: expert!, amateur: amateur! }));
const questions = suites.flatMap((suite) =>
  [...suite.questions('validation', 16, 4)].map((question) => ({ suite, question })),
);

const scores = await Promise.all(
  questions.map(async ({ suite, question }) => {
    const { tokens } = await generate(strategy, question.prompt);
    return suite.score(base!.tokenizer.decode(tokens), question).value;
  }),
);

console.log(`${scores.filter((score) => score === 1).length} of ${scores.length} right`);
await Promise.all(models.map((model) => model.close()));
