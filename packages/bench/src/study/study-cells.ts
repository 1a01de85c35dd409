import { accuracyCell, signedPoints } from '../cells.ts';
import type { Difference } from '../record.ts';
import type { Estimate } from '../stats.ts';
import type { Where } from './study.ts';

/** A cell for each suite, empty where nothing was measured. */
export function cells<Row extends { readonly where: Where }>(
  suites: readonly Where[],
  rows: readonly Row[],
  cell: (row: Row) => string,
): string[] {
  return suites.map((suite) => {
    const row = rows.find(({ where }) => where === suite);
    return row ? cell(row) : '';
  });
}

/** Points, with a sign before those that may be none. */
export function pairCell(difference: Difference): string {
  return `${difference.measurable ? '' : '= '}${pointsCell(difference)}`;
}

/** Points: `+2.1 (+0.4 to +3.9)`. */
export function pointsCell({ value, low, high }: Estimate): string {
  return `${signedPoints(value)} (${signedPoints(low)} to ${signedPoints(high)})`;
}

/** A share in percent. */
export function shareCell({ value, low, high }: Estimate): string {
  return accuracyCell({ accuracy: value, low, high });
}

/** A factor: `1.04 (0.98–1.11)`. */
export function factorCell({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
