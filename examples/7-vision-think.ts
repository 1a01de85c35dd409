/** Look small first, and in full where the answer is in doubt: `npx tsx examples/7-vision-think.ts` */
import { type Question, type Suite, suites } from '@vr/bench/suites';
import * as vr from '@vr/core';
import { load } from '@vr/runtime-cuda';

const folders = ['large-base', 'small-expert', 'small-base'].map((name) => `../models/${name}`);
const models = await Promise.all(folders.map((folder) => load(new URL(folder, import.meta.url))));
const [base, expert, amateur] = models.map((model) => vr.batched(model));
const { tokenizer } = base!;
const turn = { maxTokens: 160, stop: [], seed: 0 };

// At 32 × 32 look small-base, which answers directly, and small-expert, which works in steps; its doubt is in the steps.
const votes = vr.agreement({ answer: vr.sample(expert!, { temperature: 0.7 }), tokenizer, samples: 4 });
const looks = [
  { name: 'direct, by odds', low: vr.sample(amateur!), need: vr.meanLogProbability },
  { name: 'worked, by odds', low: vr.sample(expert!), need: vr.meanLogProbability },
  { name: 'worked, by votes', low: vr.sample(expert!), need: votes },
];
const full = vr.sample(vr.proxyThinker({ base: base!, expert: expert!, amateur: amateur! }));

/** How a question fares in full, and in each of the looks. */
async function tryOut(suite: Suite, question: Question): Promise<vr.Tried[]> {
  const right = (answer: string) => suite.score(answer, question).value;
  const { tokens } = await vr.generate(full, question.prompt, turn);
  const tried = looks.map(async ({ low, need }) => {
    const view = { items: vr.shrunk(question.prompt, 1 / 2), done: false };
    const look = await vr.trace(low, tokenizer, view, turn);
    return { need: await need(look), low: right(look.text), full: right(tokenizer.decode(tokens)) };
  });
  return Promise.all(tried);
}

const draw = (seed: number) => {
  const all = suites.map((suite) =>
    [...suite.questions('validation', 20, seed)].map((one) => tryOut(suite, one)),
  );
  return Promise.all(all.flat());
};
const [known, unseen] = [await draw(7), await draw(8)];
const by = (look: number, tried: readonly vr.Tried[][]) => tried.map((one) => one[look]!);

// They may miss a fifth of the questions that only the full picture gets right.
const thresholds = looks.map((_, look) => vr.thresholdForRecall(by(look, known), 0.2));
const rows = thresholds.map((threshold, look) => {
  const { auroc, rescued, harmed, ...lines } = vr.referenceLines(by(look, unseen), threshold);
  const right = Object.entries(lines).map(([line, { accuracy }]) => [line, accuracy.toFixed(2)]);
  const shares = { escalated: lines.gated.escalated.toFixed(2), ...Object.fromEntries(right) };
  return [looks[look]!.name, { ...shares, auroc: auroc?.toFixed(2) }];
});
console.log(`Right of ${unseen.length} questions:`);
console.table(Object.fromEntries(rows));

const gate = vr.escalate({ ...looks[0]!, full, tokenizer, threshold: thresholds[0]! });
const [question] = suites[2]!.questions('validation', 1, 9);
const { tokens, events } = await vr.generate(gate, question!.prompt, turn);
for (const event of events)
  if (event.type === 'escalation') console.log(`${tokenizer.decode(event.written)} (${event.because})`);
console.log(`${tokenizer.decode(tokens)}\nexpected: ${question!.target}`);
await Promise.all(models.map((model) => model.close()));
