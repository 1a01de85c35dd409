import type { Question, Score } from './suite.ts';

/** The name and version of the rule below. */
export const answerScorer = 'answer-tag@1';

/**
 * Reads the last `<answer>…</answer>` and compares it with the target: surrounding blanks and letter case
 * do not count, everything else does. Without a closed pair of tags nothing is read.
 */
export function scoreAnswer(answer: string, { target }: Pick<Question, 'target'>): Score {
  const end = answer.lastIndexOf('</answer>');
  const start = answer.lastIndexOf('<answer>', end);
  if (end < 0 || start < 0) return { value: 0, read: undefined };
  const read = answer.slice(start + '<answer>'.length, end).trim();
  return { value: read.toLowerCase() === target.trim().toLowerCase() ? 1 : 0, read };
}
