/** Expert and amateur draft, the ensemble they are part of checks: `npx tsx examples/5-speculative-decoding.ts [questions]` */
import { type Suite, suites } from '@vr/bench/suites';
import * as vr from '@vr/core';
import { load } from '@vr/runtime-cuda';

const folders = ['large-base', 'small-expert', 'small-base'].map((name) => `../models/${name}`);
const models = await Promise.all(folders.map((folder) => load(new URL(folder, import.meta.url))));
const base = vr.batched(models[0]!);
const [expert, amateur] = models.slice(1).map((model) => vr.recalled(vr.batched(model)));
const target = vr.proxyThinker({ base, expert: expert!, amateur: amateur! });
const draft = vr.draftModel(vr.proxyDraft({ expert: expert!, amateur: amateur! }));
const plain = vr.sample(target);
const speculative = vr.speculativeDecoding({ draft, target, length: 4 });
const count = Number(process.argv[2] ?? 16);

/** What came of drafting in one suite. */
async function measure(suite: Suite) {
  const sum = { same: 0, right: 0, plainRight: 0, written: 0, passes: 0, proposed: 0, accepted: 0 };
  let margin = Infinity;
  await Promise.all(
    [...suite.questions('validation', count, 4)].map(async (question) => {
      const expected = await vr.generate(plain, question.prompt, { odds: 2 });
      const { tokens, events } = await vr.generate(speculative, question.prompt);
      const right = (said: readonly number[]) => suite.score(base.tokenizer.decode(said), question).value;
      sum.same += tokens.join() === expected.tokens.join() ? 1 : 0;
      sum.right += right(tokens);
      sum.plainRight += right(expected.tokens);
      sum.written += tokens.length;
      for (const event of expected.events)
        for (const one of (event.type === 'tokens' && event.odds) || [])
          if (one) margin = Math.min(margin, one.best[0]!.logProbability - one.best[1]!.logProbability);
      for (const event of events) {
        if (event.type === 'tokens') sum.passes++;
        if (event.type !== 'draft') continue;
        sum.proposed += event.proposed;
        sum.accepted += event.accepted;
      }
    }),
  );
  return { ...sum, margin };
}

let same = 0;
for (const suite of suites) {
  const { right, plainRight, written, passes, proposed, accepted, margin, ...sum } = await measure(suite);
  same += sum.same;
  console.log(
    `${suite.name}: ${accepted} of ${proposed} proposals accepted, ${(written / passes).toFixed(2)} tokens a pass, ` +
      `${right} right with drafts and ${plainRight} without, best token ahead by ${margin.toFixed(4)} nats or more`,
  );
}
console.log(`${same} of ${count * suites.length} answers are plain greedy's, token for token`);
await Promise.all(models.map((model) => model.close()));
