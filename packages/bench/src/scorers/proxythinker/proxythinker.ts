/**
 * ProxyThinker's marking without a judge (arXiv 2505.24872), MrZilinXiao/ProxyThinker @f0de02a, `src/math_common_utils.py:
 * extract_answer, process_response, run_evaluate_math`. Read: the *first* box, else the last `<answer>`, else what follows
 * the last `Answer:`. Right: equal but for case to the right letter or text, or by MathRuler's grader to the letter, the
 * answer as it stands or the text of the right option.
 *
 * Quirks: the first box hurts a model that corrects itself. The grader is called with the roles changed, the gold answer as
 * the one that is given. `Answer: Paris` is `P`. Letters are known up to G for choices (MathVista) and up to E for options
 * (MATH-Vision).
 */
import { firstBoxed } from '../math/boxed.ts';
import { gradeAnswer } from '../math/mathruler.ts';
import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Mark, Scorer } from '../scorer.ts';

export interface ProxyThinkerProblem {
  readonly answer: string;
  /** MathVista's, of which the answer is a text. */
  readonly choices?: readonly string[] | undefined;
  /** MATH-Vision's, of which the answer is a letter or a text. */
  readonly options?: readonly string[] | undefined;
}

export const proxyThinker: Scorer<ProxyThinkerProblem> = {
  name: 'proxythinker',
  version: 'f0de02a',
  mark(response, problem): Mark {
    const { text, rule } = proxyThinkerAnswer(response);
    if (text === undefined || text === '') return { value: 0, read: undefined, rule: 'none' };
    return { value: isRight(text, problem) ? 1 : 0, read: text, rule };
  },
};

export interface ProxyThinkerReading {
  readonly text: string | undefined;
  readonly rule: string;
}

const afterAnswer = pattern(String.raw`Answer:\s*([A-Z]|\w[\w.\-+]*)`, 'g');

export function proxyThinkerAnswer(response: string): ProxyThinkerReading {
  const box = firstBoxed(response);
  if (box !== undefined) return { text: cleaned(box), rule: 'first box' };
  const parts = response.split('<answer>');
  if (parts.length > 1 && response.includes('</answer>')) {
    return { text: cleaned(parts.at(-1)!.split('</answer>')[0]!), rule: 'answer tag' };
  }
  const named = [...response.matchAll(afterAnswer)].at(-1)?.[1];
  return { text: named && cleaned(named), rule: named === undefined ? 'none' : 'Answer:' };
}

function cleaned(text: string): string {
  return strip(text.replaceAll('Final Answer:', ''));
}

function isRight(given: string, { answer, choices, options }: ProxyThinkerProblem): boolean {
  const gold = letterOf(answer, choices, 'ABCDEFG') ?? letterOf(answer, options, 'ABCDE') ?? answer;
  if (gold.toLowerCase() === given.toLowerCase()) return true;
  const texts = options?.length ? options : choices;
  const text = /^[A-Z]$/.test(gold) ? texts?.[gold.charCodeAt(0) - 'A'.charCodeAt(0)] : undefined;
  return [gold, answer, text].some((one) => one !== undefined && gradeAnswer(one, given));
}

function letterOf(answer: string, list: readonly string[] | undefined, letters: string): string | undefined {
  const at = list?.indexOf(answer) ?? -1;
  return at < 0 ? undefined : letters[at];
}
