import type { Image, Item, Message, Sequence, Token } from '@vr/core';

/**
 * What stands at one position of a rendered tape: a token (from 0 on), or a patch of a picture (below 0).
 * Equal numbers mean equal content, for one model: that is what caches are compared by.
 */
export type Position = number;

/** An image that a model has seen. `number` is the same for the same content. */
export interface Picture {
  readonly number: number;
  readonly image: Image;
  /** How many positions it fills. */
  readonly patches: number;
}

/** More would take the numbers of the next picture. */
export const mostPatches = 2 ** 16;

/** The position of one patch of a picture. */
export const patchPosition = (picture: number, patch: number): Position => -1 - picture * mostPatches - patch;
/** The number of the picture that a patch belongs to. */
export const pictureOf = (position: Position): number => Math.floor((-1 - position) / mostPatches);
/** Which patch of its picture it is. */
export const patchOf = (position: Position): number => (-1 - position) % mostPatches;

/** Whether a position is the patch after this one. */
export const follows = (patch: Position, next: Position): boolean =>
  next === patch - 1 && pictureOf(next) === pictureOf(patch);

/** A tape as the model reads it. */
export interface Rendered {
  readonly positions: readonly Position[];
  /** How often positions were taken back. While it stays the same, more are added at the end and nothing else. */
  readonly cuts: number;
  /** The pictures on it, by number. */
  readonly pictures: ReadonlyMap<number, Picture>;
}

/** What rendering needs to know of a model. */
export interface Dialect {
  /** The text of a conversation, with the opening of the next answer. An image part shows as the image token. */
  template(conversation: readonly Message[]): string;
  encode(text: string): Token[];
  readonly vocabulary: number;
  readonly end: Token;
  readonly imageToken: Token;
  /** Counts and numbers an image; throws if the model cannot take it. */
  picture(image: Image): Picture;
}

/** The tokens that conversations were turned into, by their last message; with image tokens where images are. */
export type Readings = WeakMap<Message, Reading>;
interface Reading {
  readonly conversation: readonly Message[];
  readonly tokens: readonly Token[];
}

interface Tape extends Rendered {
  readonly items: Item[];
  /** For each item, how many positions there are up to its end. */
  readonly ends: number[];
  readonly positions: Position[];
  cuts: number;
  readonly pictures: Map<number, Picture>;
}
interface Block {
  readonly conversation: readonly Message[];
  readonly positions: readonly Position[];
  readonly pictures: readonly Picture[];
}

/** Stands for what was written between two messages: the template then says how such an answer is closed. */
const writtenText = '\u{F0A71}written\u{F0A71}';
const writtenMessage: Message = { role: 'assistant', content: [{ type: 'text', text: writtenText }] };

/**
 * Turns tapes into positions. Messages that follow each other are rendered together; tokens stand for
 * themselves; messages after tokens first close the answer the way the template closes it. What was
 * rendered before is kept per sequence and per message, so a call costs as much as what is new. `readings` may be shared
 * with other models of the same template and tokenizer.
 */
export function renderer(
  dialect: Dialect,
  readings: Readings = new WeakMap(),
): (sequence: Sequence) => Rendered {
  const tapes = new WeakMap<Sequence, Tape>();
  const blocks = new WeakMap<Message, Block>();

  const block = (conversation: readonly Message[]): Block => {
    const last = conversation.at(-1)!;
    const known = blocks.get(last);
    if (known !== undefined && same(known.conversation, conversation)) return known;
    const made = renderBlock(dialect, conversation, readings);
    blocks.set(last, made);
    return made;
  };

  const tapeOf = (sequence: Sequence): Tape => {
    const known = tapes.get(sequence);
    if (known !== undefined) return known;
    const made: Tape = { items: [], ends: [], positions: [], cuts: 0, pictures: new Map() };
    tapes.set(sequence, made);
    return made;
  };

  return (sequence) => {
    const { items } = sequence;
    const tape = tapeOf(sequence);
    let at = unchanged(tape.items, items);
    if (at < tape.items.length) cut(tape, at);
    while (at < items.length) {
      const item = items[at]!;
      if (typeof item === 'number') {
        pushToken(dialect, tape, item);
        at++;
      } else {
        const end = endOfMessages(items, at);
        pushBlock(dialect, tape, block(conversationUpTo(items, end)), items.slice(at, end));
        at = end;
      }
    }
    return tape;
  };
}

/** How many items need no new rendering. A run of messages changes as a whole. */
function unchanged(old: readonly Item[], items: readonly Item[]): number {
  const end = Math.min(old.length, items.length);
  let at = 0;
  while (at < end && isSame(old[at]!, items[at]!)) at++;
  const inMessages = typeof items[at] === 'object' || typeof old[at] === 'object';
  if (inMessages) while (at > 0 && typeof items[at - 1] === 'object') at--;
  return at;
}

/** Takes back what was rendered of all but the first items. */
function cut(tape: Tape, items: number): void {
  tape.items.length = items;
  tape.ends.length = items;
  tape.positions.length = items === 0 ? 0 : tape.ends[items - 1]!;
  tape.cuts++;
}

/** Numbers apart from messages: comparing what may be either takes several times as long. */
function isSame(a: Item, b: Item): boolean {
  if (typeof a === 'number') return typeof b === 'number' && a === b;
  return typeof b === 'object' && a === b;
}

function pushToken({ vocabulary }: Dialect, tape: Tape, token: Token): void {
  if (!(token >= 0 && token < vocabulary && Number.isInteger(token))) {
    throw new RangeError(`Token ${token} is not in a vocabulary of ${vocabulary} tokens.`);
  }
  tape.positions.push(token);
  tape.items.push(token);
  tape.ends.push(tape.positions.length);
}

function pushBlock({ end }: Dialect, tape: Tape, block: Block, messages: readonly Item[]): void {
  // The model may have closed its answer itself.
  const closed = tape.positions.at(-1) === end && block.positions[0] === end;
  for (let i = closed ? 1 : 0; i < block.positions.length; i++) tape.positions.push(block.positions[i]!);
  for (const picture of block.pictures) tape.pictures.set(picture.number, picture);
  for (const message of messages) {
    tape.items.push(message);
    tape.ends.push(tape.positions.length);
  }
}

function endOfMessages(items: readonly Item[], start: number): number {
  let end = start;
  while (typeof items[end] === 'object') end++;
  return end;
}

/** The messages up to `end`, with one message in the place of each run of tokens. */
function conversationUpTo(items: readonly Item[], end: number): Message[] {
  const conversation: Message[] = [];
  for (let at = 0; at < end; at++) {
    const item = items[at]!;
    if (typeof item === 'object') conversation.push(item);
    else if (conversation.at(-1) !== writtenMessage) conversation.push(writtenMessage);
  }
  return conversation;
}

/** Renders the messages at the end of a conversation, from where the last written answer stops. */
function renderBlock(dialect: Dialect, conversation: readonly Message[], readings: Readings): Block {
  const last = conversation.at(-1)!;
  const known = readings.get(last);
  const tokens =
    known !== undefined && same(known.conversation, conversation)
      ? known.tokens
      : tokensOf(dialect, conversation);
  readings.set(last, { conversation, tokens });
  const images = conversation
    .slice(conversation.lastIndexOf(writtenMessage) + 1)
    .flatMap(({ content }) => content.flatMap((part) => (part.type === 'image' ? [part.image] : [])));
  return { conversation, ...fillIn(dialect, tokens, images.map(dialect.picture)) };
}

function tokensOf(dialect: Dialect, conversation: readonly Message[]): Token[] {
  const start = conversation.lastIndexOf(writtenMessage) + 1;
  const text = dialect.template(conversation);
  const from = start === 0 ? 0 : text.lastIndexOf(writtenText) + writtenText.length;
  if (start > 0 && from < writtenText.length) {
    throw new RangeError('The chat template leaves out what the assistant wrote, so nothing can follow it.');
  }
  return dialect.encode(text.slice(from));
}

/** Puts the patches of each picture in the place of its one image token. */
function fillIn({ imageToken }: Dialect, tokens: readonly Token[], pictures: readonly Picture[]) {
  const places = tokens.filter((token) => token === imageToken).length;
  if (places !== pictures.length) {
    throw new RangeError(
      `Expected one image token for each image, found ${places} for ${pictures.length} images. ` +
        'Pass images as image parts, and leave the image token out of texts.',
    );
  }
  let next = 0;
  const positions = tokens.flatMap((token) => {
    if (token !== imageToken) return [token];
    const { number, patches } = pictures[next++]!;
    return Array.from({ length: patches }, (_, patch) => patchPosition(number, patch));
  });
  return { positions, pictures };
}

const same = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((value, index) => value === b[index]);
