import { expect, test } from 'vitest';
import { argmax, dense } from '../logits.ts';
import type { Model } from '../model.ts';
import { penalised } from '../penalties.ts';
import { rehearse } from '../rehearse.ts';
import { sample } from '../sample.ts';
import { open, type Token, written } from '../sequence.ts';
import { hashed, letters, prompt } from '../testing.ts';
import type { Cues, Mood } from './mood.ts';
import { alwaysLarge, type Choice, publishedSpeculativeThinking, unlessTheyDisagree } from './published.ts';
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

/** Greedy tokens behind `prefix`, up to an end, `count` tokens, or, if given, a text. */
async function write(
  model: Model,
  prefix: readonly Token[],
  count: number,
  stop?: string,
): Promise<readonly Token[]> {
  const { decode, end } = model.tokenizer;
  const out: Token[] = [];
  while (out.length < count && out.at(-1) !== end && !(stop && decode(out).includes(stop))) {
    const sequence = { items: [...hello, ...prefix, ...out], done: false };
    const [logits] = await model.forward([{ sequence }]);
    out.push(argmax(dense(logits!).data));
  }
  return out;
}

function times(text: string, words: readonly string[]): number {
  return words.reduce((sum, word) => sum + (text.match(new RegExp(word, 'g')) ?? []).length, 0);
}

function judge(text: string, cues: Cues): Mood {
  const yes = times(text, cues.affirmation);
  const no = times(text, cues.reflection) + times(text, cues.verification);
  if (yes === 0 && no === 0) return 'statement';
  return yes > no ? 'affirmation' : 'reflection';
}

async function released(setting: Released, flaw?: Flaw): Promise<{ ids: Token[]; log: object[] }> {
  const { small, large, cues, n1, n2, recap, always, choose, maxTokens } = setting;
  const { decode, encode, end } = small.tokenizer;
  const ids: Token[] = [];
  const log: object[] = [];
  let [begin, negatives, recaps, lent] = [setting.begin > 0, 0, 0, ''];
  const room = () => (flaw === 'heeds the limit' ? maxTokens - ids.length : Infinity);
  const keep = (out: readonly Token[], because?: string) => {
    const [position, length] = [ids, out].map((list) => list.filter((id) => id !== end).length);
    if (because) log.push({ because, position, length });
    if (because) lent = decode(out);
    ids.push(...out);
  };

  for (let total = 0; total <= maxTokens && room() > 0; total = ids.length) {
    let [count, because, trigger] = [0, '', false];
    if (flaw === 'triggers inside large' && lent.endsWith('\n\n')) {
      trigger = true;
      lent = '';
    } else if (!begin) {
      const span = await write(small, ids, Math.min(1024, room()), '\n\n');
      keep(span);
      if (span.at(-1) === end) break;
      trigger = decode(span.slice(-5)).includes('\n\n');
    }
    const { limit, length } = recap[Math.min(recaps, recap.length - 1)]!;
    if (begin) {
      [count, because, begin] = [setting.begin, 'begin', false];
    } else if (trigger && negatives >= (flaw === 'counts before it is asked' ? limit + 1 : limit)) {
      keep(encode(cues.help));
      [count, because, negatives, recaps] = [length, 'excessive negativity', 0, recaps + 1];
    } else if (trigger) {
      const probe = await write(small, ids, n1);
      const s = judge(decode(probe), cues);
      if (flaw === 'counts every boundary' && s === 'reflection') negatives++;
      if (always || s !== 'statement') {
        const candidate = await write(large, ids, n1);
        const isLarge = choose(s, judge(decode(candidate), cues)) === 'large';
        const kept = isLarge ? candidate : probe;
        keep(kept, isLarge ? (always ? 'every thought' : s) : undefined);
        if (judge(decode(kept), cues) === 'reflection') negatives++;
        if (flaw === 'stops at an end at once' && kept.at(-1) === end) break;
        const heard = flaw === 'verifies what small said' ? probe : kept;
        if (times(decode(heard), cues.verification) > 0) [count, because] = [n2, 'verification'];
        if (count > 0 && flaw === 'forgets after verifying') negatives = 0;
      }
    }
    if (count > 0) keep(await write(large, ids, Math.min(count, room())), because);
    if (ids.slice(-20).includes(end)) break;
  }
  return { ids, log };
}

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

test('published and a second reading of the released loop write the same tokens and log the same take-overs', async () => {
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
