import { inserted } from './inserted.ts';
import type { Tokenizer } from './model.ts';
import {
  keepPiece,
  type Page,
  type PieceEnd,
  pageOf,
  type RehearsedPiece,
  rehearsePiece,
  writePiece,
} from './piece.ts';
import { reseeded } from './reseeded.ts';
import { written } from './sequence.ts';
import { assertDoubt, type Doubt, doubts } from './speculative-thinking/doubt.ts';
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
  /** Has the large model write thoughts again that it doubts, instead of asking at cues, see `speculativeThinking`. */
  readonly doubt?: Doubt | undefined;
  /** Whose opening is read for cues, see `speculativeThinking`. The paper's is the small one. @default 'small' */
  readonly judge?: 'small' | 'large';
  /** How much of an opening is read. @default openingTokens */
  readonly judgedTokens?: number;
  /** n₁: how much the large model writes of an opening. @default 20 */
  readonly openingTokens?: number;
  /** n₂: how long the large model verifies. @default 125 */
  readonly verificationTokens?: number;
  /** How much the large model writes before anything else. @default 0 */
  readonly beginTokens?: number;
  /** What ends a take-over: its number of tokens alone, or its thought if that ends sooner. @default 'tokens' */
  readonly handsBackAfter?: 'tokens' | 'thought';
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
 * With `judge: 'large'`, which is ours, it is the large model's own opening that is read: where it affirms or reflects,
 * the large one writes on, up to n₁; else nothing of it stays, and the small one does. A small model rarely notices its
 * own slips, and reading is cheap for the large one: one pass over the thought, and a token or two.
 *
 * With `doubt`, which is ours too, no cue is waited for: a model reads every thought of the small one, the last as well, and
 * one with a token that it finds unlikely is dropped, and written by the large model, up to n₁.
 *
 * Nothing is written beyond the turn, after an end, or by the large model once the thinking is over. It is not
 * lossless: the text is neither model's. `publishedSpeculativeThinking` is the released code, step by step. Throws a
 * RangeError if `doubt.below` is no probability.
 */
export function speculativeThinking(options: SpeculativeThinkingOptions): Strategy {
  const { small, delimiter, beginTokens, thinkEnd, tokenizer, ...policy } = {
    ...speculativeThinkingDefaults,
    ...options,
  };
  if (policy.doubt) assertDoubt(policy.doubt);
  const large = reseeded(policy.large, 1);

  return async function* (sequence, turn) {
    if (!(turn.maxTokens > 0)) return 'length';
    const page = pageOf(sequence, turn, tokenizer);
    const { judgedTokens = policy.openingTokens } = policy;
    const state = { negatives: 0, recaps: 0 };
    const thinking = { ...policy, ...state, judgedTokens, small, large, delimiter, thinkEnd, page };

    let end: PieceEnd = { type: 'full' };
    if (beginTokens > 0) end = yield* handingBack(takeOver(thinking, 'begin', beginTokens));
    while (end.type !== 'over' && !met(end, thinkEnd)) {
      if (met(end, delimiter)) end = yield* nextThought(thinking);
      else end = yield* thought(thinking);
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
  judge: 'small',
  openingTokens: 20,
  verificationTokens: 125,
  beginTokens: 0,
  doubt: undefined,
  handsBackAfter: 'tokens',
  thresholds: growingThresholds,
} as const;

type Steps = AsyncGenerator<StrategyEvent, PieceEnd>;

interface Thinking extends Required<Omit<SpeculativeThinkingOptions, 'tokenizer' | 'beginTokens'>> {
  readonly page: Page;
  negatives: number;
  recaps: number;
}

/** Whether a piece ended with this text. */
const met = (end: PieceEnd, text: string) => end.type === 'met' && end.text === text;

/** The small model writes a thought, or what is left of one. */
async function* thought(thinking: Thinking): Steps {
  const { page, small, doubt, delimiter, thinkEnd, openingTokens } = thinking;
  const upTo = [delimiter, thinkEnd];
  if (!doubt) return yield* writePiece(page, small, { upTo });
  const said = await rehearsePiece(page, small, { upTo });
  if (!(await doubts(doubt, page, said.written))) return yield* keepPiece(page, said);
  yield { type: 'dropped', by: 'small', count: said.written.length };
  return yield* handingBack(takeOver(thinking, 'doubt', openingTokens));
}

/** A thought has ended: who opens the next one, and how far? */
async function* nextThought(thinking: Thinking): Steps {
  const { page, cues, judge, judgedTokens: tokens, delimiter, thinkEnd, asksAt, doubt } = thinking;
  if (doubt) return { type: 'full' };
  if (thinking.negatives >= thinking.thresholds(thinking.recaps).patience)
    return yield* handingBack(recap(thinking));
  if (asksAt === 'every thought') return yield* handingBack(openThought(thinking, asksAt));
  const opening = await rehearsePiece(page, thinking[judge], { tokens, upTo: [delimiter, thinkEnd] });
  const mood = moodOf(page.tokenizer.decode(opening.written), cues, wholeWords);
  const opener = mood === 'statement' ? 'small' : 'large';
  const own = opener === judge ? opening : undefined;
  if (!own) yield { type: 'dropped', by: judge, count: opening.written.length };
  if (opener === 'large') return yield* handingBack(openThought(thinking, mood, own));
  return own ? yield* keepPiece(page, own) : { type: 'full' };
}

/** Takes over (1), and (2) where what it wrote says so. `begun`: what it has written of (1) already. */
async function* openThought(thinking: Thinking, because: string, begun?: RehearsedPiece): Steps {
  const { page, cues, openingTokens, verificationTokens } = thinking;
  const { length: mark } = page.sequence.items;
  const end = yield* takeOver(thinking, because, openingTokens, begun);
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

/** The large model writes on from `begun`: so many tokens, or up to where the thinking, or its thought, ends. */
async function* takeOver(thinking: Thinking, because: string, tokens: number, begun?: RehearsedPiece): Steps {
  const { page, large, delimiter, thinkEnd, handsBackAfter } = thinking;
  const upTo = handsBackAfter === 'thought' ? [delimiter, thinkEnd] : [thinkEnd];
  yield { type: 'handoff', to: 'large', because };
  let end: PieceEnd = { type: 'full' };
  if (begun) end = yield* keepPiece(page, begun);
  if (end.type === 'full' || (end.type === 'met' && !upTo.includes(end.text)))
    end = yield* writePiece(page, large, { tokens: tokens - (begun?.written.length ?? 0), upTo });
  // Whose thought the large model ended itself is not asked for again.
  return met(end, delimiter) ? { type: 'full' } : end;
}

async function* handingBack(takeOvers: Steps): Steps {
  const end = yield* takeOvers;
  if (end.type !== 'over') yield { type: 'handoff', to: 'small', because: 'the take-over is over' };
  return end;
}
