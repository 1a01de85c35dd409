import { type Colour, colours } from './draw.ts';
import { difference, type Line, misread, narrate, sum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneQuestion } from './suite.ts';
import { charactersOf, markOf, placeText, spreadRows } from './text-line.ts';

/** A sum over one or two rows, all in one colour. */
interface Expression {
  readonly colour: Colour;
  readonly rows: readonly string[];
  /** What is added up, from the left; those taken away are negative. */
  readonly terms: readonly number[];
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

/** Single-digit terms, seven or eight over two rows or three or four in one; no result on the way is negative. */
function drawExpression(colour: Colour, long: boolean, random: Random): Expression {
  const terms = [random.int(1, 9)];
  const rows = [String(terms[0])];
  let result = terms[0]!;
  const count = long ? random.int(7, 8) : random.int(3, 4);
  while (terms.length < count) {
    if (terms.length === 4) rows.push('');
    const n = random.int(1, 9);
    const minus = n <= result && random.chance(0.4);
    terms.push(minus ? -n : n);
    result += terms.at(-1)!;
    rows[rows.length - 1] += `${minus ? '-' : '+'}${n}`;
  }
  return { colour, rows, terms, result };
}

/** Reads a sum, then adds it up; onto `start`, where there is one already. */
function worked({ colour, rows, terms }: Expression, random: Random, start?: number): Line[] {
  const read = rows.map((row, i) => reading(i === 0 ? `${colour}: ${row}` : row, random));
  let result = start ?? terms[0]!;
  const added = terms.slice(start === undefined ? 1 : 0).map((term) => {
    const line = term < 0 ? difference(result, -term, random) : sum(result, term, random);
    result += term;
    return line;
  });
  return [...read, ...added];
}

/** A row as it stands there; the first says which sum it opens. */
function reading(row: string, random: Random): Line {
  return { text: row, wrong: row.replace(/\d$/, (d) => String(misread(Number(d), random) % 10)) };
}

function result(expression: Expression, random: Random): SceneQuestion {
  const { colour, result } = expression;
  return {
    kind: 'expression',
    prompt: random.pick([
      `What is the result of the ${colour} sum?`,
      `Work out the ${colour} sum.`,
      `What does the ${colour} sum come to?`,
    ]),
    target: String(result),
    steps: narrate(worked(expression, random), random),
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
    steps: narrate([...worked(a, random), ...worked(b, random, a.result)], random),
    needsFull: true,
  };
}
