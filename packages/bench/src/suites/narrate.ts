import type { Random } from './random.ts';
import type { Step } from './suite.ts';

/** A step, and how it might go wrong. */
export interface Line {
  readonly text: string;
  readonly wrong?: string;
}

const slipShare = 0.3;
const checkShare = 0.15;

/**
 * Tells a solution the way a careful person would: now and then a step goes wrong and is put right with
 * "wait", now and then one is said again with "check".
 */
export function narrate(lines: readonly Line[], random: Random): Step[] {
  const slipAt = random.chance(slipShare) ? random.int(0, lines.length - 1) : -1;
  const checkAt = random.chance(checkShare) ? random.int(0, lines.length - 1) : -1;
  return lines.flatMap(({ text, wrong }, i): Step[] => {
    const slips = i === slipAt && wrong !== undefined && wrong !== text;
    const told = slips ? [{ text: wrong, slip: true }, right(`wait, ${text}`)] : [right(text)];
    return i === checkAt ? [...told, right(`check, ${text}`)] : told;
  });
}

function right(text: string): Step {
  return { text, slip: false };
}

/** A number near `n` that is not `n` and not negative. */
export function misread(n: number, random: Random): number {
  const near = n + random.pick([-2, -1, -1, 1, 1, 2]);
  return near < 0 ? n + 1 : near;
}

/** `3+5=8`. */
export function sum(a: number, b: number, random: Random): Line {
  return { text: `${a}+${b}=${a + b}`, wrong: `${a}+${b}=${misread(a + b, random)}` };
}

/** Adds up `numbers` from the left, one line an addition. */
export function runningSum(numbers: readonly number[], random: Random): Line[] {
  let total = numbers[0]!;
  return numbers.slice(1).map((n) => {
    const line = sum(total, n, random);
    total += n;
    return line;
  });
}
