/** A small reasoner writes, a large model takes over where that helps: `npx tsx examples/6-speculative-thinking.ts` */
import { suites } from '@vr/bench/suites';
import * as vr from '@vr/core';
import { load } from '@vr/runtime-cuda';

const folders = ['large-base', 'small-expert', 'small-base'].map((name) => `../models/${name}`);
const models = await Promise.all(folders.map((folder) => load(new URL(folder, import.meta.url))));
const [base, expert, amateur] = models.map((model) => vr.batched(model));
const { tokenizer } = base!;

const small = vr.sample(expert!);
const large = vr.sample(vr.proxyThinker({ base: base!, expert: expert!, amateur: amateur! }));
// Steps of the shipped models are a few tokens long, with blank lines between them; so openings are short.
const mentored = (options: object) =>
  vr.speculativeThinking({ small, large, tokenizer, openingTokens: 8, ...options });
const begun = { small: vr.sample(amateur!), ...vr.notReasoning, beginTokens: 10 };
const strategies = {
  'small-expert alone': small,
  'ProxyThinker where it hesitates': mentored({}),
  'large-base where it hesitates': mentored({ large: vr.sample(base!) }),
  'ProxyThinker at every thought': mentored({ asksAt: 'every thought', openingTokens: 4 }),
  'ProxyThinker for small-base, which does not think by itself': mentored(begun),
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

const draw = (suite: (typeof suites)[number], count: number) => [...suite.questions('validation', count, 3)];
const questions = suites.flatMap((suite) => draw(suite, 16).map((question) => ({ suite, question })));
const example = draw(suites[2]!, 148).at(-1)!;

for (const [name, strategy] of Object.entries(strategies)) {
  let [right, written, byLarge] = [0, 0, 0];
  await Promise.all(
    questions.map(async ({ suite, question }) => {
      const { tokens, events } = await vr.generate(strategy, question.prompt);
      right += suite.score(tokenizer.decode(tokens), question).value;
      written += tokens.length;
      byLarge += vr.authorsOf(events).large;
    }),
  );
  const share = ((100 * byLarge) / written).toFixed(0);
  console.log(`\n${name}: ${right} of 48 right, ${share} % written by the large model`);
  console.log(told(await vr.generate(strategy, example.prompt)));
}
console.log(`\nexpected: ${example.target}`);
await Promise.all(models.map((model) => model.close()));
