import { armKey, armLabel } from '@vr/bench/keys';
import type { ArmChoice, Plan } from '@vr/bench/record';

/** An arm as the dashboard names and colours it. */
export interface ArmView {
  readonly key: string;
  readonly label: string;
  readonly tone: ArmChoice['name'];
}

/** The arms of a plan, in its order. */
export function armsOf({ arms }: Pick<Plan, 'arms'>): ArmView[] {
  return arms.map((arm) => ({ key: armKey(arm), label: armLabel(arm), tone: arm.name }));
}

/** Two arms to be compared. */
export interface ArmPair {
  readonly a: ArmView;
  readonly b: ArmView;
}

/** The arms that were asked for; else the large base against the first guided one. */
export function armPair(arms: readonly ArmView[], a?: string, b?: string): ArmPair | undefined {
  const find = (key?: string) => arms.find((arm) => arm.key === key);
  const first = find(a) ?? find('large-base') ?? arms[0];
  const second = find(b) ?? arms.find(({ tone }) => tone === 'proxy-thinker') ?? arms.at(-1);
  return first && second && { a: first, b: second };
}
