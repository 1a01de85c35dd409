import { describe, expect, test } from 'vitest';
import { generate } from './generate.ts';
import type { Tokenizer } from './model.ts';
import { tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { type Message, open, written } from './sequence.ts';
import { takeOversOf } from './speculative-thinking/take-overs.ts';
import { speculativeThinking } from './speculative-thinking.ts';
import { hashed, letters, prompt, scripted, tableModel } from './testing.ts';
import { type TextWriter, writingText, writingTokens } from './text-writer.ts';

const tokenizer = letters('abcdefgh \nwit,→');
const hello = prompt('Hello.');

/** A token is a byte; the last is the end. */
const bytes: Tokenizer = {
  id: 'bytes',
  size: 257,
  end: 256,
  encode: (text) => [...new TextEncoder().encode(text)],
  decode: (tokens) => new TextDecoder().decode(Uint8Array.from(tokens.filter((token) => token < 256))),
};

/** A token is two letters, a × 16 + b, or the last one, 256 + a, if their number is odd. */
const pairs: Tokenizer = {
  id: 'pairs',
  size: 273,
  end: 272,
  encode: (text) =>
    (text.match(/..?/gs) ?? []).map((pair) => {
      const [a, b] = tokenizer.encode(pair);
      return b === undefined ? 256 + a! : a! * 16 + b;
    }),
  decode: (tokens) =>
    tokens
      .filter((token) => token < 272)
      .map((token) => tokenizer.decode(token < 256 ? [token >> 4, token & 15] : [token & 15]))
      .join(''),
};

test('the tokenizer of pairs reads what it writes', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'wait, →\n\n'])
    expect(pairs.decode(pairs.encode(text))).toBe(text);
});

/** Says these pieces, whatever is on the page, and keeps what it was shown. */
function reciting(...pieces: string[]) {
  const pages: (readonly (Message | string)[])[] = [];
  let closed = 0;
  const writer: TextWriter = async function* (page) {
    pages.push(page);
    try {
      for (const piece of pieces) yield piece;
      return 'end';
    } finally {
      closed++;
    }
  };
  return { writer, pages, closed: () => closed };
}

describe('a writer of text on a tape of tokens', () => {
  const run = async (writer: TextWriter, turn: object = {}, items: readonly number[] = []) => {
    const sequence = open(hello);
    sequence.items.push(...items);
    const steps = writingTokens(
      writer,
      tokenizer,
      'remote',
    )(sequence, { maxTokens: 50, stop: [], seed: 0, ...turn });
    const events = [];
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) events.push(step.value);
    const text = tokenizer.decode(tokensOf(events));
    return { text, tape: tokenizer.decode(written(sequence)), finish: step.value, events };
  };

  test('writes its pieces in tokens of the tape, and an end after them', async () => {
    const { text, tape, finish, events } = await run(reciting('abc', 'de').writer);
    expect([text, tape, finish]).toEqual(['abcde', 'abcde$', 'end']);
    expect(events[0]).toEqual({ type: 'tokens', tokens: [0, 1, 2], by: 'remote' });
  });

  test('counts tokens of the tape, and is left as soon as there is no room', async () => {
    const { writer, closed } = reciting('abc', 'def', 'gh');
    expect(await run(writer, { maxTokens: 4 })).toMatchObject({
      text: 'abcd',
      tape: 'abcd',
      finish: 'length',
    });
    expect(closed()).toBe(1);
    expect(await run(writer, { maxTokens: 0 })).toMatchObject({ text: '', finish: 'length' });
  });

  test('meets stop strings where its pieces meet', async () => {
    const { writer } = reciting('abc', 'def');
    expect(await run(writer, { stop: ['cd'] })).toMatchObject({ text: 'abcd', finish: 'stop' });
  });

  test('an end that it says in so many words is an end', async () => {
    expect(await run(reciting('ab$cd').writer)).toMatchObject({ text: 'ab', tape: 'ab$', finish: 'end' });
  });

  test('is shown the messages and the text after them, without end tokens', async () => {
    const { writer, pages } = reciting('a');
    await run(writer, {}, [...tokenizer.encode('bad'), tokenizer.end, ...tokenizer.encode('cab')]);
    expect(pages).toEqual([[...hello, 'badcab']]);
    await run(writer);
    expect(pages[1]).toEqual(hello);
  });

  test('a failure of the writer is passed on', async () => {
    const failing: TextWriter = async function* () {
      yield 'a';
      throw new Error('No route to host.');
    };
    await expect(run(failing)).rejects.toThrow('No route to host.');
  });
});

describe('a model with another tokenizer', () => {
  test('whose tokenizer is that of the tape writes what it writes by itself', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const own = sample(hashed('network', tokenizer, seed), { temperature: 1 });
      const abroad = writingTokens(writingText(own, tokenizer), tokenizer, 'network');
      const turn = { seed, maxTokens: 40 };
      expect((await generate(abroad, hello, turn)).tokens).toEqual((await generate(own, hello, turn)).tokens);
    }
  });

  test('a character whose bytes are several tokens arrives whole', async () => {
    const own = sample(scripted('bytes', bytes, 'a→b'));
    const { tokens, finish } = await generate(
      writingTokens(writingText(own, bytes), tokenizer, 'bytes'),
      hello,
    );
    expect([tokenizer.decode(tokens), finish]).toEqual(['a→b', 'end']);
    const cut = await generate(writingTokens(writingText(own, bytes), tokenizer, 'bytes'), hello, {
      maxTokens: 2,
    });
    expect(tokenizer.decode(cut.tokens)).toBe('a→');
  });

  test('goes on in the middle of what others wrote, and takes over from a small model', async () => {
    const small = sample(scripted('small', tokenizer, 'a bad cab\n\nwait, a bad face\n\na bed'));
    const large = sample(
      tableModel('large', pairs, (items) => {
        const text = pairs.decode(items.filter((item) => typeof item === 'number'));
        expect(text.startsWith('a bad cab\n\n')).toBe(true);
        const scores = new Float32Array(pairs.size);
        scores[pairs.encode(text.length % 2 === 1 ? 'h→' : '→h')[0]!] = 9;
        return scores;
      }),
    );
    const strategy = speculativeThinking({
      small,
      large: writingTokens(writingText(large, pairs), tokenizer, 'large'),
      tokenizer,
      openingTokens: 9,
    });
    const { tokens, events, finish } = await generate(strategy, hello);
    expect(tokenizer.decode(tokens)).toBe('a bad cab\n\nh→h→h→h→had face\n\na bed');
    expect(takeOversOf(events)).toEqual([{ because: 'reflection', position: 11, length: 9 }]);
    expect(finish).toBe('end');
  });
});
