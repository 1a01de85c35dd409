import type { SampleDone } from './record.ts';

/** Tokens that were written and are not in the answer: before another look, and openings that were not kept. */
export function droppedTokens({ escalations, dropped }: Pick<SampleDone, 'escalations' | 'dropped'>): number {
  return escalations.reduce((sum, { tokens }) => sum + tokens, dropped.small + dropped.large);
}
