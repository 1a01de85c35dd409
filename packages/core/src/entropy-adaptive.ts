import type { Tokenizer } from './model.ts';
import { pageOf, writePiece } from './piece.ts';
import { withOdds } from './reported-odds.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';

export interface EntropyAdaptiveOptions {
  /** Writes where little is in doubt. It and the large one must know the odds of what they write. */
  readonly small: Strategy;
  readonly large: Strategy;
  /** That of the tape both write on. */
  readonly tokenizer: Tokenizer;
  /** τ: the mean entropy above which the large model writes. */
  readonly thresholdBits: number;
  /** w: over how many of the last tokens the mean is taken. */
  readonly windowTokens: number;
  /** d_min: how many tokens a model writes at least before it may be relieved. */
  readonly minimumTokens: number;
}

/**
 * Entropy Adaptive Decoding (Simonds, 2025, arXiv:2502.06833): a small model writes while its next words are clear, a
 * large one where they are not. With p the law of the writing model at its token t, before temperature and cuts:
 *
 *     H_t = −Σ p_i log₂ p_i,   H̄ the mean over the last w tokens,   c the tokens since the last switch
 *     M_{t+1} = large if H̄ > τ and c ≥ d_min;   small if H̄ ≤ τ and c ≥ d_min;   else M_t
 *
 * The small model begins. One model writes at a time and nothing is checked afterwards, so the text is neither
 * model's. Throws a RangeError for a number that makes no sense, a TypeError if a writer does not tell its odds.
 */
export function entropyAdaptive(options: EntropyAdaptiveOptions): Strategy {
  const { tokenizer, thresholdBits, windowTokens, minimumTokens } = options;
  if (Number.isNaN(thresholdBits)) throw new RangeError('thresholdBits must be a number, found NaN.');
  for (const [name, value] of Object.entries({ windowTokens, minimumTokens }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`${name} must be a whole number, 1 or more, found ${value}.`);

  return async function* (sequence, turn) {
    const page = pageOf(sequence, { ...turn, odds: turn.odds ?? 0 }, tokenizer);
    const recent: number[] = [];
    let active: 'small' | 'large' = 'small';
    let written = 0;
    for (;;) {
      const steps = writePiece(page, options[active], { tokens: 1 });
      let step = await steps.next();
      try {
        for (; !step.done; step = await steps.next()) {
          recent.push(...bitsIn(step.value));
          yield withOdds(step.value, turn.odds);
        }
      } finally {
        if (!step.done) await steps.return({ type: 'full' });
      }
      if (step.value.type === 'over') return step.value.finish;

      written++;
      recent.splice(0, recent.length - windowTokens);
      const mean = recent.reduce((sum, bits) => sum + bits, 0) / recent.length;
      const wanted = mean > thresholdBits ? 'large' : 'small';
      if (wanted === active || written < minimumTokens) continue;
      [active, written] = [wanted, 0];
      yield { type: 'handoff', to: active, because: `mean entropy ${mean.toFixed(2)} bits` };
    }
  };
}

/** The entropy at each token that an event reports, in bits. */
function bitsIn(event: StrategyEvent): readonly number[] {
  if (event.type !== 'tokens') return [];
  const odds = event.odds?.filter((one) => one !== undefined) ?? [];
  if (odds.length === event.tokens.length) return odds.map(({ entropy }) => entropy / Math.LN2);
  throw new TypeError(
    `Expected the odds of what "${event.by}" wrote, found none. Use a writer that tells them, as sample does.`,
  );
}
