import { dense, sparse } from './logits.ts';
import type { Logits, Model, Query } from './model.ts';
import type { Item, Message, Sequence, Token } from './sequence.ts';
import { stack } from './stack.ts';

/** What stands on another reader's tape in place of an item. */
export interface Retelling {
  /** In place of a message, which `place` items stand before. Asked once for each message and place. */
  message(message: Message, place: number): readonly Message[];
  /** In place of a token. */
  token(token: Token): readonly Token[];
}

/** A query about the tape as retold, and what its answer is to the query about the tape itself. */
export interface Retold {
  readonly query: Query;
  answer(logits: Logits): Logits;
}

/** A tape as retold so far. */
interface Copy {
  readonly sequence: Sequence;
  /** The items of the tape itself. */
  readonly told: Item[];
  /** The length of the copy after the first 0, 1, 2, … items of the tape itself. */
  readonly ends: number[];
}

/**
 * The same model, reading every tape as retold: in another wording, or in other tokens. Each tape has one copy, which
 * follows it item by item, so that a model's caches serve it as they serve any tape.
 */
export function retold(model: Model, retelling: Retelling): Model {
  const retell = reteller(retelling);
  return {
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    async forward(queries, signal) {
      const copies = queries.map(retell);
      const answers = await model.forward(
        copies.map(({ query }) => query),
        signal,
      );
      return copies.map(({ answer }, i) => answer(answers[i]!));
    },
  };
}

/** Retells what queries ask about. Equal tapes get equal copies, the same tape the same copy. */
export function reteller({ message, token }: Retelling): (query: Query) => Retold {
  const copies = new WeakMap<Sequence, Copy>();
  const messages = new WeakMap<Message, (readonly Message[])[]>();

  function retellItem(item: Item, place: number): readonly Item[] {
    if (typeof item === 'number') return token(item);
    const known = messages.get(item) ?? [];
    messages.set(item, known);
    known[place] ??= message(item, place);
    return known[place];
  }

  function copyOf(original: Sequence): Copy {
    const found = copies.get(original);
    if (found) return found;
    const parent = original.parent && copyOf(original.parent).sequence;
    const sequence: Sequence = {
      items: [],
      ...(parent && { parent }),
      get done() {
        return original.done;
      },
    };
    const copy = { sequence, told: [], ends: [0] };
    copies.set(original, copy);
    return copy;
  }

  return ({ sequence, rows = 1, top }) => {
    const copy = copyOf(sequence);
    follow(copy, sequence.items, retellItem);
    return retoldQuery(copy, rows, top);
  };
}

/** Brings a copy up to date with its tape, keeping what they share. */
function follow(
  { sequence: { items }, told, ends }: Copy,
  tape: readonly Item[],
  retellItem: (item: Item, place: number) => readonly Item[],
): void {
  let same = 0;
  while (same < told.length && told[same] === tape[same]) same++;
  told.length = same;
  ends.length = same + 1;
  items.length = ends[same]!;
  for (let place = same; place < tape.length; place++) {
    items.push(...retellItem(tape[place]!, place));
    told.push(tape[place]!);
    ends.push(items.length);
  }
}

/** Rows that lie side by side on the tape need not on its copy: then more are asked for, and these taken out. */
function retoldQuery({ sequence, ends }: Copy, rows: number, top: number | undefined): Retold {
  const asked = ends.slice(-rows);
  const wanted = asked.map((end) => end - asked[0]!);
  if (wanted.every((index, r) => index === r))
    return { query: { sequence, rows, ...(top !== undefined && { top }) }, answer: (logits) => logits };
  return {
    query: { sequence, rows: wanted.at(-1)! + 1 },
    answer(logits) {
      const all = dense(logits);
      const picked = stack(wanted.map((index) => ({ logits: all, index })));
      return top === undefined ? picked : sparse(picked, top);
    },
  };
}
