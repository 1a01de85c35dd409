/**
 * The string normalisation of MATH (Hendrycks et al., 2021), hendrycks/math @985bdc1, `modeling/math_equivalence.py:
 * _strip_string`; prm800k and MathRuler carry the same one. It edits LaTeX without parsing it, step after step.
 */
import { length } from '../python/text.ts';
import { bracedFractions, bracedRoots, slashAsFraction } from './latex-fixes.ts';

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
  const value = withoutName(text.startsWith('.') ? `0${text}` : text);
  const rooted = bracedRoots(value).replaceAll(' ', '');
  if (endsIn('\\sqrt', value) || endsIn('\\frac', rooted)) return undefined;
  const fractions = bracedFractions(rooted);
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

/** Whether nothing follows a command, at the end or before the same again. */
function endsIn(command: string, text: string): boolean {
  return text.endsWith(command) || text.includes(command + command);
}
