import type { Tokenizer } from './model.ts';
import type { Token } from './sequence.ts';

/** Turns tokens into text as they come. What it has returned stays as it is, whatever follows. */
export interface Detokenizer {
  /** The text that these tokens complete; a character whose bytes are not all there waits for the rest. */
  push(tokens: readonly Token[]): string;
  /** What is still waiting, once no more tokens will come. */
  rest(): string;
}

/** A detokenizer at the start of a text. All it returns, joined, is `tokenizer.decode` of all tokens together. */
export function detokenizer(tokenizer: Tokenizer): Detokenizer {
  // Some tokenizers write a token differently at the start of a text, so each is decoded behind those before it.
  let context: readonly Token[] = [];
  let waiting: Token[] = [];

  const complete = (): string => {
    const text = tokenizer.decode([...context, ...waiting]).slice(tokenizer.decode(context).length);
    context = waiting;
    waiting = [];
    return text;
  };

  return {
    push(tokens) {
      waiting.push(...tokens);
      return tokenizer.decode([...context, ...waiting]).endsWith('\uFFFD') ? '' : complete();
    },
    rest: () => (waiting.length === 0 ? '' : complete()),
  };
}
