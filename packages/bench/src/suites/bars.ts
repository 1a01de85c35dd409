import { cellSide, colours, type Mark } from './draw.ts';
import { type Line, misread, narrate, sum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneObject, SceneQuestion } from './suite.ts';
import { cellsPerRow } from './text-line.ts';

interface Bar {
  readonly label: string;
  readonly height: number;
}

const unit = 5;
const baseline = 54;
const barCount = 4;

/** Four labelled bars of height 1 to 9, different labels. */
export function composeBars(random: Random): Scene {
  const labels = random.sample([...'ABCDEFGH'], barCount).sort();
  const bars = labels.map((label): Bar => ({ label, height: random.int(1, 9) }));
  const offset = random.int(0, 1);
  const marks: Mark[] = [{ type: 'rectangle', x: 0, y: baseline, width: 64, height: 1, colour: 'grey' }];
  const objects: SceneObject[] = [];
  bars.forEach(({ label, height }, i) => {
    const column = i * 2 + offset;
    const colour = random.pick(colours);
    const x = column * cellSide;
    marks.push({
      type: 'rectangle',
      x,
      y: baseline - unit * height,
      width: cellSide,
      height: unit * height,
      colour,
    });
    marks.push({ type: 'text', x: x + random.int(1, 2), y: 56, scale: 1, text: label, colour: 'white' });
    objects.push({ cell: 7 * cellsPerRow + column, name: label, colour: undefined, value: height });
  });
  return {
    marks,
    objects,
    questions: [...sums(bars, random), difference(bars, random), tallest(bars, random)],
  };
}

function reading({ label, height }: Bar, random: Random): Line {
  return { text: `${label}=${height}`, wrong: `${label}=${misread(height, random)}` };
}

function sums(bars: readonly Bar[], random: Random): SceneQuestion[] {
  return [2, 3, 4].map((count) => {
    const chosen = random.sample(bars, count);
    const lines = [reading(chosen[0]!, random)];
    let total = chosen[0]!.height;
    for (const bar of chosen.slice(1)) {
      lines.push(reading(bar, random), sum(total, bar.height, random));
      total += bar.height;
    }
    const named = `${chosen
      .slice(0, -1)
      .map((bar) => bar.label)
      .join(', ')} and ${chosen.at(-1)!.label}`;
    return {
      kind: 'bars-sum',
      prompt: `What do the bars ${named} add up to?`,
      target: String(total),
      steps: narrate(lines, random),
    };
  });
}

function difference(bars: readonly Bar[], random: Random): SceneQuestion {
  const [a, b] = random.sample(bars, 2) as [Bar, Bar];
  const [tall, low] = a.height >= b.height ? [a, b] : [b, a];
  const gap = tall.height - low.height;
  const lines = [
    reading(tall, random),
    reading(low, random),
    {
      text: `${tall.height}-${low.height}=${gap}`,
      wrong: `${tall.height}-${low.height}=${misread(gap, random)}`,
    },
  ];
  return {
    kind: 'bars-difference',
    prompt: `How much taller is bar ${tall.label} than bar ${low.label}?`,
    target: String(gap),
    steps: narrate(lines, random),
  };
}

function tallest(bars: readonly Bar[], random: Random): SceneQuestion {
  const height = Math.max(...bars.map((bar) => bar.height));
  const lines: Line[] = bars.map((bar) => reading(bar, random));
  return {
    kind: 'tallest',
    prompt: 'How tall is the tallest bar?',
    target: String(height),
    steps: narrate([...lines, { text: `most=${height}` }], random),
  };
}
