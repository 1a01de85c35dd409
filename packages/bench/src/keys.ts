import type { ArmChoice, Plan } from './record.ts';

/** Names an arm with its settings: `proxy-thinker?alpha=0.5`. */
export function armKey({ name, parameters }: ArmChoice): string {
  const settings = Object.entries(parameters).map(([setting, value]) => `${setting}=${value}`);
  return settings.length === 0 ? name : `${name}?${settings.join('&')}`;
}

/** Names an arm for people: `proxy-thinker α 0.5`, `speculative-thinking openingTokens 12`. */
export function armLabel({ name, parameters: { alpha, ...others } }: ArmChoice): string {
  const settings = Object.entries(others).map(([setting, value]) => `${setting} ${value}`);
  return [name, ...(alpha === undefined ? [] : [`α ${alpha}`]), ...settings].join(' ');
}

/** The key of a sample: the arm, the question and which time it was asked. */
export function sampleKey(
  arm: ArmChoice,
  suite: Plan['suites'][number],
  question: string,
  epoch: number,
): string {
  return `${armKey(arm)}/${suite.name}@${suite.version}/${question}#${epoch}`;
}
