/** A small look, a small thinker, a guided mentor, on 32 questions at once: `npx tsx examples/8-all-three.ts` */
import { suites } from '@vr/bench/suites';
import * as vr from '@vr/core';
import { load } from '@vr/runtime-cuda';

const folders = ['large-base', 'small-expert', 'small-base'].map((name) => `../models/${name}`);
const models = await Promise.all(folders.map((folder) => load(new URL(folder, import.meta.url))));
const [base, expert, amateur] = models.map((model) => vr.batched(model));
const { tokenizer } = base!;

// ProxyThinker mentors, drafted for by expert and amateur: the same tokens, in fewer passes of the large model.
const mentor = vr.speculativeDecoding({
  draft: vr.draftModel(vr.proxyDraft({ expert: expert!, amateur: amateur! })),
  target: vr.proxyThinker({ base: base!, expert: expert!, amateur: amateur! }),
});
// Speculative Thinking: the small expert thinks, the mentor opens every thought.
const thinking = vr.speculativeThinking({
  small: vr.sample(expert!),
  large: mentor,
  tokenizer,
  asksAt: 'every thought',
  openingTokens: 4,
});
// VisionThink, for models that never learned to ask: a direct answer at 32 × 32 unless it is in doubt. The threshold is
// a strict one by hand; example 7 shows how to choose one from questions.
const strategy = vr.escalate({
  low: vr.sample(amateur!),
  full: thinking,
  tokenizer,
  need: vr.meanLogProbability,
  threshold: 0.05,
});

const asked = suites.flatMap((suite) =>
  [...suite.questions('validation', 11, 6)].map((question) => ({ suite, question })),
);
const answers = await Promise.all(
  asked.slice(0, 32).map(async ({ suite, question }) => {
    const { tokens, events } = await vr.generate(strategy, question.prompt);
    return { events, right: suite.score(tokenizer.decode(tokens), question).value };
  }),
);

const did = { looks: 0, takeOvers: 0, proposed: 0, accepted: 0, tokens: new Map<string, number>() };
for (const event of answers.flatMap(({ events }) => events)) {
  if (event.type === 'escalation') did.looks++;
  if (event.type === 'handoff' && event.to === 'large') did.takeOvers++;
  if (event.type === 'draft')
    [did.proposed, did.accepted] = [did.proposed + event.proposed, did.accepted + event.accepted];
  if (event.type === 'tokens')
    did.tokens.set(event.by, (did.tokens.get(event.by) ?? 0) + event.tokens.length);
}
console.log(`VisionThink: ${did.looks} of 32 looks in full`);
console.log(`Speculative Thinking: ${did.takeOvers} take-overs`);
console.log(`speculative decoding: ${did.accepted} of ${did.proposed} drafted tokens accepted`);
for (const [by, tokens] of did.tokens) console.log(`${tokens} tokens by ${by}`);
console.log(`${answers.filter(({ right }) => right === 1).length} of 32 right`);
await Promise.all(models.map((model) => model.close()));
