import { join } from 'node:path';
import { batched, generate, oneAtATime, proxyThinker, type Strategy, sample } from '@vr/core';
import { buildArm, guided, type Models } from './arms.ts';
import { armKey } from './keys.ts';
import type { NaiveName, Plan, SpeedPlan } from './record.ts';
import type { Contender } from './speed.ts';

/**
 * Who is timed: ProxyThinker against naive, unless at no width; then ways to answer against each other, as many
 * questions at once as there are lanes. `models` has at least those that these are made of.
 */
export function buildContenders(
  models: Partial<Models>,
  { speed, lanes }: Pick<Plan, 'lanes'> & { readonly speed: SpeedPlan },
  naive: readonly Contender[],
  threshold?: number,
): Contender[] {
  const arms = speed.arms.map((arm) =>
    contender(armKey(arm), buildArm(arm, models, threshold).strategy, lanes),
  );
  return speed.sequences.length === 0 ? arms : [...naive, ...plumbing(models as Models, speed), ...arms];
}

/**
 * One method through different pipes: in this runtime with nothing batched or overlapped, and at each width; and the
 * large model alone, unguided, to show what guidance costs.
 */
function plumbing(models: Models, { alpha, sequences }: SpeedPlan): Contender[] {
  const [base, expert, amateur] = oneAtATime(
    models['large-base'],
    models['small-expert'],
    models['small-base'],
  );
  const oneByOne = sample(proxyThinker({ base, expert, amateur, alpha }));
  const together = sample(batched(guided(models, alpha)));
  const alone = sample(batched(models['large-base']));
  return [
    contender('one-at-a-time', oneByOne, 1),
    ...sequences.map((width) => contender('proxy-thinker', together, width)),
    ...[...new Set([1, Math.max(...sequences)])].map((width) => contender('large-base', alone, width)),
  ];
}

function contender(arm: string, strategy: Strategy, sequences: number): Contender {
  return { arm, sequences, answer: (prompt, limits) => generate(strategy, prompt, limits) };
}

const naiveOptions = {
  naive: { intraOpNumThreads: 1 },
  'naive-default-threads': {},
} as const satisfies Record<NaiveName, object>;

/** The naive loops of a plan, over the model folders in `folder`. */
export function loadNaiveContenders(folder: string, { alpha, naive }: SpeedPlan): Promise<Contender[]> {
  const folders = {
    base: join(folder, 'large-base'),
    expert: join(folder, 'small-expert'),
    amateur: join(folder, 'small-base'),
  };
  return Promise.all(
    naive.map(async (arm) => {
      const { loadNaive } = await import('./naive.ts');
      const { answer } = await loadNaive(folders, alpha, naiveOptions[arm]);
      return { arm, sequences: 1, answer };
    }),
  );
}
