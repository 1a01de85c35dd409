import { describe, expect, test } from 'vitest';
import { generate } from '../generate.ts';
import { sample } from '../sample.ts';
import { type SpeculativeThinkingOptions, speculativeThinking } from '../speculative-thinking.ts';
import type { Strategy } from '../strategy.ts';
import { letters, prompt, saying } from '../testing.ts';
import { authorsOf, takeOversOf } from './take-overs.ts';

const tokenizer = letters('abcdefghijklmnopqrstuvwxyzL ,./<>\n');
const hello = prompt('Hello.');

const says = (name: string, next: (text: string) => string | undefined) =>
  sample(saying(name, tokenizer, next));

/** Writes these steps, each on a line. In the middle of one it goes on where it would be. */
const working = (...steps: string[]): Strategy =>
  says('small', (text) => {
    const lines = text.split('\n');
    return (
      steps[lines.length - 1]?.[lines.at(-1)!.length] ?? (lines.length < steps.length ? '\n' : undefined)
    );
  });

/** Says the correction on a line of its own after a line that says a, else something plain. */
const checking = (correction: string): Strategy =>
  says('large', (text) => {
    const lines = text.split('\n');
    const says = lines.at(-2) === 'a' ? correction : 'plain';
    return says[lines.at(-1)!.length] ?? '\n';
  });

async function run(options: Partial<SpeculativeThinkingOptions> & { small: Strategy; large: Strategy }) {
  const cues = { affirmation: [], reflection: ['no'], verification: ['look'], help: '' };
  const strategy = speculativeThinking({
    tokenizer,
    cues,
    delimiter: '\n',
    judge: 'large',
    judgedTokens: 3,
    ...options,
  });
  const { tokens, events, finish } = await generate(strategy, hello, { maxTokens: 200 });
  return {
    text: tokenizer.decode(tokens),
    finish,
    takeOvers: takeOversOf(events),
    authors: authorsOf(events),
  };
}

describe('a large model that judges', () => {
  const small = working('x', 'a', 'y', 'z');
  const large = checking('no, b');

  test('speaks where its own opening has a cue, and nothing of its other openings stays', async () => {
    const { text, takeOvers, authors } = await run({ small, large, handsBackAfter: 'thought' });
    expect(text).toBe('x\na\nno, b\nz');
    expect(takeOvers).toEqual([{ because: 'reflection', position: 4, length: 6 }]);
    expect(authors).toEqual({ small: 5, large: 6, inserted: 0, dropped: { small: 0, large: 3 } });
  });

  test('does not care for what the small one says of itself', async () => {
    const { text, authors } = await run({ small: working('x', 'no, no', 'z'), large });
    expect(text).toBe('x\nno, no\nz');
    expect(authors.dropped).toEqual({ small: 0, large: 6 });
  });

  test('writes n₁ tokens, what was read of them counted, and into its next thought unless it is told not to', async () => {
    const at = async (openingTokens: number) =>
      (await run({ small: working('a', 'ttttttttt'), large, openingTokens })).text;
    expect(await at(4)).toBe('a\nno, ttttt');
    expect(await at(3)).toBe('a\nno,tttttt');
    expect(await at(8)).toBe('a\nno, b\npl');
  });

  test('is read to the end of its own thought, as far as it is asked for', async () => {
    const short = await run({ small: working('a', 'tttttt'), large: checking('k\nno') });
    expect(short.text).toBe('a\ntttttt');
    const late = { small: working('a', 'tttttt'), large: checking('kk no'), openingTokens: 5 };
    expect((await run(late)).text).toBe('a\ntttttt');
    expect((await run({ ...late, judgedTokens: 5 })).text).toBe('a\nkk not');
  });

  test('goes on after a thought of its own that was over while it was read, if it writes up to n₁', async () => {
    const brief = { small: working('a', 'tttttt', 'ssss'), large: checking('no'), openingTokens: 6 };
    expect((await run(brief)).text).toBe('a\nno\nplas');
    expect((await run({ ...brief, handsBackAfter: 'thought' })).text).toBe('a\nno\nssss');
  });

  test('verifies where it says so, for one thought or for n₂ tokens', async () => {
    const verifying = {
      small: working('a', 't'),
      large: checking('look, b'),
      openingTokens: 4,
      judgedTokens: 4,
    };
    expect((await run({ ...verifying, verificationTokens: 8 })).text).toBe('a\nlook, b\nplai');
    expect((await run({ ...verifying, handsBackAfter: 'thought' })).text).toBe('a\nlook, b\n');
  });

  test('may end the answer where it is read, and then it is over', async () => {
    const ending = says('large', (text) => (text === 'a\n' ? 'n' : text === 'a\nn' ? 'o' : undefined));
    expect(await run({ small: working('a', 't'), large: ending })).toMatchObject({
      text: 'a\nno',
      finish: 'end',
    });
  });
});

test('the tokens of a small model that are replaced are told of as dropped', async () => {
  const { text, authors } = await run({
    small: working('x', 'no, no', 'z'),
    large: checking('no, b'),
    judge: 'small',
    openingTokens: 2,
  });
  expect(text).toBe('x\npl, no\nz');
  expect(authors.dropped).toEqual({ small: 3, large: 0 });
});
