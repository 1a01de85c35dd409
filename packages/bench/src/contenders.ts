import { join } from 'node:path';
import { batched, generate, type Model, oneAtATime, proxyThinker, sample } from '@vr/core';
import { guided, type Models } from './arms.ts';
import type { NaiveName, SpeedPlan } from './record.ts';
import type { Contender } from './speed.ts';

/**
 * Who is timed: what stock packages do, if the models are files that they can read; the same method in this runtime
 * with nothing batched or overlapped; in this runtime at each width; and the large model alone, unguided, to show
 * what guidance costs.
 */
export function buildContenders(
  models: Models,
  { alpha, sequences }: SpeedPlan,
  naive: readonly Contender[],
): Contender[] {
  const [base, expert, amateur] = oneAtATime(
    models['large-base'],
    models['small-expert'],
    models['small-base'],
  );
  const together = batched(guided(models, alpha));
  const alone = batched(models['large-base']);
  return [
    ...naive,
    contender('one-at-a-time', proxyThinker({ base, expert, amateur, alpha }), 1),
    ...sequences.map((width) => contender('proxy-thinker', together, width)),
    ...[...new Set([1, Math.max(...sequences)])].map((width) => contender('large-base', alone, width)),
  ];
}

function contender(arm: string, model: Model, sequences: number): Contender {
  const strategy = sample(model);
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
