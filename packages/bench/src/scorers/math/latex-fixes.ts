/**
 * Small repairs of LaTeX by editing text, which MATH's and MATH-Vision's normalisations share. Each takes "the first
 * character" literally, whatever it is.
 */

/** `\sqrt3` to `\sqrt{3}`. */
export function bracedRoots(text: string): string {
  const [before, ...roots] = text.split('\\sqrt');
  return before! + roots.map((root) => `\\sqrt${/^$|^\{/.test(root) ? root : bracedFirst(root)}`).join('');
}

/** `\frac12` and `\frac1{2}` to `\frac{1}{2}`. A `\frac` with less than two characters after it leaves the whole text alone. */
export function bracedFractions(text: string): string {
  const [before, ...fractions] = text.split('\\frac');
  let result = before!;
  for (const fraction of fractions) {
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

/** `3/4` to `\frac{3}{4}`, if that is all there is and both numbers are written as Python would write them. */
export function slashAsFraction(text: string): string {
  const parts = /^(0|-?[1-9][0-9]*)\/(0|-?[1-9][0-9]*)$/.exec(text);
  return parts === null ? text : `\\frac{${parts[1]}}{${parts[2]}}`;
}

function bracedFirst(text: string): string {
  const [first, ...rest] = [...text];
  return `{${first}}${rest.join('')}`;
}
