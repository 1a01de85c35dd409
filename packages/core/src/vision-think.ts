import type { Tokenizer } from './model.ts';
import { rehearse, replayed, tokensOf } from './rehearse.ts';
import { type Sequence, type Token, written } from './sequence.ts';
import type { Strategy } from './strategy.ts';
import { transcribe } from './transcribe.ts';
import { assertGallery, type GalleryOptions, gallery } from './vision-think/gallery.ts';
import { imagesOf } from './vision-think/looks.ts';
import { type Protocol, resizeTool } from './vision-think/protocol.ts';

export interface VisionThinkOptions extends GalleryOptions {
  /** Writes each turn. */
  readonly answer: Strategy;
  readonly tokenizer: Tokenizer;
  /** How the model is told of its tools, asks, and is answered. @default what the published models were trained for */
  readonly protocol?: Protocol;
  /** How often the model may write. @default 2 */
  readonly turns?: number;
}

/**
 * VisionThink (Yang et al., 2025, arXiv:2507.13348): show a small copy of the picture I first, and I itself only to a
 * model that asks for it.
 *
 *     o₁ ~ π(· | q, I↓½)            without a call in it, o₁ is the answer
 *     o₂ ~ π(· | q, I↓½, o₁, I)     else o₂ is
 *
 * With other options the same loop climbs a ladder of scales or cuts parts out of the original, for as many turns and
 * visual tokens as it may.
 *
 * The model reads a tape of its own, with the tools and the small copies on it. The caller's tape gets the tokens of
 * the last turn, and these alone are reported as written; what was said before is in the `escalation` events. Each turn
 * may be as long as the caller's. A last turn that asks for still more finishes as 'length'. A tape without images is
 * answered as it is. Throws a RangeError if a number makes no sense.
 */
export function visionThink({
  answer,
  tokenizer,
  protocol = resizeTool,
  turns = 2,
  ...options
}: VisionThinkOptions): Strategy {
  if (!(turns >= 1)) throw new RangeError(`turns must be 1 or more, found ${turns}.`);
  assertGallery(options);
  const requestIn = (tokens: readonly Token[]) => protocol.read(tokenizer.decode(tokens));

  return async function* (sequence, turn) {
    if (imagesOf(sequence.items).length === 0) return yield* answer(sequence, turn);
    const pictures = gallery(sequence.items, options);
    const view: Sequence = { items: protocol.open(pictures.items), parent: sequence, done: false };
    try {
      for (let turnsLeft = turns; turnsLeft > 1; turnsLeft--) {
        const said = await rehearse(answer, view, turn);
        const tokens = tokensOf(said.events);
        const request = requestIn(tokens);
        if (request.type === 'answer') {
          yield* replayed(sequence, said.events, written(view, said.mark));
          return said.finish;
        }
        const shown = pictures.show(request);
        const nothing = shown.type === 'nothing';
        view.items.push(nothing ? protocol.refuse(shown.error) : protocol.show(shown.done, shown.images));
        const because = nothing ? shown.error : `asked for ${request.type}`;
        yield { type: 'escalation', scale: shown.scale, because, written: tokens };
      }

      // Nothing is taken back from the last turn, so it may be heard as it is written.
      const { length: mark } = view.items;
      const finish = yield* transcribe(answer, view, sequence, turn);
      const tokens = written(view, mark).filter((token) => token !== tokenizer.end);
      return requestIn(tokens).type === 'answer' ? finish : 'length';
    } finally {
      view.done = true;
    }
  };
}
