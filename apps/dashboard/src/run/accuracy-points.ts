import { armLabel } from '@vr/bench/keys';
import type { AccuracyRow, ArmName, Summary } from '@vr/bench/record';
import { grouped } from './grouped.ts';

/** One arm's accuracy on one suite, ready to be drawn as a dot with whiskers. Shares are 0 to 1. */
export interface AccuracyPoint {
  readonly label: string;
  readonly tone: ArmName;
  readonly accuracy: number;
  /** How far the interval reaches below and above. */
  readonly reach: readonly [number, number];
}

/** What is drawn of one suite. */
export interface AccuracyPanel {
  readonly suite: string;
  readonly points: readonly AccuracyPoint[];
}

/** A panel for each suite, then one for all; of ProxyThinker only the α that the run leads with. */
export function accuracyPanels({ accuracy, overall }: Summary): AccuracyPanel[] {
  const rows = [...accuracy, ...overall];
  const lead = rows.find(({ arm }) => arm === 'proxy-thinker')?.parameters.alpha;
  const shown = rows.filter(
    ({ n, parameters: { alpha } }) => n > 0 && (alpha === undefined || alpha === lead),
  );
  return grouped(shown, ({ suite }) => suite).map(([suite, group]) => ({
    suite,
    points: group.map(pointOf),
  }));
}

function pointOf({ arm, parameters, accuracy, low, high }: AccuracyRow): AccuracyPoint {
  return {
    label: armLabel({ name: arm, parameters }),
    tone: arm,
    accuracy,
    reach: [accuracy - low, high - accuracy],
  };
}
