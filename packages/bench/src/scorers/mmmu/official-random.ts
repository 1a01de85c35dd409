/**
 * The random guess with which MMMU's and MMMU-Pro's own code fills in for an answer it cannot read; for comparison with
 * published numbers only. MMMU seeds Python's generator with 42 (mmmu/utils/eval_utils.py), MMMU-Pro does not seed it.
 */

import { lettersOf } from '../choices.ts';
import { pythonRandom } from '../python/random.ts';
import type { Scorer } from '../scorer.ts';

/**
 * The guesses come from one sequence, so a scorer marks one run, question by question in the order of the data set, as the
 * original does.
 */
export function officialRandom<
  Problem extends { readonly options: readonly string[]; readonly answer: unknown },
>({ name, version, mark }: Scorer<Problem>, seed: number): Scorer<Problem> {
  const random = pythonRandom(seed);
  return {
    name: `${name}.official-random`,
    version: `${version}+seed${seed}`,
    mark(response, problem) {
      const read = mark(response, problem);
      if (read.read !== undefined || problem.options.length === 0) return read;
      const letter = random.choice(lettersOf(problem.options));
      return { value: letter === problem.answer ? 1 : 0, read: letter, rule: 'guess' };
    },
  };
}
