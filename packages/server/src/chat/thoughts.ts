import { undecided } from './undecided.ts';

/** Text, by where it goes. */
export interface Told {
  readonly content: string;
  readonly reasoning: string;
}

/** Parts a text, piece by piece, into what stands between `<think>` and `</think>` and the rest. */
export interface Thoughts {
  push(text: string): Told;
  /** What was held back, once no more text comes. */
  rest(): Told;
  /** Whether the character of the text that has this index is thought, the tags included. */
  covers(index: number): boolean;
}

/** A tag is never given away in part: what could begin one is held back. Pieces make no difference. */
export function thoughts(): Thoughts {
  let held = '';
  let thinking = false;
  /** Where the text begins that is held. */
  let at = 0;
  /** Where thoughts begin and end, in turn. */
  const bounds: number[] = [];

  const told = (text: string): Told =>
    thinking ? { content: '', reasoning: text } : { content: text, reasoning: '' };
  const take = (length: number): string => {
    const text = held.slice(0, length);
    held = held.slice(length);
    at += length;
    return text;
  };
  const cross = (tag: string) => {
    bounds.push(thinking ? at + tag.length : at);
    take(tag.length);
    thinking = !thinking;
  };

  return {
    push(text) {
      held += text;
      let content = '';
      let reasoning = '';
      const tell = (length: number) => {
        const more = told(take(length));
        content += more.content;
        reasoning += more.reasoning;
      };
      for (;;) {
        const tag = thinking ? '</think>' : '<think>';
        const start = held.indexOf(tag);
        if (start < 0) {
          tell(held.length - undecided(held, [tag]));
          return { content, reasoning };
        }
        tell(start);
        cross(tag);
      }
    },
    rest: () => told(take(held.length)),
    covers: (index) => bounds.filter((bound) => bound <= index).length % 2 === 1,
  };
}
