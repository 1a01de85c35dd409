import { describe, expect, test } from 'vitest';
import { type GenerateOptions, type Generation, generate } from './generate.ts';
import { sample } from './sample.ts';
import type { Sequence } from './sequence.ts';
import { publishedCues } from './speculative-thinking/mood.ts';
import { authorsOf, takeOversOf } from './speculative-thinking/take-overs.ts';
import {
  notReasoning,
  type SpeculativeThinkingOptions,
  speculativeThinking,
} from './speculative-thinking.ts';
import type { Strategy, Turn } from './strategy.ts';
import { letters, prompt, saying, tableModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnopqrstuvwxyzLTW .,:<>/\n');
const hello = prompt('Hello.');

const says = (name: string, next: (text: string) => string | undefined) =>
  sample(saying(name, tokenizer, next));

/** Writes these thoughts with blank lines between them. In the middle of one it goes on where it would be. */
const thinking = (...thoughts: string[]): Strategy =>
  says('small', (text) => {
    const paragraphs = text.split('\n\n');
    const thought = thoughts[paragraphs.length - 1];
    return thought?.[paragraphs.at(-1)!.length] ?? (paragraphs.length < thoughts.length ? '\n' : undefined);
  });

/** Writes one text over and over, beginning anew after every blank line. */
const droning = (words: string): Strategy =>
  says('large', (text) => words[text.split('\n\n').at(-1)!.length % words.length]);

const mentor = droning('L');

async function run(
  options: Partial<SpeculativeThinkingOptions> & Pick<SpeculativeThinkingOptions, 'small'>,
  turn: GenerateOptions = {},
): Promise<Generation & { text: string }> {
  const strategy = speculativeThinking({ large: mentor, tokenizer, ...options });
  const generation = await generate(strategy, hello, { maxTokens: 2000, ...turn });
  return { ...generation, text: tokenizer.decode(generation.tokens) };
}

/** The same strategy, and where and how long it was asked to write. */
function recorded(strategy: Strategy) {
  const asked: { readonly at: number; readonly maxTokens: number }[] = [];
  const writer: Strategy = (sequence: Sequence, turn: Turn) => {
    asked.push({ at: sequence.items.length - 1, maxTokens: turn.maxTokens });
    return strategy(sequence, turn);
  };
  return { asked, writer };
}

const help = publishedCues.help;
const L = (count: number) => 'L'.repeat(count);
const kinds = ({ events }: Generation) => takeOversOf(events).map(({ because }) => because);

describe('when the large model is asked', () => {
  test('without a blank line it never is, and the text is the small model’s', async () => {
    const large = recorded(mentor);
    const { text, finish } = await run({
      small: says('small', (t) => 'wait, yes.'[t.length]),
      large: large.writer,
    });
    expect([text, finish]).toEqual(['wait, yes.', 'end']);
    expect(large.asked).toEqual([]);
  });

  test('a plain opening stays as it was written, and is not asked for again', async () => {
    const small = recorded(thinking('first', 'a plain thought of more than twenty letters', 'done'));
    const large = recorded(mentor);
    const { text } = await run({ small: small.writer, large: large.writer });
    expect(text).toBe('first\n\na plain thought of more than twenty letters\n\ndone');
    expect(large.asked).toEqual([]);
    expect(small.asked.map(({ at }) => at)).toEqual([0, 7, 27, 52]);
  });

  test.each([
    ['affirmation', 'yes, so it must be three of them'],
    ['reflection', 'wait, it must be three of them'],
  ])(
    '%s: exactly 20 of its tokens follow the blank line, and the small model reads them',
    async (mood, thought) => {
      const small = recorded(thinking('first', thought));
      const { text, events } = await run({ small: small.writer });
      expect(text).toBe(`first\n\n${L(20)}${thought.slice(20)}`);
      expect(takeOversOf(events)).toEqual([{ because: mood, position: 7, length: 20 }]);
      expect(small.asked.map(({ at }) => at)).toEqual([0, 7, 27]);
    },
  );

  test('verification: where it says "check" it writes 145 tokens on end, which are two take-overs', async () => {
    const large = droning('check it ');
    const { text, events } = await run({ small: thinking('first', 'wait, no'), large });
    expect(text).toBe(`first\n\n${'check it '.repeat(17).slice(0, 145)}`);
    expect(takeOversOf(events)).toEqual([
      { because: 'reflection', position: 7, length: 20 },
      { because: 'verification', position: 27, length: 125 },
    ]);
    expect(events.filter(({ type }) => type === 'handoff').map((event) => 'to' in event && event.to)).toEqual(
      ['large', 'large', 'small'],
    );
  });

  test('verification is not asked for by what the small model said', async () => {
    const { text } = await run({ small: thinking('first', 'let me check this') });
    expect(text).toBe(`first\n\n${L(20)}`);
  });

  test('excessive negativity: after 15 negative openings it takes stock, then after 20, 25, 30 and 30', async () => {
    const thoughts = ['first', ...Array.from({ length: 130 }, () => 'wait')];
    const { text, events } = await run(
      { small: thinking(...thoughts), large: droning('another '), openingTokens: 8 },
      { maxTokens: 1e5 },
    );
    const recaps = takeOversOf(events).flatMap(({ because, length }, i) =>
      because === 'excessive negativity' ? [{ openings: i, length }] : [],
    );
    expect(recaps.map(({ length }) => length)).toEqual([125, 150, 175, 200, 200]);
    expect(recaps.map(({ openings }, i) => openings - (recaps[i - 1]?.openings ?? -1) - 1)).toEqual([
      15, 20, 25, 30, 30,
    ]);
    for (const { because, position, length } of takeOversOf(events)) {
      if (because !== 'excessive negativity') continue;
      expect(text.slice(0, position).endsWith(`\n\n${help}`)).toBe(true);
      expect(length).toBeGreaterThanOrEqual(125);
    }
    expect(authorsOf(events).inserted).toBe(5 * help.length);
  });

  test('begin comes first, then a recap, then an opening; a recap reads no opening', async () => {
    const small = recorded(thinking('', 'wait', 'wait, and on and on', 'wait'));
    const { text, ...rest } = await run({
      small: small.writer,
      large: droning('another LL'),
      beginTokens: 4,
      openingTokens: 8,
      thresholds: () => ({ patience: 1, recapTokens: 3 }),
    });
    expect(kinds(rest)).toEqual(['begin', 'reflection', 'excessive negativity', 'reflection']);
    expect(text).toBe(`anot\n\nanother \n\n${help}LLa\n\nanother `);
    expect(small.asked.map(({ at, maxTokens }) => [at, maxTokens])).toEqual([
      [4, 1996],
      [6, 8],
      [14, 1986],
      [67, 1933],
      [69, 8],
      [77, 1923],
    ]);
  });

  test('a small model that was not trained to reason: the large one begins, and opens every thought', async () => {
    const small = recorded(thinking('one', 'a plain thought of more than twenty letters', 'three'));
    const { text, ...rest } = await run({ small: small.writer, ...notReasoning });
    expect(text).toBe(`${L(100)}\n\n${L(20)}ore than twenty letters\n\n${L(20)}`);
    expect(kinds(rest)).toEqual(['begin', 'every thought', 'every thought']);
    expect(small.asked.map(({ at }) => at)).toEqual([100, 122, 167]);
  });
});

describe('what counts as a blank line', () => {
  const pieces = [' wait', '.\n\n', '\n', ' x', '', ' L'];
  const glued = {
    ...tokenizer,
    decode: (tokens: readonly number[]) => tokens.map((t) => pieces[t]).join(''),
  };
  const writing = (name: string, ...script: number[]): Strategy =>
    sample(
      tableModel(name, glued, (items) => {
        const scores = new Float32Array(tokenizer.size);
        scores[script[items.length - 1] ?? tokenizer.end] = 9;
        return scores;
      }),
    );
  const speak = async (small: number[], large: number[]) => {
    const strategy = speculativeThinking({
      small: writing('small', ...small),
      large: writing('large', ...large),
      tokenizer: glued,
      openingTokens: 2,
    });
    return (await generate(strategy, hello)).tokens;
  };
  const five = [5, 5, 5, 5, 5, 5];

  test('one that is glued to a full stop, and one of two tokens', async () => {
    expect(await speak([3, 1, 0, 3, 3], five)).toEqual([3, 1, 5, 5, 3]);
    expect(await speak([3, 2, 2, 0, 3, 3], five)).toEqual([3, 2, 2, 5, 5, 3]);
  });

  test('three line breaks are a blank line and a thought that opens with the third', async () => {
    expect(await speak([3, 2, 2, 2, 0, 3, 3], five)).toEqual([3, 2, 2, 2, 5, 5, 3]);
  });

  test('one that the large model writes is not: not inside its tokens, not as the last of them', async () => {
    expect(await speak([3, 1, 0, 0, 0, 3], [5, 5, 1, 5])).toEqual([3, 1, 1, 5, 0, 3]);
    expect(await speak([3, 1, 0, 0, 0, 3], [5, 5, 5, 1])).toEqual([3, 1, 5, 1, 0, 3]);
  });

  test('one that the large model begins and the small one ends is', async () => {
    expect(await speak([3, 1, 0, 0, 2, 0, 0, 3], [5, 5, 5, 2, 5, 5, 5])).toEqual([3, 1, 5, 2, 2, 5, 5, 3]);
  });

  test('one at the end of the prompt is not', async () => {
    expect(await speak([0, 3], five)).toEqual([0, 3]);
  });
});

describe('where writing and thinking end', () => {
  test('after </think> nobody takes over, whoever wrote it', async () => {
    const own = await run({ small: thinking('<think>so', 'it is', 'two</think>yes', 'wait', 'yes') });
    expect(kinds(own)).toEqual([]);
    const small = thinking('so', 'wait, hm', 'wait', 'yes');
    const lent = await run({ small, large: droning('L</think>LLL') });
    expect(lent.text).toBe('so\n\nL</think>\n\nwait\n\nyes');
    expect(takeOversOf(lent.events)).toEqual([{ because: 'reflection', position: 4, length: 9 }]);
  });

  test('a cue after </think> is not read as an opening of thought', async () => {
    const { text } = await run({ small: thinking('so', 'it is</think> yes') });
    expect(text).toBe('so\n\nit is</think> yes');
  });

  test('a cue that the opening cuts in two is none', async () => {
    const small = thinking('so', 'my final answer is three');
    expect((await run({ small, openingTokens: 14 })).text).toBe('so\n\nmy final answer is three');
    expect(kinds(await run({ small, openingTokens: 15 }))).toEqual(['affirmation']);
  });

  test('an opening is read to the end of its own thought', async () => {
    const { text } = await run({
      small: thinking('so', 'a', 'b', 'wait, that is all there is to it'),
      openingTokens: 4,
    });
    expect(text).toBe(`so\n\na\n\nb\n\n${L(4)}, that is all there is to it`);
  });

  test.each([
    ['in a span', 'so', 'LLLL', 'so', []],
    ['in an opening that stays', 'so\n\nit', 'LLLL', 'so\n\nit', []],
    ['in an opening that it writes', 'so\n\nwait, no', 'LL', 'so\n\nLL', ['reflection']],
    [
      'while it verifies',
      'so\n\nwait, no',
      `check ${L(30)}`,
      `so\n\ncheck ${L(30)}`,
      ['reflection', 'verification'],
    ],
    ['where it would verify', 'so\n\nwait, no', 'check', 'so\n\ncheck', ['reflection']],
    ['at once', '', 'LLLL', '', []],
  ])('after an end %s nothing more is written', async (_, small, large, expected, because) => {
    const after = (text: string) => text.length - 4;
    const generation = await run({
      small: says('small', (text) => small[text.length]),
      large: says('large', (text) => large[after(text)]),
    });
    expect([generation.text, generation.finish]).toEqual([expected, 'end']);
    expect(kinds(generation)).toEqual(because);
    expect(generation.events.at(-1)?.type).not.toBe('handoff');
  });

  test('a stop string may begin with one writer and end with the other', async () => {
    const { text, finish } = await run({ small: thinking('so', 'wait') }, { stop: ['\nL'] });
    expect([text, finish]).toEqual(['so\n\nL', 'stop']);
    const within = await run({ small: thinking('so', 'wait') }, { stop: ['Let me'], maxTokens: 500 });
    expect(within.finish).toBe('end');
    const thresholds = () => ({ patience: 0, recapTokens: 5 });
    const inserted = await run({ small: thinking('so', 'wait'), thresholds }, { stop: ['Let me'] });
    expect([inserted.text, inserted.finish]).toEqual(['so\n\nLet me', 'stop']);
  });

  test('a turn without room says so and does nothing', async () => {
    const { events, finish } = await run({ small: thinking('so'), beginTokens: 5 }, { maxTokens: 0 });
    expect([events, finish]).toEqual([[], 'length']);
  });

  test('a take-over of no tokens leaves the rest to the small model', async () => {
    const small = thinking('so', 'wait, it is three');
    const large = droning('check');
    const unverified = await run({ small, large, openingTokens: 5, verificationTokens: 0 });
    expect([unverified.text, unverified.finish]).toEqual(['so\n\ncheck it is three', 'end']);
    const thresholds = () => ({ patience: 0, recapTokens: 0 });
    const helped = await run({
      small: thinking('so', 'a'),
      thresholds,
      cues: { ...publishedCues, help: '' },
    });
    expect([helped.text, helped.finish]).toEqual(['so\n\na', 'end']);
  });

  test('a help sentence may be empty', async () => {
    const thresholds = () => ({ patience: 0, recapTokens: 3 });
    const { text } = await run({
      small: thinking('so', 'x'),
      cues: { ...publishedCues, help: '' },
      thresholds,
    });
    expect(text).toBe('so\n\nLLL');
  });
});
