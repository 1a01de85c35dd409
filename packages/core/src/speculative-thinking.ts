import { inserted } from './inserted.ts';
import type { Tokenizer } from './model.ts';
import { keepPiece, type Page, type PieceEnd, pageOf, rehearsePiece, writePiece } from './piece.ts';
import { reseeded } from './reseeded.ts';
import { written } from './sequence.ts';
import { asksToVerify, type Cues, moodOf, publishedCues, wholeWords } from './speculative-thinking/mood.ts';
import { growingThresholds, type Thresholds } from './speculative-thinking/patience.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';

export interface SpeculativeThinkingOptions {
  /** Writes most of the text. */
  readonly small: Strategy;
  /** Reasons better, and is asked only where that matters. */
  readonly large: Strategy;
  /** That of the tape both write on. */
  readonly tokenizer: Tokenizer;
  /** @default publishedCues */
  readonly cues?: Cues;
  /** What ends a thought. @default a blank line */
  readonly delimiter?: string;
  /** What ends the thinking: after it the small model writes alone. @default '</think>' */
  readonly thinkEnd?: string;
  /** At which thoughts the large model is asked: where a cue opens one, or always. @default 'cues' */
  readonly asksAt?: 'cues' | 'every thought';
  /** n₁: how much is read of an opening, and written of it by the large model. @default 20 */
  readonly openingTokens?: number;
  /** n₂: how long the large model verifies. @default 125 */
  readonly verificationTokens?: number;
  /** How much the large model writes before anything else. @default 0 */
  readonly beginTokens?: number;
  /** When the large model takes stock, and n₃, how long, by the number of times it has. @default growingThresholds */
  readonly thresholds?: (recaps: number) => Thresholds;
}

/** For a small model that was not trained to reason: the large one begins, and opens every thought. */
export const notReasoning = { asksAt: 'every thought', beginTokens: 100 } as const;

/**
 * Speculative Thinking (Yang et al., 2025, arXiv:2504.12329, section 3): a small model thinks; a large one takes over
 * where thinking is hardest. With c the number of negative openings that the large model wrote:
 *
 *     at every blank line that the small model writes
 *       c ≥ patience            (3) a sentence asks for a check; large writes n₃ tokens, c = 0
 *       the opening affirms
 *       or reflects             (1) large writes the first n₁ tokens instead; c + 1 if it reflects
 *         … and says "check"    (2) large writes n₂ more
 *       otherwise               the opening stays as it is
 *
 * Nothing is written beyond the turn, after an end, or by the large model once the thinking is over. It is not
 * lossless: the text is neither model's. `publishedSpeculativeThinking` is the released code, step by step.
 */
export function speculativeThinking(options: SpeculativeThinkingOptions): Strategy {
  const { small, delimiter, beginTokens, thinkEnd, tokenizer, ...policy } = {
    ...speculativeThinkingDefaults,
    ...options,
  };
  const large = reseeded(policy.large, 1);

  return async function* (sequence, turn) {
    if (!(turn.maxTokens > 0)) return 'length';
    const page = pageOf(sequence, turn, tokenizer);
    const thinking = { ...policy, small, large, delimiter, thinkEnd, page, negatives: 0, recaps: 0 };
    const met = (end: PieceEnd, text: string) => end.type === 'met' && end.text === text;

    let end: PieceEnd = { type: 'full' };
    if (beginTokens > 0) end = yield* handingBack(takeOver(thinking, 'begin', beginTokens));
    while (end.type !== 'over' && !met(end, thinkEnd)) {
      if (met(end, delimiter)) end = yield* nextThought(thinking);
      else end = yield* writePiece(page, small, { upTo: [delimiter, thinkEnd] });
    }
    while (end.type !== 'over') end = yield* writePiece(page, small);
    return end.finish;
  };
}

/** What the authors' configurations say. */
export const speculativeThinkingDefaults = {
  cues: publishedCues,
  delimiter: '\n\n',
  thinkEnd: '</think>',
  asksAt: 'cues',
  openingTokens: 20,
  verificationTokens: 125,
  beginTokens: 0,
  thresholds: growingThresholds,
} as const;

type Steps = AsyncGenerator<StrategyEvent, PieceEnd>;

interface Thinking extends Required<Omit<SpeculativeThinkingOptions, 'tokenizer' | 'beginTokens'>> {
  readonly page: Page;
  negatives: number;
  recaps: number;
}

/** A thought has ended: who opens the next one, and how far? */
async function* nextThought(thinking: Thinking): Steps {
  const { page, small, cues, delimiter, thinkEnd, openingTokens: tokens, asksAt } = thinking;
  if (thinking.negatives >= thinking.thresholds(thinking.recaps).patience)
    return yield* handingBack(recap(thinking));
  if (asksAt === 'every thought') return yield* handingBack(openThought(thinking, asksAt));
  const opening = await rehearsePiece(page, small, { tokens, upTo: [delimiter, thinkEnd] });
  const mood = moodOf(page.tokenizer.decode(opening.written), cues, wholeWords);
  if (mood === 'statement') return yield* keepPiece(page, opening);
  return yield* handingBack(openThought(thinking, mood));
}

/** Takes over (1), and (2) where what it wrote says so. */
async function* openThought(thinking: Thinking, because: string): Steps {
  const { page, cues, openingTokens, verificationTokens } = thinking;
  const { length: mark } = page.sequence.items;
  const end = yield* takeOver(thinking, because, openingTokens);
  const opening = page.tokenizer.decode(written(page.sequence, mark));
  if (moodOf(opening, cues, wholeWords) === 'reflection') thinking.negatives++;
  if (end.type !== 'full' || !asksToVerify(opening, cues, wholeWords)) return end;
  return yield* takeOver(thinking, 'verification', verificationTokens);
}

/** Takes over (3). */
async function* recap(thinking: Thinking): Steps {
  const { page, cues, thresholds } = thinking;
  const { recapTokens } = thresholds(thinking.recaps);
  thinking.negatives = 0;
  thinking.recaps++;
  if (cues.help !== '') {
    const help = yield* writePiece(page, inserted(page.tokenizer.encode(cues.help)));
    if (help.type === 'over') return help;
  }
  return yield* takeOver(thinking, 'excessive negativity', recapTokens);
}

/** The large model writes: so many tokens, or up to where the thinking ends. */
async function* takeOver({ page, large, thinkEnd }: Thinking, because: string, tokens: number): Steps {
  yield { type: 'handoff', to: 'large', because };
  return yield* writePiece(page, large, { tokens, upTo: [thinkEnd] });
}

async function* handingBack(takeOvers: Steps): Steps {
  const end = yield* takeOvers;
  if (end.type !== 'over') yield { type: 'handoff', to: 'small', because: 'the take-over is over' };
  return end;
}
