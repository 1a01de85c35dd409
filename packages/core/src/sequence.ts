/** An index into a vocabulary. */
export type Token = number;

/** Pixels, row-major, interleaved RGB: `data.length === height * width * 3`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly image: Image };

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: readonly Part[];
}

/** What a model reads: a message it was given, or a token that was written. */
export type Item = Message | Token;

/**
 * The tape that models read and write.
 *
 * Any number of models may share one sequence. Each keeps its own cache for it and catches up on its
 * next forward, so appending, forking and truncating are plain array edits. A strategy must not edit
 * a sequence while a forward over it is in flight.
 */
export interface Sequence {
  readonly items: Item[];
  /** Where this was forked from: a runtime may copy that cache instead of recomputing it. */
  readonly parent?: Sequence;
  /** Set once nobody will ask about it again: its caches, and those of its forks, may go first. */
  done: boolean;
}

/** A new tape that holds `prompt`. */
export function open(prompt: readonly Message[]): Sequence {
  return { items: [...prompt], done: false };
}

/** A copy that goes its own way from here. */
export function fork(parent: Sequence): Sequence {
  return { items: [...parent.items], parent, done: false };
}

/** Whether nobody will ask about it again, itself or what it was forked from. */
export function isDone(sequence: Sequence): boolean {
  return sequence.done || (sequence.parent !== undefined && isDone(sequence.parent));
}

/** The tokens written from item `start` on, without the messages between them. */
export function written(sequence: Sequence, start = 0): Token[] {
  return sequence.items.slice(start).filter((item) => typeof item === 'number');
}
