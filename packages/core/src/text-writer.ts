import { detokenizer } from './detokenizer.ts';
import type { Tokenizer } from './model.ts';
import type { Item, Message, Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, Turn } from './strategy.ts';
import { watch } from './watch.ts';

/**
 * Continues a text, piece by piece: a completion endpoint, or a model with another tokenizer. It is given the messages
 * and, as strings, what was written after them. A stop string that it meets belongs to what it writes. It is not told
 * how many tokens it may write, for its own are not those that count: whoever reads stops reading.
 */
export type TextWriter = (
  page: readonly (Message | string)[],
  turn: Omit<Turn, 'maxTokens' | 'odds'>,
) => AsyncGenerator<string, Finish>;

/**
 * A writer of text as a strategy: writes what it says in tokens of `tokenizer`, by re-encoding each piece as it comes,
 * and so counts tokens, meets stop strings and shares a tape as any other strategy. `by`: its name in the events. Fit
 * for tokenizers that encode a text the same wherever it stands; one that puts a blank before each is not.
 */
export function writingTokens(writer: TextWriter, tokenizer: Tokenizer, by: string): Strategy {
  return async function* (sequence, turn) {
    if (!(turn.maxTokens > 0)) return 'length';
    const { maxTokens: _, odds: __, ...shared } = turn;
    const finishAt = watch(tokenizer, turn);
    const pieces = writer(pageIn(sequence, tokenizer), shared);
    try {
      for (;;) {
        const piece = await pieces.next();
        if (piece.done) {
          if (piece.value === 'end') sequence.items.push(tokenizer.end);
          return piece.value;
        }
        const tokens: Token[] = [];
        let finish: Finish | undefined;
        for (const token of tokenizer.encode(piece.value)) {
          finish ??= finishAt(token);
          if (finish !== 'end') tokens.push(token);
          if (finish) break;
        }
        sequence.items.push(...tokens);
        if (tokens.length > 0) yield { type: 'tokens', tokens, by };
        if (finish === 'end') sequence.items.push(tokenizer.end);
        if (finish) return finish;
      }
    } finally {
      await pieces.return('stop');
    }
  };
}

/** A strategy as a writer of text: reads and writes a tape of its own, in tokens of `tokenizer`. */
export function writingText(strategy: Strategy, tokenizer: Tokenizer): TextWriter {
  return async function* (page, turn) {
    const items = page.flatMap<Item>((leaf) => (typeof leaf === 'string' ? tokenizer.encode(leaf) : [leaf]));
    const sequence: Sequence = { items, done: false };
    const text = detokenizer(tokenizer);
    const steps = strategy(sequence, { ...turn, maxTokens: Infinity });
    try {
      for (;;) {
        const step = await steps.next();
        if (step.done) {
          const rest = text.rest();
          if (rest !== '') yield rest;
          return step.value;
        }
        const said = step.value.type === 'tokens' ? text.push(step.value.tokens) : '';
        if (said !== '') yield said;
      }
    } finally {
      sequence.done = true;
      await steps.return('stop');
    }
  };
}

/** A tape as messages and, between them, what was written as text. End tokens show as nothing. */
function pageIn({ items }: Sequence, tokenizer: Tokenizer): (Message | string)[] {
  const page: (Message | string)[] = [];
  let run: Token[] = [];
  const close = () => {
    if (run.length > 0) page.push(tokenizer.decode(run));
    run = [];
  };
  for (const item of items) {
    if (typeof item === 'number') {
      if (item !== tokenizer.end) run.push(item);
      continue;
    }
    close();
    page.push(item);
  }
  close();
  return page;
}
