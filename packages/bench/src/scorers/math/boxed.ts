/**
 * Which `\boxed{…}` of a response is its answer: benchmarks disagree. Braces are matched in all of them; they also disagree
 * about a box that is never closed.
 */

import { strip } from '../python/text.ts';

/** The first box: ProxyThinker @f0de02a, `math_common_utils.py: extract_boxed_content`. An open one runs to the end. */
export function firstBoxed(text: string): string | undefined {
  const start = text.indexOf('\\boxed{');
  if (start < 0) return undefined;
  const from = start + '\\boxed{'.length;
  const content = text.slice(from, closingBrace(text, from) ?? text.length);
  return content === '' ? undefined : content;
}

/**
 * The last box: Speculative Thinking @98310f3, `utils/qwen_math_parser.py: find_box`. Whatever follows the last `boxed`:
 * braces, of which open ones run to the end, or else the text up to a `$`.
 */
export function lastBoxed(text: string): string | undefined {
  const start = text.lastIndexOf('boxed');
  if (start < 0) return undefined;
  const rest = text.slice(start + 'boxed'.length);
  if (rest === '') return undefined;
  return rest.startsWith('{') ? rest.slice(1, closingBrace(rest, 1)) : strip(rest.split('$')[0]!);
}

/** The last `\boxed{`, if it is closed: MathRuler @14dadeb, `grader.py: extract_boxed_content`. */
export function lastClosedBoxed(text: string): string | undefined {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return undefined;
  const from = start + '\\boxed{'.length;
  const end = closingBrace(text, from);
  return end === undefined ? undefined : strip(text.slice(from, end));
}

/**
 * Every closed box, in order: EMMA @50609fd, `evaluation/utils.py: extract_full_boxed_content`. A box inside a box is part of
 * the outer one; an open box swallows those after it.
 */
export function everyBoxed(text: string): string[] {
  const contents: string[] = [];
  let at = text.indexOf('\\boxed{');
  while (at >= 0) {
    const from = at + '\\boxed{'.length;
    const end = closingBrace(text, from);
    if (end === undefined) break;
    contents.push(text.slice(from, end));
    at = text.indexOf('\\boxed{', end);
  }
  return contents;
}

/** Where the brace closes that was opened before `from`; undefined if nowhere. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return undefined;
}
