import { armKey } from '../keys.ts';
import type { ArmChoice, ArmName, Plan, SampleRecord } from '../record.ts';
import type { Done, Where } from './study.ts';

/** The answers of a run, by arm and question. */
export interface Answers {
  readonly plan: Plan;
  /** The suites, then all together if there are several. */
  readonly places: readonly Where[];
  /** The first arm of this name; undefined if none was measured. */
  arm(name: ArmName): ArmChoice | undefined;
  /** What these arms answered, a question a row, where all of them did. */
  together(where: Where, arms: readonly ArmChoice[]): readonly (readonly Done[])[];
}

export function answersOf(plan: Plan, samples: readonly SampleRecord[]): Answers {
  const byArm = new Map<string, Map<string, Done>>();
  for (const sample of samples) {
    if (sample.state !== 'done') continue;
    const key = armKey({ name: sample.arm, parameters: sample.parameters });
    const own = byArm.get(key) ?? new Map<string, Done>();
    own.set(sample.question, sample);
    byArm.set(key, own);
  }
  const suites = plan.suites.map(({ name }) => name);
  return {
    plan,
    places: suites.length > 1 ? [...suites, 'all'] : suites,
    arm: (wanted) => plan.arms.find((arm) => arm.name === wanted && byArm.has(armKey(arm))),
    together(where, arms) {
      const [first, ...others] = arms.map((arm) => byArm.get(armKey(arm)) ?? new Map<string, Done>());
      return [...first!.values()].flatMap((one) => {
        if (where !== 'all' && one.suite !== where) return [];
        const rest = others.map((other) => other.get(one.question)).filter((other) => other !== undefined);
        return rest.length === others.length ? [[one, ...rest]] : [];
      });
    },
  };
}

/** The mean of what a function reads off each answer; 0 of none. */
export function mean<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.length === 0 ? 0 : items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
