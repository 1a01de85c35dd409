import type { Columns } from './bootstrap.ts';
import type { Estimate } from './interval.ts';
import { resampledEstimate } from './resampled.ts';

/** How far two scorers agree on the same answers. */
export interface Agreement {
  readonly n: number;
  /** The share on which they say the same. */
  readonly observed: number;
  /** Cohen's κ; undefined where both always say one and the same, and there is nothing to agree on. */
  readonly kappa: Estimate | undefined;
}

/**
 * κ = (observed − expected) / (1 − expected): agreement beyond what as many labels by chance would give. J. Cohen, "A
 * coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960); interval by bootstrap.
 */
export function agreementOf(first: readonly string[], second: readonly string[], seed: number): Agreement {
  const labels = [...new Set([...first, ...second])];
  const says = (whose: readonly string[], label: string) => whose.map((one) => (one === label ? 1 : 0));
  const same = first.map((label, i) => (label === second[i] ? 1 : 0));
  const columns: Columns = [
    same,
    ...labels.map((label) => says(first, label)),
    ...labels.map((label) => says(second, label)),
  ];
  const kappa = ([observed, ...shares]: readonly number[]) => {
    const expected = labels.reduce((sum, _, i) => sum + shares[i]! * shares[i + labels.length]!, 0);
    return expected === 1 ? 1 : (observed! - expected) / (1 - expected);
  };
  return {
    n: first.length,
    observed: same.filter((one) => one === 1).length / first.length,
    kappa: labels.length < 2 ? undefined : resampledEstimate(columns, kappa, seed),
  };
}
