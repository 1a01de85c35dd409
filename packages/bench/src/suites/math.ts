import { composeBars } from './bars.ts';
import { composeExpressions } from './expressions.ts';
import { composeFigure } from './figures.ts';
import type { Random } from './random.ts';
import type { Scene } from './suite.ts';

/** Rendered arithmetic, a bar chart, or a figure with labelled sides. */
export function composeMath(random: Random): Scene {
  const draw = random.unit();
  if (draw < 0.5) return composeExpressions(random);
  return draw < 0.8 ? composeBars(random) : composeFigure(random);
}
