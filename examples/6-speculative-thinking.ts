/** A small reasoner writes, a large one takes over where that helps: `npx tsx examples/6-speculative-thinking.ts` */
import { suites } from '@vr/bench/suites';
import * as vr from '@vr/core';
import { load } from '@vr/runtime-cuda';

const folders = ['small-expert', 'large-expert'].map((name) => `../models/${name}`);
const models = await Promise.all(folders.map((folder) => load(new URL(folder, import.meta.url))));
const { tokenizer } = models[0]!;
const shared = models.map((model) => vr.batched(model));
const [small, large] = shared.map((model) => vr.sample(model));

// Thoughts of the shipped models are short, with blank lines between them; the large one hands back after each.
const mentored = (options: object) =>
  vr.speculativeThinking({
    small: small!,
    large: large!,
    tokenizer,
    handsBackAfter: 'thought',
    openingTokens: 40,
    ...options,
  });
const strategies = {
  'small-expert alone': small!,
  'where the small one turns back, as published': mentored({ judge: 'small' }),
  'where the large one would turn back': mentored({ judge: 'large', judgedTokens: 4 }),
  'where the large one doubts a thought': mentored({ doubt: { model: shared[1]!, below: 0.1 } }),
  'at every thought': mentored({ asksAt: 'every thought', openingTokens: 4 }),
};

/** What was written, with what the large model wrote in brackets. */
function told({ tokens, events }: vr.Generation): string {
  const text = (start: number, end?: number) => tokenizer.decode(tokens.slice(start, end));
  let [said, at] = ['', 0];
  for (const { because, position, length } of vr.takeOversOf(events)) {
    said += `${text(at, position)}[${because}: ${text(position, position + length)}]`;
    at = position + length;
  }
  return (said + text(at)).replaceAll('\n\n', ' ¶ ');
}

const questions = suites.flatMap((suite) =>
  [...suite.questions('validation', 16, 3)].map((question) => ({ suite, question })),
);
for (const [name, strategy] of Object.entries(strategies)) {
  const answers = await Promise.all(
    questions.map(async (asked) => ({ ...asked, said: await vr.generate(strategy, asked.question.prompt) })),
  );
  const sum = (of: (one: (typeof answers)[number]) => number) =>
    answers.reduce((total, one) => total + of(one), 0);
  const right = sum(
    ({ suite, question, said }) => suite.score(tokenizer.decode(said.tokens), question).value,
  );
  const written = sum(({ said }) => said.tokens.length);
  const byLarge = strategy === large ? written : sum(({ said }) => vr.authorsOf(said.events).large);
  const share = ((100 * byLarge) / written).toFixed(0);
  console.log(`\n${name}: ${right} of ${questions.length} right, ${share} % written by the large model`);
  const longest = answers.toSorted((a, b) => b.said.events.length - a.said.events.length)[0]!;
  console.log(`${told(longest.said)}\nexpected: ${longest.question.target}`);
}
await Promise.all(models.map((model) => model.close()));
