import { type Colour, colours } from './draw.ts';
import { difference, type Line, misread, narrate, sum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneQuestion } from './suite.ts';
import { charactersOf, markOf, placeText, spreadRows } from './text-line.ts';

/** A sum over one or two rows, all in one colour. */
interface Expression {
  readonly colour: Colour;
  readonly rows: readonly string[];
  readonly lines: readonly Line[];
  readonly result: number;
}

/** One or two sums over two rows each, or two or three over one, each in its own colour. */
export function composeExpressions(random: Random): Scene {
  const long = random.chance(0.6);
  const count = long ? random.int(1, 2) : random.int(2, 3);
  const drawn = random.sample(colours, count).map((colour) => drawExpression(colour, long, random));
  const rows = spreadRows(drawn.length * (long ? 2 : 1), long ? 1 : 2, 1, random);
  const texts = drawn
    .flatMap(({ colour, rows }) => rows.map((text) => ({ colour, text })))
    .map(({ colour, text }, i) => placeText(text, colour, rows[i]!, 1, random));
  return {
    marks: texts.map(markOf),
    objects: texts.flatMap(charactersOf),
    questions: [
      ...drawn.map((expression) => result(expression, random)),
      ...(long ? [] : [total(drawn, random)]),
    ],
  };
}

/** Single-digit operands, seven or eight over two rows or three or four in one; no result on the way is negative. */
function drawExpression(colour: Colour, long: boolean, random: Random): Expression {
  const first = random.int(1, 9);
  const lines: Line[] = [];
  const rows = [String(first)];
  let result = first;
  const operands = long ? random.int(7, 8) : random.int(3, 4);
  for (let operand = 2; operand <= operands; operand++) {
    if (operand === 5) rows.push('');
    const n = random.int(1, 9);
    const minus = n <= result && random.chance(0.4);
    lines.push(minus ? difference(result, n, random) : sum(result, n, random));
    result += minus ? -n : n;
    rows[rows.length - 1] += `${minus ? '-' : '+'}${n}`;
  }
  return {
    colour,
    rows,
    lines: [...rows.map((row, i) => reading(i === 0 ? `${colour}: ${row}` : row, random)), ...lines],
    result,
  };
}

/** A row as it stands there; the first says which sum it opens. */
function reading(row: string, random: Random): Line {
  return { text: row, wrong: row.replace(/\d$/, (d) => String(misread(Number(d), random) % 10)) };
}

function result({ colour, lines, result }: Expression, random: Random): SceneQuestion {
  return {
    kind: 'expression',
    prompt: random.pick([
      `What is the result of the ${colour} sum?`,
      `Work out the ${colour} sum.`,
      `What does the ${colour} sum come to?`,
    ]),
    target: String(result),
    steps: narrate(lines, random),
    needsFull: true,
  };
}

function total(expressions: readonly Expression[], random: Random): SceneQuestion {
  const [a, b] = random.sample(expressions, 2) as [Expression, Expression];
  return {
    kind: 'total',
    prompt: random.pick([
      `What do the ${a.colour} sum and the ${b.colour} sum add up to?`,
      `Add the ${a.colour} sum to the ${b.colour} sum. What is the result?`,
      `What are the ${a.colour} sum and the ${b.colour} sum together?`,
    ]),
    target: String(a.result + b.result),
    steps: narrate([...a.lines, ...b.lines, sum(a.result, b.result, random)], random),
    needsFull: true,
  };
}
