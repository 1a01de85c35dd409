import type { ArmName } from '@vr/bench/record';

/** A symbol for each tone, so that a chart can be read without colours. */
export const symbols = {
  'large-base': 'circle',
  'small-base': 'square',
  'small-expert': 'triangle',
  'proxy-thinker': 'diamond',
  other: 'cross',
} as const;

/** Whose colour is used: an arm's, or the one that is left for everyone else. */
export type Tone = ArmName | 'other';

/** The tone of whoever is called so: an arm, a model, a contender. */
export function toneOf(name: string): Tone {
  if (name.startsWith('proxy-thinker')) return 'proxy-thinker';
  return name === 'large-base' || name === 'small-base' || name === 'small-expert' ? name : 'other';
}

/** A tone as a CSS colour. */
export function toneColour(tone: Tone): string {
  return `var(--tone-${tone})`;
}
