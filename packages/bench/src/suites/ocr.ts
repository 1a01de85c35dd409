import { colours } from './draw.ts';
import { type Line, narrate, runningSum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneQuestion } from './suite.ts';
import { charactersOf, markOf, placeText, spreadRows, type TextLine } from './text-line.ts';
import { words } from './words.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const digits = [...'0123456789'];

/** Two or three lines of text in different colours: words and codes, small and, in half of the pictures, one large. */
export function composeOcr(random: Random): Scene {
  const large = random.chance(0.5);
  const count = large ? 2 : random.int(2, 3);
  const rows = spreadRows(count, large ? 3 : 2, large ? 2 : 1, random);
  const lineColours = random.sample(colours, count);
  const largeLine = large ? random.int(0, count - 1) : -1;
  const lines = rows.map((row, i) => {
    const scale = i === largeLine ? 2 : 1;
    return placeText(drawText(scale === 2 ? 4 : 7, random), lineColours[i]!, row, scale, random);
  });
  return {
    marks: lines.map(markOf),
    objects: lines.flatMap(charactersOf),
    questions: lines.flatMap((line) => questionsOn(line, random)),
  };
}

/** A word, or a code of letters and digits, of three to `longest` characters. */
function drawText(longest: number, random: Random): string {
  if (random.chance(0.4)) return random.pick(words.filter((word) => word.length <= longest));
  return Array.from({ length: random.int(3, longest) }, () =>
    random.pick(random.chance(0.5) ? letters : digits),
  ).join('');
}

function questionsOn({ text, colour }: TextLine, random: Random): SceneQuestion[] {
  const characters = [...text];
  const at = random.int(1, characters.length);
  const numbers = characters.filter((c) => digits.includes(c)).map(Number);
  const transcribed: Line = { text, wrong: misspell(text, random) };
  const questions: SceneQuestion[] = [
    {
      kind: 'read',
      prompt: `What does the ${colour} text say?`,
      target: text,
      steps: narrate([transcribed], random),
    },
    {
      kind: 'character',
      prompt: `What is character ${at} of the ${colour} text?`,
      target: characters[at - 1]!,
      steps: narrate(
        characters
          .slice(0, at)
          .map((c, i) => ({ text: `${i + 1}=${c}`, wrong: `${i + 1}=${another(c, random)}` })),
        random,
      ),
    },
  ];
  if (numbers.length >= 2) {
    questions.push({
      kind: 'digit-sum',
      prompt: `What do the digits in the ${colour} text add up to?`,
      target: String(numbers.reduce((a, b) => a + b)),
      steps: narrate([transcribed, ...runningSum(numbers, random)], random),
    });
  }
  let count = 0;
  const tally = characters.map(
    (c): Line =>
      digits.includes(c)
        ? { text: `${c}, ${++count}`, wrong: `${another(c, random)}, ${count}` }
        : { text: c, wrong: another(c, random) },
  );
  questions.push({
    kind: 'digit-count',
    prompt: `How many digits are in the ${colour} text?`,
    target: String(count),
    steps: narrate(tally, random),
  });
  return questions;
}

/** Another character of the same kind. */
function another(character: string, random: Random): string {
  return random.pick((digits.includes(character) ? digits : letters).filter((c) => c !== character));
}

function misspell(text: string, random: Random): string {
  const at = random.int(0, text.length - 1);
  return text.slice(0, at) + another(text[at]!, random) + text.slice(at + 1);
}
