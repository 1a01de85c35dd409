import { type Answer, type AnswersOf, averageEntropy } from './adaptive-think/answers.ts';
import { inserted, recited } from './inserted.ts';
import type { Model } from './model.ts';
import { type Page, type PieceEnd, pageOf, writePiece } from './piece.ts';
import { fork, written } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent } from './strategy.ts';

export interface AdaptiveThinkOptions {
  /** Thinks. */
  readonly writer: Strategy;
  /** Says from time to time what it would answer; as a rule the writer's. */
  readonly model: Model;
  /** Which answers are considered: `amongOptions([' A', ' B'])`, or `amongBeams()`. */
  readonly answers: AnswersOf;
  /** Put behind the thinking so far, to be followed by an answer: closes the thinking and asks. */
  readonly probe: string;
  /** What ends a thought. @default a blank line */
  readonly delimiter?: string;
  /** What ends the thinking: after it the writer is left alone. @default '</think>' */
  readonly thinkEnd?: string;
  /** Thoughts are joined until they have so many characters, then there is a probe; 200 suits mathematics. @default 120 */
  readonly thoughtCharacters?: number;
  /** How sharp an answer must be, as a share of the greatest −p log₂ p there is. @default 0.1 */
  readonly ratio?: number;
}

/** The greatest value of −p log₂ p, at p = 1/e: 1 / (e ln 2) bits. */
const greatest = 1 / (Math.E * Math.LN2);

/**
 * Adaptive Think (Yong et al., 2025, "Think or Not?", arXiv:2505.18237): stop thinking once the answer is clear. Before
 * the first thought and after every thought of some length, ask for the answer there and then; with p its law over n
 * answers,
 *
 *     H_avg = −(1/n) Σ p_i log₂ p_i,   stop if H_avg < ratio · 1/(e ln 2)
 *
 * and write the likeliest answer: `probe` by nobody, the answer in the model's name. Until then the text is the
 * writer's, token for token, and if no answer becomes clear it is the writer's to the end.
 */
export function adaptiveThink(options: AdaptiveThinkOptions): Strategy {
  const { writer, model, delimiter, thinkEnd, thoughtCharacters } = { ...defaults, ...options };
  const { tokenizer } = model;

  return async function* (sequence, turn) {
    if (!(turn.maxTokens > 0)) return 'length';
    const page = pageOf(sequence, turn, tokenizer);
    const { items } = sequence;
    let mark = items.length;
    let end: PieceEnd = { type: 'met', text: delimiter };
    while (end.type !== 'over' && !(end.type === 'met' && end.text === thinkEnd)) {
      const thought = tokenizer.decode(written(sequence, mark));
      if (end.type === 'met' && (mark === items.length || thought.length >= thoughtCharacters)) {
        mark = items.length;
        const answer = await clearAnswer(page, { ...defaults, ...options });
        if (answer) return yield* conclude(page, options, answer);
      }
      end = yield* writePiece(page, writer, { upTo: [delimiter, thinkEnd] });
    }
    while (end.type !== 'over') end = yield* writePiece(page, writer);
    return end.finish;
  };
}

const defaults = { delimiter: '\n\n', thinkEnd: '</think>', thoughtCharacters: 120, ratio: 0.1 };

/** The likeliest answer at this point, if it is sharp enough. */
async function clearAnswer(
  { sequence, turn }: Page,
  { model, answers, probe, ratio }: Required<AdaptiveThinkOptions>,
): Promise<Answer | undefined> {
  const asked = fork(sequence);
  asked.items.push(...model.tokenizer.encode(probe));
  try {
    const found = await answers(model, asked, turn.signal);
    return averageEntropy(found) < ratio * greatest ? found[0] : undefined;
  } finally {
    asked.done = true;
  }
}

async function* conclude(
  page: Page,
  { model, probe }: AdaptiveThinkOptions,
  answer: Answer,
): AsyncGenerator<StrategyEvent, Finish> {
  const question = model.tokenizer.encode(probe);
  if (question.length > 0) {
    const end = yield* writePiece(page, inserted(question));
    if (end.type === 'over') return end.finish;
  }
  if (answer.tokens.length > 0) {
    const end = yield* writePiece(page, recited(answer.tokens, model.name));
    if (end.type === 'over') return end.finish;
  }
  page.sequence.items.push(model.tokenizer.end);
  return 'end';
}
