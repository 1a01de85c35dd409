import { linear } from '../linear.ts';
import { dense } from '../logits.ts';
import type { DenseLogits, Logits, Query } from '../model.ts';
import { assertAgree, assertBest } from './agree.ts';
import type { Trial } from './trial.ts';

/** What a model says that adds up scores where they lie (`Model.sum`), if it does, is what comes of adding them up here. */
export async function sumsAlike({ model, tapes: [one, other], open, tolerance }: Trial): Promise<void> {
  const weights = [1, 0.75, -0.25];
  const there = model.sum?.(weights.map((weight) => ({ model, weight })));
  if (!there) return;
  const { sum: _, ...plain } = model;
  const here = linear(weights.map((weight) => ({ model: plain, weight })));
  const [first, second] = [open(one), open(other)];
  const queries: Query[] = [
    { sequence: first, rows: 3, top: 4 },
    { sequence: second },
    { sequence: first, top: 1 },
    { sequence: second, rows: 2, top: 2 },
    { sequence: first, rows: 2 },
  ];
  for (const some of [queries, queries.slice(2, 3)]) {
    const found = await there.forward(some);
    const expected = (await here.forward(some.map(({ top: _, ...query }) => query))).map(dense);
    for (const [i, { top }] of some.entries()) {
      const what = `Answer ${i + 1} of the sum`;
      const own = found[i]!;
      if (top === undefined) assertAgree(own, expected[i]!, 2 * tolerance, what);
      else assertBest(own, expected[i]!, top, 2 * tolerance, what);
      assertUnguided(own, dense(expected[i]!.unguided!), tolerance, `${what}, unguided`);
    }
  }
}

/** Throws unless `logits` say of the model without the others what `all` says, of their own best tokens too. */
function assertUnguided(logits: Logits, all: DenseLogits, tolerance: number, what: string): void {
  const { unguided } = logits;
  if (unguided?.type !== 'sparse') {
    assertAgree(unguided, all, tolerance, what);
    return;
  }
  assertBest(unguided, all, unguided.top, tolerance, what);
  const { tokens, scores } = unguided.others!;
  const width = tokens.length / all.rows;
  for (const [i, token] of tokens.entries()) {
    const expected = all.data[Math.floor(i / width) * all.vocab + token]!;
    if (Math.abs(scores[i]! - expected) > tolerance)
      throw new Error(`${what}: expected ${expected} for token ${token}, found ${scores[i]}.`);
  }
}
