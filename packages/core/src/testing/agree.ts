import { row, sparse } from '../logits.ts';
import type { DenseLogits, Logits } from '../model.ts';

/** Throws an error that begins with `what` unless `found` is dense and within `tolerance` of `expected` everywhere. */
export function assertAgree(
  found: Logits | undefined,
  expected: DenseLogits,
  tolerance: number,
  what: string,
): void {
  if (found?.type !== 'dense')
    throw new Error(`${what}: expected every score, found ${found?.type ?? 'no answer'}.`);
  assertNumber(found.rows, expected.rows, 0, `${what}: rows`);
  assertNumber(found.vocab, expected.vocab, 0, `${what}: width of a row`);
  assertNumber(found.data.length, expected.data.length, 0, `${what}: length of data`);
  for (let i = 0; i < expected.data.length; i++) {
    if (within(found.data[i]!, expected.data[i]!, tolerance)) continue;
    const place = `row ${Math.floor(i / found.vocab)}, token ${i % found.vocab}`;
    assertNumber(found.data[i]!, expected.data[i]!, tolerance, `${what}: ${place}`);
  }
}

/**
 * Throws an error that begins with `what` unless `found` is what the `top` best of `all` amount to. Within a
 * `tolerance` above 0, tokens of nearly equal scores may change places.
 */
export function assertBest(
  found: Logits | undefined,
  all: DenseLogits,
  top: number,
  tolerance: number,
  what: string,
): void {
  if (found?.type !== 'sparse')
    throw new Error(
      `${what}: expected the best ${top} scores, found ${found ? 'every score' : 'no answer'}.`,
    );
  const expected = sparse(all, top);
  assertNumber(found.rows, expected.rows, 0, `${what}: rows`);
  assertNumber(found.top, expected.top, 0, `${what}: top`);
  // Sums over a vocabulary round differently in float32 than in float64.
  const summed = 4 * tolerance + 1e-4;
  for (let r = 0; r < expected.rows; r++) {
    const tokens = found.tokens.subarray(r * found.top, (r + 1) * found.top);
    if (new Set(tokens).size !== found.top)
      throw new Error(`${what}: row ${r} names a token twice: ${tokens.join(' ')}.`);
    for (const [i, token] of tokens.entries()) {
      const place = `${what}: row ${r}, place ${i}`;
      const at = r * found.top + i;
      if (tolerance === 0) assertNumber(token, expected.tokens[at]!, 0, `${place}, token`);
      assertNumber(
        row(all, r)[token] ?? Number.NaN,
        expected.scores[at]!,
        2 * tolerance,
        `${place}, score of token ${token}`,
      );
      assertNumber(found.scores[at]!, expected.scores[at]!, tolerance, `${place}, score`);
    }
    assertNumber(found.logSumExp[r]!, expected.logSumExp[r]!, summed, `${what}: row ${r}, log-sum-exp`);
    assertNumber(found.entropy[r]!, expected.entropy[r]!, summed, `${what}: row ${r}, entropy`);
  }
}

function assertNumber(found: number, expected: number, tolerance: number, what: string): void {
  if (within(found, expected, tolerance)) return;
  const slack = tolerance > 0 ? ` ± ${tolerance}` : '';
  throw new Error(`${what}: expected ${expected}${slack}, found ${found}.`);
}

function within(found: number, expected: number, tolerance: number): boolean {
  return found === expected || Math.abs(found - expected) <= tolerance;
}
