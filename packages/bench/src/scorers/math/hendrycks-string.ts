/**
 * The string normalisation of MATH (Hendrycks et al., 2021), hendrycks/math @985bdc1, `modeling/math_equivalence.py:
 * _strip_string`; prm800k and MathRuler carry the same one. It edits LaTeX without parsing it, step after step.
 */
import { length } from '../python/text.ts';

/** Undefined where the original raises: `\frac` or `\sqrt` at the end, two `\text{ `. Callers differ in what follows. */
export function strippedLatex(answer: string): string | undefined {
  const plain = withoutDecoration(answer);
  const units = plain.split('\\text{ ');
  if (units.length > 2) return undefined;
  const text = units[0]!
    .replaceAll('\\%', '')
    .replaceAll('%', '')
    .replaceAll(' .', ' 0.')
    .replaceAll('{.', '{0.');
  if (text === '') return text;
  const rooted = bracedRoots(withoutName(text.startsWith('.') ? `0${text}` : text));
  const fractions = rooted === undefined ? undefined : bracedFractions(rooted.replaceAll(' ', ''));
  if (fractions === undefined) return undefined;
  return slashAsFraction(fractions === '0.5' ? '\\frac{1}{2}' : fractions);
}

function withoutDecoration(answer: string): string {
  return answer
    .replaceAll('\n', '')
    .replaceAll('\\!', '')
    .replaceAll('\\\\', '\\')
    .replaceAll('tfrac', 'frac')
    .replaceAll('dfrac', 'frac')
    .replaceAll('\\left', '')
    .replaceAll('\\right', '')
    .replaceAll('^{\\circ}', '')
    .replaceAll('^\\circ', '')
    .replaceAll('\\$', '');
}

/** `x=5` is `5`; only names of one or two characters, and only one equals sign. */
function withoutName(text: string): string {
  const [name, value, ...more] = text.split('=');
  return value !== undefined && more.length === 0 && length(name!) <= 2 ? value : text;
}

/** `\sqrt3` to `\sqrt{3}`. */
function bracedRoots(text: string): string | undefined {
  const [before, ...roots] = text.split('\\sqrt');
  if (roots.includes('')) return undefined;
  return before! + roots.map((root) => `\\sqrt${root.startsWith('{') ? root : bracedFirst(root)}`).join('');
}

/**
 * `\frac12` and `\frac1{2}` to `\frac{1}{2}`, one character each. One character alone after a `\frac` leaves the whole text
 * as it was.
 */
function bracedFractions(text: string): string | undefined {
  const [before, ...fractions] = text.split('\\frac');
  let result = before!;
  for (const fraction of fractions) {
    if (fraction === '') return undefined;
    if (fraction.startsWith('{')) {
      result += `\\frac${fraction}`;
      continue;
    }
    const [top, ...rest] = [...fraction];
    if (rest.length === 0) return text;
    result += `\\frac{${top}}${rest[0] === '{' ? rest.join('') : bracedFirst(rest.join(''))}`;
  }
  return result;
}

function bracedFirst(text: string): string {
  const [first, ...rest] = [...text];
  return `{${first}}${rest.join('')}`;
}

/** `3/4` to `\frac{3}{4}`, if that is all there is and both numbers are written as Python would write them. */
function slashAsFraction(text: string): string {
  const parts = /^(0|-?[1-9][0-9]*)\/(0|-?[1-9][0-9]*)$/.exec(text);
  return parts === null ? text : `\\frac{${parts[1]}}{${parts[2]}}`;
}
