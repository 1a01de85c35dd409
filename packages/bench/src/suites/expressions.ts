import { colours } from './draw.ts';
import { type Line, misread, narrate, sum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneQuestion } from './suite.ts';
import { charactersOf, markOf, placeText, spreadRows } from './text-line.ts';

interface Expression {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly result: number;
}

/** Two or three lines such as `3+5-2+7`, each in its own colour. */
export function composeExpressions(random: Random): Scene {
  const count = random.int(2, 3);
  const rows = spreadRows(count, 2, 1, random);
  const lineColours = random.sample(colours, count);
  const expressions = rows.map(() => drawExpression(random));
  const texts = expressions.map(({ text }, i) => placeText(text, lineColours[i]!, rows[i]!, 1, random));
  const single = expressions.map(
    (e, i): SceneQuestion => ({
      kind: 'expression',
      prompt: `What is the result of the ${lineColours[i]!} line?`,
      target: String(e.result),
      steps: narrate(e.lines, random),
    }),
  );
  return {
    marks: texts.map(markOf),
    objects: texts.flatMap(charactersOf),
    questions: [...single, total(expressions, lineColours, random)],
  };
}

/** Single-digit operands; no result on the way is negative. */
function drawExpression(random: Random): Expression {
  const first = random.int(1, 9);
  let result = first;
  let text = String(first);
  const lines: Line[] = [];
  for (let left = random.int(2, 3); left > 0; left--) {
    const n = random.int(1, 9);
    if (n <= result && random.chance(0.4)) {
      lines.push({
        text: `${result}-${n}=${result - n}`,
        wrong: `${result}-${n}=${misread(result - n, random)}`,
      });
      result -= n;
      text += `-${n}`;
    } else {
      lines.push(sum(result, n, random));
      result += n;
      text += `+${n}`;
    }
  }
  return {
    text,
    result,
    lines: [{ text, wrong: text.replace(/\d$/, (d) => String(misread(Number(d), random) % 10)) }, ...lines],
  };
}

function total(
  expressions: readonly Expression[],
  lineColours: readonly string[],
  random: Random,
): SceneQuestion {
  const [a, b] = random.sample([...expressions.keys()], 2) as [number, number];
  const [first, second] = [expressions[a]!, expressions[b]!];
  return {
    kind: 'total',
    prompt: `What do the ${lineColours[a]!} line and the ${lineColours[b]!} line add up to?`,
    target: String(first.result + second.result),
    steps: narrate([...first.lines, ...second.lines, sum(first.result, second.result, random)], random),
  };
}
