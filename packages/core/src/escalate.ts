import { asksForMore } from './escalate/asks.ts';
import type { Need } from './escalate/need.ts';
import { eventsOf, type Trace, trace } from './escalate/trace.ts';
import type { Tokenizer } from './model.ts';
import { replayed } from './rehearse.ts';
import { type Image, type Message, type Sequence, written } from './sequence.ts';
import type { Strategy } from './strategy.ts';
import { transcribe } from './transcribe.ts';
import { assertLooks, imagesOf, type LookOptions, shrunk, worthLooking } from './vision-think/looks.ts';

export interface EscalateOptions extends LookOptions {
  /** Answers on the small picture. */
  readonly low: Strategy;
  /** Answers on the full one. @default low */
  readonly full?: Strategy;
  readonly tokenizer: Tokenizer;
  /** How much the answer on the small picture needs the full one. */
  readonly need: Need;
  /** At this need and above the full picture is shown. Calibrate it, do not guess: `thresholdForRecall`. */
  readonly threshold: number;
  /** Whether an answer asks for more by itself, or says that it cannot see. @default asksForMore */
  readonly asks?: (answer: string) => boolean;
  /** 'restart': the full picture in the place of the small one. 'append': after the small one and its answer. @default 'restart' */
  readonly mode?: 'restart' | 'append';
  /** The side of the small picture, as a share of the full one's. @default 1/2 */
  readonly scale?: number;
}

/**
 * Looks again where the first answer calls for it: VisionThink's two looks for models that were never trained to ask.
 *
 *     o₁ ~ low(· | q, I↓)
 *     o₁ is the answer           if need(o₁) < τ
 *     o₂ ~ full(· | q, I)        else, or full(· | q, I↓, o₁, I) in append mode
 *
 * An answer that asks for more, refuses, or says nothing escalates at once. The caller's tape gets the tokens of the
 * answer that counts, and these alone are reported as written; what was said before is in the `escalation` event. Each
 * answer may be as long as the caller's. Questions without images, or with images too small for a first look to pay,
 * go to `full` as they are. Throws a RangeError if a number makes no sense.
 */
export function escalate({
  low,
  full = low,
  tokenizer,
  need,
  threshold,
  asks = asksForMore,
  mode = 'restart',
  scale = 0.5,
  ...options
}: EscalateOptions): Strategy {
  if (!(scale > 0 && scale < 1)) throw new RangeError(`scale must be between 0 and 1, found ${scale}.`);
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, found NaN.');
  assertLooks(options);

  const reason = async (look: Trace): Promise<string | undefined> => {
    if (!look.answer) return 'no answer';
    if (asks(look.text)) return 'asked for more';
    // NaN is not below any threshold.
    const needed = await need(look);
    return needed < threshold
      ? undefined
      : `need ${needed.toPrecision(3)}, threshold ${threshold.toPrecision(3)}`;
  };

  return async function* (sequence, turn) {
    const originals = imagesOf(sequence.items);
    const small = smallView(sequence, originals, scale, options);
    if (!small) return yield* full(sequence, turn);
    try {
      const look = await trace(low, tokenizer, small, turn);
      const because = await reason(look);
      if (because === undefined) {
        yield* replayed(sequence, eventsOf(look), written(small, look.question.length));
        return look.finish;
      }
      yield { type: 'escalation', scale: 1, because, written: look.tokens };
      if (mode === 'append') {
        small.items.push(again(originals));
        return yield* transcribe(full, small, sequence, turn);
      }
    } finally {
      small.done = true;
    }
    return yield* full(sequence, turn);
  };
}

/** The tape with small pictures on it; undefined if there are none, or a look at them would not pay. */
function smallView(
  sequence: Sequence,
  originals: readonly Image[],
  scale: number,
  options: LookOptions,
): Sequence | undefined {
  if (originals.length === 0 || !worthLooking(originals, scale, options)) return undefined;
  return { items: shrunk(sequence.items, scale, options), parent: sequence, done: false };
}

function again(originals: readonly Image[]): Message {
  const shown = originals.map((image) => ({ type: 'image', image }) as const);
  const text =
    originals.length === 1 ? 'The same image at full resolution.' : 'The same images at full resolution.';
  return { role: 'user', content: [...shown, { type: 'text', text: `${text} Answer the question again.` }] };
}
