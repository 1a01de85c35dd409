import { inserted } from '../inserted.ts';
import {
  keepPiece,
  type Page,
  type PieceEnd,
  pageOf,
  type RehearsedPiece,
  rehearsePiece,
  writePiece,
} from '../piece.ts';
import { reseeded } from '../reseeded.ts';
import type { Sequence } from '../sequence.ts';
import { type SpeculativeThinkingOptions, speculativeThinkingDefaults } from '../speculative-thinking.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from '../strategy.ts';
import { asksToVerify, type Mood, moodOf, substrings } from './mood.ts';

/** Whose opening stays, by the mood of each. */
export type Choice = (small: Mood, large: Mood) => 'small' | 'large';

/** The large model's, once it was asked: what the released configurations choose. */
export const alwaysLarge: Choice = () => 'large';

/** The small model's, unless the large one disagrees. */
export const unlessTheyDisagree: Choice = (small, large) => {
  if (small === 'reflection') return large === 'reflection' ? 'small' : 'large';
  return small === 'affirmation' && large === 'reflection' ? 'large' : 'small';
};

export interface PublishedSpeculativeThinkingOptions
  extends Omit<SpeculativeThinkingOptions, 'thinkEnd' | 'judge' | 'judgedTokens' | 'handsBackAfter'> {
  /** @default alwaysLarge */
  readonly keeps?: Choice;
}

/**
 * Speculative Thinking (arXiv:2504.12329) as its authors' vLLM code does it (github.com/uservan/speculative_thinking,
 * commit 98310f3, speculative_vllm.py), to compare with their numbers. Unlike `speculativeThinking`:
 *
 * - A cue counts inside other words, and an opening is read past the next blank line.
 * - A plain opening is thrown away, and the small model asked again, with other noise.
 * - Thinking has no end, and an end token is looked for after the round, among the last 20 tokens.
 * - The length is looked at between rounds, so the turn is overrun by up to a span and what follows it, some 1,200
 *   tokens. The authors count the prompt as well; here, as everywhere, what is written counts.
 */
export function publishedSpeculativeThinking(options: PublishedSpeculativeThinkingOptions): Strategy {
  const policy = { keeps: alwaysLarge, ...speculativeThinkingDefaults, ...options };
  const [large, probe] = [reseeded(policy.large, 1), reseeded(policy.small, 2)];

  return async function* (sequence, turn) {
    const { items } = sequence;
    const start = items.length;
    const state = { begins: policy.beginTokens > 0, mentored: false, negatives: 0, recaps: 0 };
    const thinking = { ...policy, ...state, large, probe, sequence, turn };
    while (items.length - start <= turn.maxTokens) {
      const finish = yield* round(thinking);
      if (finish) return finish;
      if (items.slice(Math.max(start, items.length - 20)).includes(policy.tokenizer.end)) return 'end';
    }
    return 'length';
  };
}

/** The most that the small model is let write without a blank line; then it is simply asked again. */
const spanTokens = 1024;

interface Thinking extends Required<PublishedSpeculativeThinkingOptions> {
  readonly sequence: Sequence;
  readonly turn: Turn;
  /** The small model, for openings. */
  readonly probe: Strategy;
  begins: boolean;
  /** Whether the large model wrote last. */
  mentored: boolean;
  negatives: number;
  recaps: number;
}

type Steps<Result> = AsyncGenerator<StrategyEvent, Result>;

/** A span of the small model and what it calls for. Says how the turn ends, if the round ends it. */
async function* round(thinking: Thinking): Steps<Finish | undefined> {
  const { small, delimiter, cues, tokenizer, verificationTokens, beginTokens } = thinking;
  if (thinking.begins) {
    thinking.begins = false;
    return yield* takeOver(thinking, 'begin', beginTokens);
  }
  if (thinking.mentored) yield { type: 'handoff', to: 'small', because: 'the take-over is over' };
  thinking.mentored = false;
  const span = yield* writePiece(fresh(thinking), small, { tokens: spanTokens, upTo: [delimiter] });
  if (span.type === 'over') return span.finish;
  if (span.type === 'full') return undefined;

  const { patience, recapTokens } = thinking.thresholds(thinking.recaps);
  if (thinking.negatives >= patience) {
    thinking.negatives = 0;
    thinking.recaps++;
    const help = yield* writePiece(fresh(thinking), inserted(tokenizer.encode(cues.help)));
    return stopOf(help) ?? (yield* takeOver(thinking, 'excessive negativity', recapTokens));
  }
  const opening = yield* openThought(thinking);
  if (!opening) return undefined;
  if (moodIn(thinking, opening) === 'reflection') thinking.negatives++;
  const verify = asksToVerify(tokenizer.decode(opening.written), cues, substrings);
  if (stopOf(opening.end) || !verify) return stopOf(opening.end);
  return yield* takeOver(thinking, 'verification', verificationTokens);
}

/** The next opening, if it is to be kept. */
async function* openThought(thinking: Thinking): Steps<RehearsedPiece | undefined> {
  const { asksAt, keeps, probe, large, openingTokens: tokens } = thinking;
  const own = await rehearsePiece(fresh(thinking), probe, { tokens });
  const mood = moodIn(thinking, own);
  if (asksAt === 'cues' && mood === 'statement') {
    yield { type: 'dropped', by: 'small', count: own.written.length };
    return undefined;
  }
  const other = await rehearsePiece(fresh(thinking), large, { tokens });
  thinking.mentored = keeps(mood, moodIn(thinking, other)) === 'large';
  const [by, { written }] = thinking.mentored ? (['small', own] as const) : (['large', other] as const);
  yield { type: 'dropped', by, count: written.length };
  if (thinking.mentored) yield { type: 'handoff', to: 'large', because: asksAt === 'cues' ? mood : asksAt };
  const kept = thinking.mentored ? other : own;
  yield* keepPiece(fresh(thinking), kept);
  return kept;
}

async function* takeOver(thinking: Thinking, because: string, tokens: number): Steps<Finish | undefined> {
  thinking.mentored = true;
  yield { type: 'handoff', to: 'large', because };
  return stopOf(yield* writePiece(fresh(thinking), thinking.large, { tokens }));
}

/** Every request of the released code looks for a delimiter in its own text only, and none knows the limit. */
function fresh({ sequence, turn, tokenizer }: Thinking): Page {
  return { ...pageOf(sequence, turn, tokenizer), limit: Infinity };
}

function moodIn({ tokenizer, cues }: Thinking, piece: RehearsedPiece): Mood {
  return moodOf(tokenizer.decode(piece.written), cues, substrings);
}

/** An end is for the round to notice; a stop string of the turn is met at once. */
function stopOf(end: PieceEnd): 'stop' | undefined {
  return end.type === 'over' && end.finish === 'stop' ? 'stop' : undefined;
}
