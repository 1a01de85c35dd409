import { differenceOf } from '../differences.ts';
import type { ArmName } from '../record.ts';
import { type Estimate, excludes, resampledEstimate, wilsonInterval } from '../stats.ts';
import type { Answers } from './answers.ts';
import type { ArmFigures, GapFigures, Pair } from './study.ts';

/** Who is compared with whom, where both were measured. */
const pairs = [
  ['proxy-thinker', 'large-base'],
  ['proxy-thinker', 'small-expert'],
  ['proxy-thinker', 'large-expert'],
  ['small-expert', 'small-base'],
  ['large-expert', 'large-base'],
  ['large-expert', 'small-expert'],
  ['speculative-thinking', 'small-expert'],
  ['speculative-thinking', 'large-expert'],
  ['vision-think', 'large-expert'],
  ['vision-think', 'always-low'],
  ['escalate', 'large-base'],
  ['all-three', 'large-base'],
  ['all-three', 'proxy-thinker'],
  ['all-three', 'speculative-thinking'],
  ['all-three', 'vision-think'],
] as const satisfies (readonly [ArmName, ArmName])[];

/** How often each arm was right. */
export function accuracyFigures(answers: Answers): ArmFigures[] {
  return answers.plan.arms.map((arm) => ({
    arm,
    by: answers.places.flatMap((where) => {
      const own = answers.together(where, [arm]).map(([answer]) => answer!.value);
      const hits = own.reduce((sum, value) => sum + value, 0);
      const n = own.length;
      return n === 0 ? [] : [{ where, n, accuracy: hits / n, ...wilsonInterval(hits, n) }];
    }),
  }));
}

/** The named pairs, question by question. */
export function pairFigures(answers: Answers): Pair[] {
  return pairs.flatMap(([name, other]) => {
    const [arm, against] = [answers.arm(name), answers.arm(other)];
    if (!arm || !against) return [];
    const by = answers.places.flatMap((where) => {
      const differences = answers
        .together(where, [arm, against])
        .map(([one, another]) => one!.value - another!.value);
      return differences.length === 0 ? [] : [{ where, ...differenceOf(differences, answers.plan.seed) }];
    });
    return [{ arm, against, by }];
  });
}

/** How much of the gap each weight closes, from the least to the greatest. */
export function gapFigures(answers: Answers): GapFigures[] {
  const [base, expert] = [answers.arm('large-base'), answers.arm('large-expert')];
  if (!base || !expert) return [];
  return answers.plan.arms
    .flatMap((arm) => (arm.name === 'proxy-thinker' ? [{ arm, alpha: arm.parameters.alpha ?? 0 }] : []))
    .toSorted((one, other) => one.alpha - other.alpha)
    .map(({ arm, alpha }) => ({
      alpha,
      by: answers.places.flatMap((where) => {
        const rows = answers.together(where, [arm, base, expert]);
        const columns = [0, 1, 2].map((column) => rows.map((row) => row[column]!.value));
        return rows.length === 0
          ? []
          : [{ where, n: rows.length, closed: closedGap(columns, answers.plan.seed) }];
      }),
    }));
}

/** Of the columns ProxyThinker, base and expert. */
function closedGap(columns: readonly (readonly number[])[], seed: number): Estimate | undefined {
  const [, base, expert] = columns;
  const gap = differenceOf(
    expert!.map((value, i) => value - base![i]!),
    seed,
  );
  if (!(gap.value > 0 && excludes(gap, 0))) return undefined;
  const closed = ([guided, base, expert]: readonly number[]) => (guided! - base!) / (expert! - base!);
  return resampledEstimate(columns, closed, seed);
}
