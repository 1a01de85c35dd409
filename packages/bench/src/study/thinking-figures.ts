import { type Estimate, resampledEstimate } from '../stats.ts';
import { type Answers, mean } from './answers.ts';
import type { Done, ThinkingFigures } from './study.ts';

/** What Speculative Thinking adds to the small model that thinks in it. */
export function thinkingFigures(answers: Answers): ThinkingFigures[] {
  const [arm, alone] = [answers.arm('speculative-thinking'), answers.arm('small-expert')];
  if (!arm || !alone) return [];
  return answers.places.flatMap((where) => {
    const rows = answers.together(where, [arm, alone]);
    if (rows.length === 0) return [];
    const own = rows.map(([answer]) => answer!);
    const single = rows.map(([, answer]) => answer!);
    const { seed } = answers.plan;
    return [
      {
        where,
        n: rows.length,
        largeShare: ratioOf(own, ({ largeTokens }) => largeTokens, own, seed),
        takeOvers: mean(own, (answer) => answer.takeOvers),
        tokens: mean(own, tokensOf),
        aloneTokens: mean(single, tokensOf),
        lengthRatio: ratioOf(own, tokensOf, single, seed),
        dropped: {
          small: mean(own, ({ dropped }) => dropped.small),
          large: mean(own, ({ dropped }) => dropped.large),
        },
      },
    ];
  });
}

const tokensOf = ({ tokens }: Done) => tokens;

/** A count over the tokens of paired answers. */
function ratioOf(
  counted: readonly Done[],
  count: (answer: Done) => number,
  over: readonly Done[],
  seed: number,
): Estimate {
  const columns = [counted.map(count), over.map(tokensOf)];
  const ratio = ([counted, tokens]: readonly number[]) => counted! / tokens!;
  return resampledEstimate(columns, ratio, seed);
}
