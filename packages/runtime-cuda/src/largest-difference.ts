/** The largest distance between two rows of scores; NaN if there is one in either, so compare with "not at most". */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
