/**
 * ProxyThinker's marking of MMMU, which is lenient: MrZilinXiao/ProxyThinker @f0de02a, `src/math_common_utils.py:
 * extract_answer_mmmu, run_evaluate_mmmu`. What proxythinker.ts reads, else the last line. A choice is right if its text occurs
 * in the answer *or the answer in its text*, so `a` is right for most options and an empty last line for all; an open
 * answer if it occurs in an accepted one, or MathRuler's grader says so.
 */
import { gradeAnswer } from '../math/mathruler.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { proxyThinkerAnswer } from './proxythinker.ts';

export type ProxyThinkerMmmuProblem =
  | { readonly type: 'choice'; readonly options: readonly string[]; readonly answer: string }
  | { readonly type: 'open'; readonly answers: readonly string[] };

export const proxyThinkerMmmu: Scorer<ProxyThinkerMmmuProblem> = {
  name: 'proxythinker.mmmu',
  version: 'f0de02a',
  mark(response, problem) {
    const { text, rule } = proxyThinkerAnswer(response);
    const read = text ?? strip(response.split('\n').at(-1)!);
    return { value: isRight(read, problem) ? 1 : 0, read, rule: text === undefined ? 'last line' : rule };
  },
};

function isRight(given: string, problem: ProxyThinkerMmmuProblem): boolean {
  if (problem.type === 'open') {
    return problem.answers.some((answer) => answer.includes(given) || gradeAnswer(given, answer));
  }
  const text = problem.options[problem.answer.charCodeAt(0) - 'A'.charCodeAt(0)]!;
  return given.includes(text) || text.includes(given) || given === problem.answer;
}
