import type { GrammarMatcher } from '@mlc-ai/web-xgrammar';
import type { Constraint, Place, Sequence, Token } from '@vr/core';

/** Where one sequence is in its grammar. */
interface Trail {
  readonly matcher: GrammarMatcher;
  /** What the matcher has read. */
  readonly read: Token[];
  /** Ends when the last question about the sequence has been answered: a matcher is in one place at a time. */
  turn: Promise<unknown>;
}

/**
 * A constraint that keeps a matcher for every sequence and lets it catch up by comparing what it has read with what is
 * written: it goes back over what was taken back, and on over what is new. `whole`: the tokens that may be allowed.
 */
export function followed(start: () => Promise<GrammarMatcher>, whole: readonly boolean[]): Constraint {
  const trails = new WeakMap<Sequence, Promise<Trail>>();
  const disposed = new FinalizationRegistry<GrammarMatcher>((matcher) => matcher.dispose());
  const allowable = bitsOf(whole);

  const begin = async (sequence: Sequence): Promise<Trail> => {
    const matcher = await start();
    disposed.register(sequence, matcher);
    return { matcher, read: [], turn: Promise.resolve() };
  };

  const answer = async ({ matcher, read }: Trail, written: readonly Token[]): Promise<Int32Array> => {
    const common = commonPrefix(read, written);
    if (read.length > common) matcher.rollBack(read.length - common);
    read.length = common;
    for (const token of written.slice(common)) {
      if (!matcher.acceptToken(token)) return new Int32Array(allowable.length);
      read.push(token);
    }
    const bits = await matcher.getNextTokenBitmask();
    return allowable.map((word, i) => word & bits[i]!);
  };

  return {
    async allowed({ sequence, written }: Place) {
      const known = trails.get(sequence) ?? begin(sequence);
      trails.set(sequence, known);
      const trail = await known;
      const answered = trail.turn.then(() => answer(trail, written));
      trail.turn = answered.catch(() => undefined);
      return answered;
    },
  };
}

function commonPrefix(a: readonly Token[], b: readonly Token[]): number {
  const parting = a.findIndex((token, i) => token !== b[i]);
  return parting < 0 ? a.length : parting;
}

/** One bit for each flag, 32 in an element. */
export function bitsOf(flags: readonly boolean[]): Int32Array {
  const bits = new Int32Array(Math.ceil(flags.length / 32));
  for (const [i, flag] of flags.entries()) if (flag) bits[i >> 5]! |= 1 << (i & 31);
  return bits;
}
