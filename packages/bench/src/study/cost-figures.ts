import { droppedTokens } from '../dropped-tokens.ts';
import { armKey } from '../keys.ts';
import type { ArmChoice, SpeedRound } from '../record.ts';
import { median, medianInterval } from '../stats.ts';
import { type Answers, mean } from './answers.ts';
import type { CostFigures } from './study.ts';

/** What each arm costs over all suites: tokens, looks, and time where it was timed. */
export function costFigures(answers: Answers, rounds: readonly SpeedRound[]): CostFigures[] {
  const where = answers.places.at(-1)!;
  return answers.plan.arms.flatMap((arm) => {
    const own = answers.together(where, [arm]).map(([answer]) => answer!);
    if (own.length === 0) return [];
    const tokens = mean(own, (answer) => answer.tokens);
    return [
      {
        arm,
        n: own.length,
        accuracy: mean(own, ({ value }) => value),
        tokens,
        dropped: mean(own, droppedTokens),
        largeShare: tokens === 0 ? 0 : mean(own, ({ largeTokens }) => largeTokens) / tokens,
        visualTokens: mean(own, ({ visualTokens }) => visualTokens),
        ...timeOf(arm, rounds),
      },
    ];
  });
}

function timeOf(
  arm: ArmChoice,
  rounds: readonly SpeedRound[],
): Pick<CostFigures, 'msPerAnswer' | 'timeRatio'> {
  const timed = rounds.flatMap(({ blocks }) => {
    const msOf = (key: string) => {
      const block = blocks.find((one) => one.arm === key);
      return block && block.elapsedMs / block.answers.length;
    };
    const own = msOf(armKey(arm));
    return own === undefined ? [] : [{ own, other: msOf('large-expert') }];
  });
  const ratios = timed.flatMap(({ own, other }) => (other === undefined ? [] : [own / other]));
  return {
    msPerAnswer: timed.length === 0 ? undefined : median(timed.map(({ own }) => own)),
    timeRatio: ratios.length === 0 ? undefined : { value: median(ratios), ...medianInterval(ratios) },
  };
}
