import { fork, type Image, type Item, type Message, open, type Sequence, uniform } from '@vr/core';
import { describe, expect, test } from 'vitest';
import { type Dialect, patchOf, patchPosition, pictureOf, renderer } from './render.ts';

const end = 1;
const imageToken = 2;
/** One letter a token, from 3 on; `.` closes an answer, `#` is an image. */
const letters = '\n.#abcdefghijklmnopqrstuvwxyz:>0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<_| ';
const encode = (text: string) => [...text].map((letter) => letters.indexOf(letter));
const decode = (tokens: readonly number[]) => tokens.map((token) => letters[token] ?? '?').join('');

function dialect(): Dialect & { rendered: number } {
  const all = {
    rendered: 0,
    vocabulary: letters.length,
    end,
    imageToken,
    encode,
    template(conversation: readonly Message[]) {
      all.rendered++;
      const turns = conversation.map(({ role, content }) => {
        const parts = content.map((part) => (part.type === 'text' ? part.text : '#'));
        return `${role[0]}:${parts.join('')}.\n`;
      });
      return `${turns.join('')}a:`;
    },
    picture: (image: Image) => ({ number: image.data[0]!, image, patches: image.width }),
  };
  return all;
}

const text = (words: string, role: Message['role'] = 'user'): Message => ({
  role,
  content: [{ type: 'text', text: words }],
});
const picture = (number: number, words: string, width = 3): Message => ({
  role: 'user',
  content: [
    { type: 'image', image: { width, height: 1, data: Uint8Array.of(number) } },
    { type: 'text', text: words },
  ],
});
const shown = (read: ReturnType<typeof renderer>, ...items: Item[]) =>
  decode(read({ items, done: false }).positions.map((position) => (position < 0 ? imageToken : position)));

test('messages are rendered together, with the opening of the answer', () => {
  expect(shown(renderer(dialect()), text('be kind', 'system'), text('hi'))).toBe('s:be kind.\nu:hi.\na:');
});

test('tokens stand for themselves', () => {
  expect(shown(renderer(dialect()), text('hi'), ...encode('yes'))).toBe('u:hi.\na:yes');
  expect(shown(renderer(dialect()), ...encode('yes'))).toBe('yes');
});

test('a message after tokens closes the answer first, unless it is closed', () => {
  expect(shown(renderer(dialect()), text('hi'), ...encode('yes'), text('and'))).toBe(
    'u:hi.\na:yes.\nu:and.\na:',
  );
  expect(shown(renderer(dialect()), text('hi'), ...encode('yes.'), text('and'))).toBe(
    'u:hi.\na:yes.\nu:and.\na:',
  );
  expect(shown(renderer(dialect()), ...encode('yes'), text('and'))).toBe('yes.\nu:and.\na:');
});

test('an image fills as many positions as it has patches, numbered by its content', () => {
  const { positions, pictures } = renderer(dialect())(open([picture(7, 'x'), picture(9, 'y', 2)]));
  const patches = positions.filter((position) => position < 0);
  expect(patches.map(pictureOf)).toEqual([7, 7, 7, 9, 9]);
  expect(patches.map(patchOf)).toEqual([0, 1, 2, 0, 1]);
  expect([...pictures.keys()]).toEqual([7, 9]);
});

test('patch positions are apart for all pictures and patches', () => {
  for (const [number, patch] of [
    [0, 0],
    [0, 65_535],
    [1, 0],
    [2 ** 30, 4095],
  ] as const) {
    const position = patchPosition(number, patch);
    expect([Number.isSafeInteger(position), position < 0]).toEqual([true, true]);
    expect([pictureOf(position), patchOf(position)]).toEqual([number, patch]);
  }
});

test('an image token in a text is refused', () => {
  expect(() => shown(renderer(dialect()), text('a # b'))).toThrow(/image token/);
});

test('a token outside the vocabulary is refused, and the tape can go on without it', () => {
  const read = renderer(dialect());
  const sequence = open([text('hi')]);
  for (const token of [letters.length, -1, 1.5, Number.NaN]) {
    sequence.items.push(3, token);
    expect(() => read(sequence)).toThrow(RangeError);
    sequence.items.length = 1;
  }
  expect(decode(read(sequence).positions)).toBe('u:hi.\na:');
});

test('a template that drops what was written is told of', () => {
  const forgetful = { ...dialect(), template: () => 'a:' };
  expect(() => shown(renderer(forgetful), text('hi'), 3, text('and'))).toThrow(/leaves out/);
});

describe('what was rendered is kept', () => {
  test('edited tapes read like fresh ones', () => {
    const messages = [text('hi'), text('well', 'system'), picture(1, 'look'), picture(2, 'see')];
    for (let seed = 0; seed < 60; seed++) {
      let draws = 0;
      const int = (limit: number) => Math.floor(uniform(seed, draws++, 0) * limit);
      const read = renderer(dialect());
      const tapes: Sequence[] = [open([messages[0]!])];
      const seen = new Map<Sequence, { readonly cuts: number; readonly positions: readonly number[] }>();
      for (let move = 0; move < 40; move++) {
        const sequence = tapes[int(tapes.length)]!;
        const { items } = sequence;
        const kind = int(5);
        if (kind === 0) items.push(messages[int(messages.length)]!);
        else if (kind === 1) items.length = 1 + int(items.length);
        else if (kind === 2) items[int(items.length)] = 3 + int(3);
        else if (kind === 3 && tapes.length < 4) tapes.push(fork(sequence));
        else items.push(int(6));
        const fresh = renderer(dialect())({ items: [...items], done: false });
        const now = read(sequence);
        expect(now.positions).toEqual(fresh.positions);
        const before = seen.get(sequence);
        if (before?.cuts === now.cuts)
          expect(now.positions.slice(0, before.positions.length)).toEqual(before.positions);
        seen.set(sequence, { cuts: now.cuts, positions: [...now.positions] });
      }
    }
  });

  test('a message is rendered once, however many tapes begin with it', () => {
    const counted = dialect();
    const read = renderer(counted);
    const prompt = [text('hi')];
    for (let n = 0; n < 5; n++) {
      const sequence = open(prompt);
      for (let token = 3; token < 10; token++) {
        sequence.items.push(token);
        read(sequence);
      }
    }
    expect(counted.rendered).toBe(1);
  });
});

test('models that share their readings make tokens of a conversation once, and each puts its own pictures there', () => {
  const [one, other] = [
    dialect(),
    { ...dialect(), picture: (image: Image) => ({ number: 4, image, patches: 2 }) },
  ];
  const readings = new WeakMap();
  const messages = [picture(7, 'x'), text('and')];
  const first = renderer(one, readings)(open(messages));
  const second = renderer(
    {
      ...other,
      template: () => {
        throw new Error('asked for what is known');
      },
    },
    readings,
  )(open(messages));
  expect(second.positions.length).toBe(first.positions.length - 1);
  expect(second.positions).toEqual(renderer(other)(open(messages)).positions);
  const changed = [picture(7, 'y'), messages[1]!];
  expect(renderer(one, readings)(open(changed)).positions).toEqual(renderer(one)(open(changed)).positions);
});
