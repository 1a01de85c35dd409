import type { Summary } from '@vr/bench/record';
import { grouped } from './grouped.ts';

/** ProxyThinker's accuracy with one α. Shares are 0 to 1. */
export interface SweepPoint {
  readonly alpha: number;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
}

/** How accuracy changes with α on one suite, and where the models it is made of stand. */
export interface SweepPanel {
  readonly suite: string;
  readonly points: readonly SweepPoint[];
  readonly largeBase: number | undefined;
  readonly smallExpert: number | undefined;
}

/** A panel for each suite, then one for all; none where fewer than two α were tried. */
export function sweepPanels({ accuracy, overall }: Summary): SweepPanel[] {
  const suites = grouped([...accuracy, ...overall], ({ suite }) => suite);
  const panels = suites.map(([suite, rows]) => ({
    suite,
    points: rows
      .flatMap(({ arm, n, parameters: { alpha }, accuracy: value, low, high }) =>
        arm === 'proxy-thinker' && alpha !== undefined && n > 0
          ? [{ alpha, accuracy: value, interval: [low, high] as const }]
          : [],
      )
      .sort((one, other) => one.alpha - other.alpha),
    largeBase: rows.find(({ arm }) => arm === 'large-base')?.accuracy,
    smallExpert: rows.find(({ arm }) => arm === 'small-expert')?.accuracy,
  }));
  return panels.filter(({ points }) => points.length > 1);
}

/** The lowest share that panels with a common axis must show, rounded down to tenths. */
export function lowestShare(panels: readonly SweepPanel[]): number {
  const shares = panels.flatMap(({ points, largeBase, smallExpert }) => [
    ...points.map(({ interval: [low] }) => low),
    ...[largeBase, smallExpert].filter((share) => share !== undefined),
  ]);
  return Math.floor(Math.min(1, ...shares) * 10) / 10;
}
