import { cellSide, colours, type Mark } from './draw.ts';
import { difference, type Line, misread, narrate, sum } from './narrate.ts';
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
    questions: [...sums(bars, random), spread(bars, random), extreme(bars, random)],
  };
}

function reading({ label, height }: Bar, random: Random): Line {
  return { text: `${label}=${height}`, wrong: `${label}=${misread(height, random)}` };
}

function sums(bars: readonly Bar[], random: Random): SceneQuestion[] {
  return [3, 4].map((count) => {
    const chosen = random.sample(bars, count);
    const lines = [reading(chosen[0]!, random)];
    let total = chosen[0]!.height;
    for (const bar of chosen.slice(1)) {
      lines.push(reading(bar, random), sum(total, bar.height, random));
      total += bar.height;
    }
    const labels = chosen.map((bar) => bar.label);
    const named = `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)!}`;
    return {
      kind: 'bars-sum',
      prompt: random.pick([
        `What do the bars ${named} add up to?`,
        `How high are the bars ${named} together?`,
        `Add up the bars ${named}.`,
      ]),
      target: String(total),
      steps: narrate(lines, random),
      needsFull: true,
    };
  });
}

/** Reads every bar and keeps the best so far: `C=7, 7`. */
function champion(bars: readonly Bar[], better: (a: number, b: number) => number, random: Random): Line[] {
  let best = bars[0]!.height;
  return bars.map((bar) => {
    best = better(best, bar.height);
    const { text, wrong } = reading(bar, random);
    return { text: `${text}, ${best}`, wrong: `${wrong}, ${best}` };
  });
}

function spread(bars: readonly Bar[], random: Random): SceneQuestion {
  const heights = bars.map((bar) => bar.height);
  const [most, least] = [Math.max(...heights), Math.min(...heights)];
  const lines = [
    ...bars.map((bar) => reading(bar, random)),
    { text: `most ${most}`, wrong: `most ${misread(most, random)}` },
    { text: `least ${least}`, wrong: `least ${misread(least, random)}` },
    difference(most, least, random),
  ];
  return {
    kind: 'bars-difference',
    prompt: random.pick([
      'How much taller is the tallest bar than the shortest?',
      'By how much does the tallest bar exceed the shortest?',
      'What is the difference between the tallest and the shortest bar?',
    ]),
    target: String(most - least),
    steps: narrate(lines, random),
    needsFull: true,
  };
}

function extreme(bars: readonly Bar[], random: Random): SceneQuestion {
  const tallest = random.chance(0.5);
  const better = tallest ? Math.max : Math.min;
  const best = better(...bars.map((bar) => bar.height));
  const word = tallest ? 'tallest' : 'shortest';
  return {
    kind: 'bars-extreme',
    prompt: random.pick([
      `How tall is the ${word} bar?`,
      `What is the height of the ${word} bar?`,
      `How high does the ${word} bar reach?`,
    ]),
    target: String(best),
    steps: narrate(champion(bars, better, random), random),
    needsFull: true,
  };
}
