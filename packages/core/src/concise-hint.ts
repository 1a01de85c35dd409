import { detokenizer } from './detokenizer.ts';
import { inserted } from './inserted.ts';
import type { Tokenizer } from './model.ts';
import { keepPiece, pageOf, type RehearsedPiece, rehearsePiece, splitPiece } from './piece.ts';
import type { Strategy } from './strategy.ts';

export interface ConciseHintOptions {
  readonly writer: Strategy;
  /** That of the tape. */
  readonly tokenizer: Tokenizer;
  /** Said into the text, in the writer's own format for a user who interrupts. @default conciseHintForQwen */
  readonly hint?: string;
  /** α: the first interval between hints, in tokens. @default 128 */
  readonly alpha?: number;
  /** β: how much an interval grows with each token on the tape. @default 0.2 */
  readonly beta?: number;
}

/** The authors' hint, for models of the Qwen family. */
export const conciseHintForQwen = '-<|im_start|>user\nmake answer concise!<|im_end|>-';

/**
 * ConciseHint (Tang et al., 2025, arXiv:2506.18810): while a model reasons, put hints to be brief into what it has
 * just written, often at first and ever more rarely. With l the tokens written so far:
 *
 *     τ = min(1024, ⌊α + β·l⌋)                 tokens to the next hint
 *     p = min(max(τ − α, 0) / 1024, 0.8)       where among them it goes: at the front, then further back
 *
 * behind the first full stop or comma at p or after that a blank follows. What follows the hint stays. Hints are part
 * of what is reported, by nobody (`isInserted`), and of the length; take them out before an answer is read. Nothing is
 * reported before its interval is full, for a hint may yet come before it.
 */
export function conciseHint(options: ConciseHintOptions): Strategy {
  const { writer, tokenizer, hint = conciseHintForQwen, alpha = 128, beta = 0.2 } = options;
  if (!(alpha >= 1)) throw new RangeError(`alpha must be 1 or more, found ${alpha}.`);
  if (!(beta >= 0)) throw new RangeError(`beta must be 0 or more, found ${beta}.`);
  const words = tokenizer.encode(hint);

  return async function* (sequence, turn) {
    const page = pageOf(sequence, turn, tokenizer);
    const { items } = sequence;
    let interval = intervalAfter(0, alpha, beta);
    for (;;) {
      const piece = await rehearsePiece(page, writer, { tokens: interval });
      const fits = items.length + piece.written.length + words.length < page.limit;
      const place =
        fits && piece.end.type === 'full' ? placeOf(piece, interval, alpha, tokenizer) : undefined;
      if (place === undefined) {
        const end = yield* keepPiece(page, piece);
        if (end.type === 'over') return end.finish;
      } else {
        const [before, after] = splitPiece(piece, place);
        yield* keepPiece(page, before);
        yield* inserted(words)(sequence, { ...turn, maxTokens: words.length });
        yield* keepPiece(page, after);
      }
      interval = intervalAfter(items.length - page.start, alpha, beta);
    }
  };
}

const longestInterval = 1024;

/** How many tokens come between hints once `length` tokens are written. */
export function intervalAfter(length: number, alpha: number, beta: number): number {
  return Math.min(longestInterval, Math.floor(alpha + beta * length));
}

/** After how many tokens of a piece the hint goes; undefined if there is no place for it. */
function placeOf(
  { written }: RehearsedPiece,
  interval: number,
  alpha: number,
  tokenizer: Tokenizer,
): number | undefined {
  const text = detokenizer(tokenizer);
  const ends: number[] = [];
  let whole = '';
  for (const token of written) {
    whole += text.push([token]);
    ends.push(whole.length);
  }
  const at = punctuationAt(whole, interval, alpha);
  return at === undefined ? undefined : ends.findIndex((end) => end > at) + 1;
}

/** Index of the full stop or comma behind which a hint belongs. */
export function punctuationAt(text: string, interval: number, alpha: number): number | undefined {
  const share = Math.min(Math.max(interval - alpha, 0) / longestInterval, 0.8);
  const start = Math.floor(share * (text.length - 1));
  const found = text.slice(Math.max(0, start)).search(/[.,] /);
  return found < 0 ? undefined : Math.max(0, start) + found;
}
