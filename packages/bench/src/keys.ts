import type { ArmChoice, Plan } from './record.ts';

/** Names an arm with its settings: `proxy-thinker?alpha=0.5`. */
export function armKey({ name, parameters }: ArmChoice): string {
  const settings = Object.entries(parameters).map(([setting, value]) => `${setting}=${value}`);
  return settings.length === 0 ? name : `${name}?${settings.join('&')}`;
}

/** Names an arm for people: `proxy-thinker α 0.5`. */
export function armLabel({ name, parameters: { alpha } }: ArmChoice): string {
  return alpha === undefined ? name : `${name} α ${alpha}`;
}

/** The key of a sample. */
export function sampleKey(arm: ArmChoice, suite: Plan['suites'][number], question: string): string {
  return `${armKey(arm)}/${suite.name}@${suite.version}/${question}`;
}
