/** A small look, a small thinker, a guided mentor, on 32 questions at once: `npx tsx examples/8-all-three.ts` */
import { looking } from '@vr/bench/looks';
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
// Speculative Thinking: the small expert thinks, the mentor takes over where it would turn back itself.
const thinking = vr.speculativeThinking({
  small: vr.sample(expert!),
  large: mentor,
  tokenizer,
  judge: 'large',
  judgedTokens: 4,
  openingTokens: 40,
  handsBackAfter: 'thought',
});
// VisionThink: the picture at half its sides first, in full if whoever thinks asks for it.
const strategy = vr.visionThink({ answer: thinking, tokenizer, ...looking });

const asked = suites.flatMap((suite) =>
  [...suite.questions('validation', 8, 6)].map((question) => ({ suite, question })),
);
const answers = await Promise.all(
  asked.map(async ({ suite, question }) => {
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
console.log(`VisionThink: ${did.looks} of ${asked.length} pictures seen in full`);
console.log(`Speculative Thinking: ${did.takeOvers} take-overs`);
console.log(`speculative decoding: ${did.accepted} of ${did.proposed} drafted tokens accepted`);
for (const [by, tokens] of did.tokens) console.log(`${tokens} tokens by ${by}`);
console.log(`${answers.filter(({ right }) => right === 1).length} of ${asked.length} right`);
await Promise.all(models.map((model) => model.close()));
