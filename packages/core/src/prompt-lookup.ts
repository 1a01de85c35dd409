import type { Drafter } from './drafter.ts';
import type { Tokenizer } from './model.ts';
import type { Item, Message, Sequence, Token } from './sequence.ts';

/** Between texts that do not follow each other. */
const gap = -1;

/**
 * Drafts what followed the last time the tape said the same, after "Inference with Reference: Lossless Acceleration of
 * Large Language Models" (Yang et al., 2023, arXiv:2304.04487): looks for the latest earlier place, in the messages'
 * text or in what was written, where the last `longest` tokens stand, or fewer if there is none, and proposes what
 * stands behind it. Free, and right where an answer repeats the question or itself.
 */
export function promptLookup(
  tokenizer: Tokenizer,
  { longest = 3 }: { readonly longest?: number } = {},
): Drafter {
  if (!(longest >= 1)) throw new RangeError(`longest must be 1 or more, found ${longest}.`);
  const texts = new WeakMap<Message, readonly Token[]>();

  const tokensOf = (item: Item): readonly Token[] => {
    if (typeof item === 'number') return [item];
    const known = texts.get(item);
    if (known) return known;
    const tokens = item.content.flatMap((part) =>
      part.type === 'text' ? [gap, ...tokenizer.encode(part.text)] : [],
    );
    tokens.push(gap);
    texts.set(item, tokens);
    return tokens;
  };

  return {
    name: 'prompt-lookup',
    tokenizer,
    async propose({ items }: Sequence, { count }) {
      const tape = items.flatMap(tokensOf);
      const found = continuation(tape, longest, count);
      const end = found.findIndex((token) => token === gap || token === tokenizer.end);
      const tokens = end < 0 ? found : found.slice(0, found[end] === gap ? end : end + 1);
      return tokens.map((token) => ({ token }));
    },
  };
}

/** What follows the best earlier match of the end of the tape: the longest, up to `longest`; of these the latest. */
function continuation(tape: readonly Token[], longest: number, count: number): readonly Token[] {
  let best = 0;
  let from = 0;
  for (let end = tape.length - 1; end > 0 && best < longest; end--) {
    let length = 0;
    while (length < longest && length < end && same(tape, end - 1 - length, tape.length - 1 - length))
      length++;
    if (length <= best) continue;
    best = length;
    from = end;
  }
  return best === 0 ? [] : tape.slice(from, from + count);
}

function same(tape: readonly Token[], one: number, other: number): boolean {
  return tape[one] === tape[other] && tape[one] !== gap;
}
