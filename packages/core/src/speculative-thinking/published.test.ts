import { describe, expect, test } from 'vitest';
import { generate } from '../generate.ts';
import { argmax, dense } from '../logits.ts';
import type { Model } from '../model.ts';
import { penalised } from '../penalties.ts';
import { rehearse } from '../rehearse.ts';
import { sample } from '../sample.ts';
import { open, type Token, written } from '../sequence.ts';
import { speculativeThinking } from '../speculative-thinking.ts';
import type { Strategy } from '../strategy.ts';
import { hashed, letters, prompt, tableModel } from '../testing.ts';
import { type Cues, type Mood, publishedCues } from './mood.ts';
import {
  alwaysLarge,
  type Choice,
  type PublishedSpeculativeThinkingOptions,
  publishedSpeculativeThinking,
  unlessTheyDisagree,
} from './published.ts';
import { takeOversOf } from './take-overs.ts';

const hello = prompt('Hello.');

/**
 * The released loop on bare token lists, as a second opinion: greedy, one model call at a time, with its own search for
 * delimiters and cues. `flaw` breaks one rule, to see that the comparison would notice.
 */
interface Released {
  readonly small: Model;
  readonly large: Model;
  readonly cues: Cues;
  readonly begin: number;
  readonly n1: number;
  readonly n2: number;
  readonly recap: readonly { readonly limit: number; readonly length: number }[];
  readonly always: boolean;
  readonly choose: Choice;
  readonly maxTokens: number;
}

const flaws = [
  'counts before it is asked',
  'forgets after verifying',
  'verifies what small said',
  'triggers inside large',
  'stops at an end at once',
  'heeds the limit',
  'counts every boundary',
] as const;
type Flaw = (typeof flaws)[number];

async function released(setting: Released, flaw?: Flaw): Promise<{ ids: Token[]; log: object[] }> {
  const { small, large, cues, n1, n2, recap, always, choose, maxTokens } = setting;
  const { decode, encode, end } = small.tokenizer;
  const ids: Token[] = [];
  const log: object[] = [];
  let [begin, negatives, recaps] = [setting.begin > 0, 0, 0];

  const write = async (model: Model, prefix: readonly Token[], count: number, stop?: string) => {
    const out: Token[] = [];
    while (out.length < count && out.at(-1) !== end) {
      if (stop && decode(out).includes(stop)) break;
      if (flaw === 'heeds the limit' && prefix.length + out.length >= maxTokens) break;
      const [logits] = await model.forward([
        { sequence: { items: [...hello, ...prefix, ...out], done: false } },
      ]);
      out.push(argmax(dense(logits!).data));
    }
    return out;
  };
  const times = (text: string, words: readonly string[]) =>
    words.reduce((sum, word) => sum + (text.match(new RegExp(word, 'g')) ?? []).length, 0);
  const judge = (out: readonly Token[]): Mood => {
    const text = decode(out);
    const [yes, no] = [
      times(text, cues.affirmation),
      times(text, [...cues.reflection, ...cues.verification]),
    ];
    if (yes === 0 && no === 0) return 'statement';
    return yes > no ? 'affirmation' : 'reflection';
  };
  let lent = '';
  const take = async (because: string, count: number) => {
    const out = await write(large, ids, count);
    log.push({
      because,
      position: ids.filter((id) => id !== end).length,
      length: out.filter((id) => id !== end).length,
    });
    ids.push(...out);
    lent = decode(out);
  };

  for (let total = 0; total <= maxTokens; total = ids.length) {
    let [count, because] = [0, ''];
    let trigger = false;
    if (flaw === 'triggers inside large' && lent.endsWith('\n\n')) {
      trigger = true;
      lent = '';
    } else if (!begin) {
      const span = await write(small, ids, 1024, '\n\n');
      ids.push(...span);
      if (span.at(-1) === end) break;
      trigger = decode(span.slice(-5)).includes('\n\n');
    }
    const limit = recap[Math.min(recaps, recap.length - 1)]!;
    if (begin) {
      [count, because, begin] = [setting.begin, 'begin', false];
    } else if (
      trigger &&
      (flaw === 'counts before it is asked' ? negatives > limit.limit : negatives >= limit.limit)
    ) {
      ids.push(...encode(cues.help));
      [count, because, negatives, recaps] = [limit.length, 'excessive negativity', 0, recaps + 1];
    } else if (trigger) {
      const probe = await write(small, ids, n1);
      const s = judge(probe);
      if (flaw === 'counts every boundary' && s === 'reflection') negatives++;
      if (always || s !== 'statement') {
        const candidate = await write(large, ids, n1);
        const kept = choose(s, judge(candidate)) === 'large' ? candidate : probe;
        if (kept === candidate) {
          const position = ids.filter((id) => id !== end).length;
          const length = kept.filter((id) => id !== end).length;
          log.push({ because: always ? 'every thought' : s, position, length });
        }
        ids.push(...kept);
        lent = decode(kept);
        if (judge(kept) === 'reflection') negatives++;
        const heard = flaw === 'verifies what small said' ? probe : kept;
        if (flaw === 'stops at an end at once' && kept.at(-1) === end) break;
        if (times(decode(heard), cues.verification) > 0) {
          [count, because] = [n2, 'verification'];
          if (flaw === 'forgets after verifying') negatives = 0;
        }
      }
    }
    if (count > 0) await take(because, count);
    if (ids.slice(-20).includes(end)) break;
    if (flaw === 'heeds the limit' && ids.length >= maxTokens) break;
  }
  return { ids, log };
}

describe('beside a second reading of the released loop', () => {
  const tokenizer = letters('wyv \n');
  const cues = { affirmation: ['y'], reflection: ['w'], verification: ['v'], help: 'vy ' };
  const recap = [
    { limit: 2, length: 4 },
    { limit: 3, length: 9 },
  ];
  const settings = Array.from({ length: 40 }, (_, i): Released => {
    const babble = (name: string, seed: number, ends = -2.5) =>
      penalised(hashed(name, tokenizer, seed), { bias: new Map([[tokenizer.end, ends]]) });
    return {
      small: babble('small', 2 * i),
      large: babble('large', 2 * i + 1, i % 4 === 2 ? 1 : -2.5),
      cues,
      begin: [0, 7][i % 2]!,
      n1: [3, 5][(i >> 1) % 2]!,
      n2: [6, 30][(i >> 2) % 2]!,
      recap,
      always: i % 3 === 0,
      choose: [alwaysLarge, unlessTheyDisagree][i % 5 === 0 ? 1 : 0]!,
      maxTokens: 60,
    };
  });

  const ours = async ({ small, large, begin, n1, n2, always, choose, maxTokens }: Released) => {
    const strategy = publishedSpeculativeThinking({
      small: sample(small),
      large: sample(large),
      tokenizer,
      cues,
      beginTokens: begin,
      openingTokens: n1,
      verificationTokens: n2,
      asksAt: always ? 'every thought' : 'cues',
      keeps: choose,
      thresholds: (recaps) => {
        const { limit, length } = recap[Math.min(recaps, 1)]!;
        return { patience: limit, recapTokens: length };
      },
    });
    const sequence = open(hello);
    const { events } = await rehearse(strategy, sequence, { maxTokens, stop: [], seed: 1 });
    return { ids: written(sequence), log: takeOversOf(events) };
  };

  test('the same tokens, and the same log of take-overs', async () => {
    const kinds = new Set<string>();
    for (const setting of settings) {
      const found = await ours(setting);
      expect(found).toEqual(await released(setting));
      for (const { because } of found.log) kinds.add(because);
    }
    expect(kinds.size).toBe(6);
  });

  test.each(flaws)('a loop that %s is told apart', async (flaw) => {
    for (const setting of settings) {
      const [right, wrong] = [await ours(setting), await released(setting, flaw)];
      if (JSON.stringify(right) !== JSON.stringify(wrong)) return;
    }
    expect.fail('The comparison would not have noticed.');
  });
});

describe('by hand', () => {
  const tokenizer = letters('abcdefghijklmnopqrstuvwxyzLTW .,:<>/\n');

  /** A model that says the character that `next` makes of all that is written; it ends after the empty string. */
  const saying = (name: string, next: (text: string) => string | undefined): Strategy =>
    sample(
      tableModel(name, tokenizer, (items) => {
        const text = tokenizer.decode(items.filter((item) => typeof item === 'number'));
        const scores = new Float32Array(tokenizer.size);
        scores[tokenizer.encode(next(text) ?? '')[0] ?? tokenizer.end] = 9;
        return scores;
      }),
    );
  const thinking = (...thoughts: string[]): Strategy =>
    saying('small', (text) => {
      const paragraphs = text.split('\n\n');
      const thought = thoughts[paragraphs.length - 1];
      return thought?.[paragraphs.at(-1)!.length] ?? (paragraphs.length < thoughts.length ? '\n' : undefined);
    });
  const L = (count: number) => 'L'.repeat(count);
  const run = async (
    options: Partial<PublishedSpeculativeThinkingOptions> & { small: Strategy },
    turn: object = {},
  ) => {
    const large = saying('large', () => 'L');
    const strategy = publishedSpeculativeThinking({ large, tokenizer, ...options });
    const { tokens, events, finish } = await generate(strategy, hello, { maxTokens: 500, ...turn });
    return { text: tokenizer.decode(tokens), takeOvers: takeOversOf(events), finish };
  };
  const recorded = (strategy: Strategy) => {
    const asked: (readonly [at: number, maxTokens: number])[] = [];
    const writer: Strategy = (sequence, turn) => {
      asked.push([sequence.items.length - 1, turn.maxTokens]);
      return strategy(sequence, turn);
    };
    return { asked, writer };
  };

  test('without a blank line the large model is not asked', async () => {
    const { text, takeOvers } = await run({ small: thinking('wait, yes, check') });
    expect([text, takeOvers]).toEqual(['wait, yes, check', []]);
  });

  test('a plain opening is thrown away and the small model asked again; the text is as if it had stayed', async () => {
    const small = recorded(thinking('first', 'a plain thought of more than twenty letters', 'done'));
    const { text } = await run({ small: small.writer });
    expect(small.asked).toEqual([
      [0, 1024],
      [7, 20],
      [7, 1024],
      [52, 20],
      [52, 1024],
    ]);
    const kept = speculativeThinking({ small: small.writer, large: small.writer, tokenizer });
    const { tokens } = await generate(kept, hello);
    expect(tokenizer.decode(tokens)).toBe(text);
  });

  test('an opening is read past the next blank line, and cues count inside words', async () => {
    const early = await run({ small: thinking('so', 'a', 'b', 'wait') });
    expect(early.takeOvers[0]).toEqual({ because: 'reflection', position: 4, length: 20 });
    const inside = await run({ small: thinking('so', 'the eyes of yesterday') });
    expect(inside.text).toBe(`so\n\n${L(20)}y`);
    const clean = speculativeThinking({
      small: thinking('so', 'the eyes of yesterday'),
      large: saying('large', () => 'L'),
      tokenizer,
    });
    expect(tokenizer.decode((await generate(clean, hello)).tokens)).toBe('so\n\nthe eyes of yesterday');
  });

  test('verification is two take-overs of 20 and 125; said by the small model only, it is none', async () => {
    const large = saying('large', (text) => 'check it '[(text.length - 4) % 9]);
    const { takeOvers } = await run({ small: thinking('so', 'wait'), large });
    expect(takeOvers).toEqual([
      { because: 'reflection', position: 4, length: 20 },
      { because: 'verification', position: 24, length: 125 },
    ]);
    expect((await run({ small: thinking('so', 'check') })).takeOvers).toHaveLength(1);
  });

  test('thinking has no end: openings after </think> are read like any other', async () => {
    const { takeOvers } = await run({ small: thinking('so</think>', 'wait') });
    expect(takeOvers).toEqual([{ because: 'reflection', position: 12, length: 20 }]);
  });

  test('a blank line of two writers is not seen', async () => {
    const large = saying('large', (text) => (text.length === 23 ? '\n' : 'L'));
    const small = thinking('so', `wait${'x'.repeat(16)}\n`, 'wait');
    const { takeOvers } = await run({ small, large });
    expect(takeOvers).toHaveLength(1);
  });

  test('an end inside an opening that asks to be verified is written over', async () => {
    const large = saying('large', (text) =>
      text.endsWith('check') ? undefined : ('so\n\ncheck'[text.length] ?? 'L'),
    );
    const sequence = open(hello);
    const strategy = publishedSpeculativeThinking({ small: thinking('so', 'wait'), large, tokenizer });
    const { finish } = await rehearse(strategy, sequence, { maxTokens: 100, stop: [], seed: 0 });
    expect(tokenizer.decode(written(sequence))).toBe(`so\n\ncheck$${L(125)}`);
    expect(finish).toBe('length');
  });

  test('the length is looked at between rounds, so the turn is overrun', async () => {
    const { text, finish } = await run({ small: thinking('so', 'wait', 'wait') }, { maxTokens: 5 });
    expect([text, finish]).toEqual([`so\n\n${L(20)}`, 'length']);
    const small = sample(tableModel('small', tokenizer, () => [9]));
    const long = await run({ small }, { maxTokens: 5 });
    expect(long.text).toHaveLength(1024);
    const without = await run({ small }, { maxTokens: 1030 });
    expect(without.text).toHaveLength(2048);
  });

  test('a stop string of the turn is met in any piece', async () => {
    const stopped = async (stop: string, options: Partial<PublishedSpeculativeThinkingOptions> = {}) =>
      run({ small: thinking('so', 'wait'), ...options }, { stop: [stop] });
    expect(await stopped('so')).toMatchObject({ text: 'so', finish: 'stop' });
    expect(await stopped('LL')).toMatchObject({ text: 'so\n\nLL', finish: 'stop' });
    const thresholds = () => ({ patience: 0, recapTokens: 5 });
    expect(await stopped('Let me', { thresholds })).toMatchObject({ text: 'so\n\nLet me', finish: 'stop' });
    expect(await stopped('LL', { beginTokens: 5 })).toMatchObject({ text: 'LL', finish: 'stop' });
  });

  test('patience 15, 20, 25, 30, 30 and recaps of 125, 150, 175, 200, 200 tokens', async () => {
    const thoughts = ['so', ...Array.from({ length: 130 }, () => 'wait')];
    const large = saying('large', (text) => 'another '[text.split('\n\n').at(-1)!.length % 8]);
    const options = { small: thinking(...thoughts), large, openingTokens: 8 };
    const { takeOvers, text } = await run(options, { maxTokens: 1e5 });
    const recaps = [...takeOvers.entries()].filter(([, { because }]) => because === 'excessive negativity');
    expect(recaps.map(([, { length }]) => length)).toEqual([125, 150, 175, 200, 200]);
    expect(recaps.map(([i]) => i)).toEqual([15, 36, 62, 93, 124]);
    for (const [, { position }] of recaps)
      expect(text.slice(0, position).endsWith(`\n\n${publishedCues.help}`)).toBe(true);
  });
});

test('unless they disagree, the small model’s opening stays', () => {
  const moods: Mood[] = ['reflection', 'statement', 'affirmation'];
  const won = moods.map((small) => moods.map((large) => unlessTheyDisagree(small, large) === 'large'));
  expect(won).toEqual([
    [false, true, true],
    [false, false, false],
    [true, false, false],
  ]);
  expect(moods.every((small) => moods.every((large) => alwaysLarge(small, large) === 'large'))).toBe(true);
});

test('a plain opening is drawn with other noise than what is written in its place', async () => {
  const tokenizer = letters('wy \n');
  const coin = tableModel('coin', tokenizer, ({ length }) => (length < 3 ? [0, 0, 0, 99] : [9, -99, 9, -99]));
  const small = sample(coin, { temperature: 1 });
  const cues = { ...publishedCues, reflection: ['w'] };
  const strategy = publishedSpeculativeThinking({ small, large: small, tokenizer, cues, openingTokens: 1 });
  let [plain, unseen] = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const steps = strategy(open(hello), { maxTokens: 3, stop: ['w', ' '], seed });
    const texts: string[] = [];
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      if (step.value.type === 'handoff') texts.push('handed over');
      if (step.value.type === 'tokens') texts.push(tokenizer.decode(step.value.tokens));
    }
    if (texts.includes('handed over')) continue;
    plain++;
    if (texts.at(-1) === 'w') unseen++;
  }
  expect(plain).toBeGreaterThan(150);
  expect(unseen / plain).toBeGreaterThan(0.35);
  expect(unseen / plain).toBeLessThan(0.65);
});
