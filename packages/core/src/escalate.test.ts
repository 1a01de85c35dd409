import { describe, expect, test } from 'vitest';
import { agreement } from './escalate/agreement.ts';
import { answerIn } from './escalate/answer-span.ts';
import { asksForMore } from './escalate/asks.ts';
import { thresholdForRecall } from './escalate/calibrate.ts';
import { firstTokenEntropy, meanLogProbability, minimumLogProbability } from './escalate/need.ts';
import { referenceLines } from './escalate/reference-lines.ts';
import { trace } from './escalate/trace.ts';
import { type EscalateOptions, escalate } from './escalate.ts';
import { generate } from './generate.ts';
import { lanczos } from './lanczos.ts';
import { uniform } from './noise.ts';
import { rehearse, tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { type Image, type Item, type Message, open, type Sequence, written } from './sequence.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';
import { hashed, letters, prompt, scripted, tableModel } from './testing.ts';
import { imagesOf, shrunk } from './vision-think/looks.ts';

const tokenizer = letters('abcdefgh');
const turn = { maxTokens: 12, stop: [], seed: 4 };

function noisy(width: number, height: number, seed = 0): Image {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 256 * uniform(seed, width, i));
  return { width, height, data };
}

const image = noisy(8, 8);
const small = lanczos(image, 4, 4);
const network = hashed('network', tokenizer);
const low = sample(network);
const options = { low, tokenizer, need: minimumLogProbability, minimumSide: 2 };
const asked = Array.from({ length: 25 }, (_, i) => prompt(`${i}?`, noisy(8, 8, i)));
const never = () => false;

const escalations = (events: readonly StrategyEvent[]) =>
  events.filter((event) => event.type === 'escalation');
const smallPrompt = (messages: readonly Message[]) => shrunk(messages, 0.5, { minimumSide: 2 }) as Message[];

/** Answers on small pictures and on full ones by different scripts, and keeps the tapes that it was asked about. */
function twoFaced(onSmall: string, onFull: string) {
  const tapes: (readonly Item[])[] = [];
  const texts = [tokenizer.encode(onSmall), tokenizer.encode(onFull)];
  const model = tableModel('two-faced', tokenizer, (items) => {
    tapes.push(items);
    const full = imagesOf(items).some(({ width }) => width > 4);
    const spoken = items.length - items.findLastIndex((item) => typeof item === 'object') - 1;
    const next = texts[full ? 1 : 0]![spoken] ?? tokenizer.end;
    return Float32Array.from({ length: tokenizer.size }, (_, token) => (token === next ? 9 : 0));
  });
  return { model, tapes };
}

async function run(settings: Partial<EscalateOptions>, messages = prompt('Fare?', image)) {
  const sequence = open(messages);
  const strategy = escalate({ ...options, threshold: 0, ...settings });
  const { events, finish } = await rehearse(strategy, sequence, turn);
  return { events, finish, sequence, said: tokenizer.decode(tokensOf(events)) };
}

describe('the ends of the threshold', () => {
  test.each([undefined, 0, 3])(
    '−Infinity is always the full picture, token for token, odds %s',
    async (odds) => {
      const strategy = escalate({ ...options, threshold: -Infinity });
      for (const messages of asked) {
        const limits = { maxTokens: 12, seed: 1, ...(odds !== undefined && { odds }) };
        const { events, tokens, finish } = await generate(strategy, messages, limits);
        const full = await generate(low, messages, limits);
        expect([tokens, finish]).toEqual([full.tokens, full.finish]);
        expect(events.slice(1)).toEqual(full.events);
        expect(events[0]).toMatchObject({ type: 'escalation', scale: 1 });
      }
    },
  );

  test('which an appended look is not: it has read the first one too', async () => {
    const appended = escalate({ ...options, threshold: -Infinity, mode: 'append' });
    const differing = asked.map(async (messages) => {
      const [one, other] = await Promise.all(
        [appended, low].map((strategy) => generate(strategy, messages, turn)),
      );
      return one!.tokens.join() !== other!.tokens.join();
    });
    expect((await Promise.all(differing)).filter(Boolean).length).toBeGreaterThan(20);
  });

  test.each([undefined, 0, 3])(
    'Infinity is always the small picture, event for event, odds %s',
    async (odds) => {
      const strategy = escalate({ ...options, threshold: Infinity });
      let answers = 0;
      for (const messages of asked) {
        const limits = { maxTokens: 12, seed: 1, ...(odds !== undefined && { odds }) };
        const onSmall = await generate(low, smallPrompt(messages), limits);
        // An answer that says nothing escalates whatever the threshold.
        if (onSmall.tokens.length === 0) continue;
        answers++;
        expect(await generate(strategy, messages, limits)).toEqual(onSmall);
      }
      expect(answers).toBeGreaterThan(15);
    },
  );

  test('raising the threshold never escalates more', async () => {
    for (const need of [minimumLogProbability, meanLogProbability, firstTokenEntropy]) {
      let before = asked.length;
      for (const threshold of [-Infinity, 0.5, 1, 1.5, 2, Infinity]) {
        const strategy = escalate({ ...options, need, threshold });
        const all = await Promise.all(
          asked.map((messages) => generate(strategy, messages, { maxTokens: 6 })),
        );
        const count = all.filter(({ events }) => escalations(events).length > 0).length;
        expect(count).toBeLessThanOrEqual(before);
        before = count;
      }
    }
  });
});

describe('a second look', () => {
  test("to restart reads the caller's tape as if there had been no first", async () => {
    const { model, tapes } = twoFaced('ab', 'cd');
    const { said, finish, sequence, events } = await run({ low: sample(model), threshold: -1 });
    expect([said, finish]).toEqual(['cd', 'end']);
    expect(tokenizer.decode(written(sequence))).toBe('cd$');
    expect(escalations(events)).toEqual([
      {
        type: 'escalation',
        scale: 1,
        because: expect.stringMatching(/^need \d\S+, threshold -1\.00$/),
        written: tokenizer.encode('ab'),
      },
    ]);
    expect(tapes[0]).toEqual(prompt('Fare?', small));
    expect(tapes[3]).toEqual(prompt('Fare?', image));
  });

  test('to append reads the small picture, its answer, and then the full one', async () => {
    const { model, tapes } = twoFaced('ab', 'cd');
    const { said, sequence } = await run({ low: sample(model), threshold: -1, mode: 'append' });
    expect(said).toBe('cd');
    expect(tokenizer.decode(written(sequence))).toBe('cd$');
    expect(tapes[3]).toEqual([
      ...prompt('Fare?', small),
      ...tokenizer.encode('ab$'),
      {
        role: 'user',
        content: [
          { type: 'image', image },
          { type: 'text', text: 'The same image at full resolution. Answer the question again.' },
        ],
      },
    ]);
    expect(imagesOf(tapes[3]!)[1]).toBe(image);
  });

  test('may be taken by somebody else', async () => {
    const { model } = twoFaced('ab', 'cd');
    const { events } = await run({ low: sample(model), full: sample(network), threshold: -1 });
    expect(tokensOf(events)).toEqual((await generate(sample(network), prompt('Fare?', image), turn)).tokens);
  });

  test('costs what both looks cost, in either mode', async () => {
    for (const mode of ['restart', 'append'] as const) {
      const { model, tapes } = twoFaced('ab', 'cd');
      await run({ low: sample(model), threshold: -1, mode });
      const shown = new Set(tapes.flatMap((tape) => imagesOf(tape).map(({ width }) => width)));
      expect([...shown].reduce((sum, width) => sum + width ** 2, 0) / 8 ** 2).toBe(1.25);
    }
  });

  test('is taken at once by who asks for it, refuses, or says nothing, whatever the need', async () => {
    const wordy = letters('abcdefghijklmnopqrstuvwxyz<>_/ ');
    const ask = async (script: string, threshold: number, asks = asksForMore) => {
      const strategy = escalate({
        ...options,
        tokenizer: wordy,
        low: sample(scripted('a', wordy, script)),
        threshold,
        asks,
      });
      const { events } = await generate(strategy, prompt('Fare?', image), { maxTokens: 60 });
      return escalations(events).map((event) => event.type === 'escalation' && event.because);
    };
    expect(await ask('<tool_call>', Infinity)).toEqual(['asked for more']);
    expect(await ask('the text is too small to read', Infinity)).toEqual(['asked for more']);
    expect(await ask('', Infinity)).toEqual(['no answer']);
    expect(await ask('<think>three and', Infinity)).toEqual(['no answer']);
    expect(await ask('seven', Infinity)).toEqual([]);
    expect(await ask('too small', Infinity, never)).toEqual([]);
  });
});

test.each([
  ['I cannot read the sign.', true],
  ["I can't quite make out the number", true],
  ['It is unable to be read: illegible.', true],
  ['The digits are too blurry.', true],
  ['A higher resolution would help.', true],
  ['<think>Hm.</think><tool_call>{}</tool_call>', true],
  ['The sign says STOP.', false],
  ['The smallest one is the red square; you can see it on the left.', false],
  ['Three too many.', false],
])('%j: asks for more: %s', (answer, asks) => {
  expect(asksForMore(answer)).toBe(asks);
});

test('a picture that costs hardly more in full, or none at all, goes straight to the full look', async () => {
  const full = scripted('full', tokenizer, 'gh');
  for (const messages of [prompt('Fare?', noisy(40, 30)), prompt('Fare?')]) {
    const { events, said } = await run(
      { full: sample(full), threshold: Infinity, minimumSide: 28 },
      messages,
    );
    expect(said).toBe('gh');
    expect(escalations(events)).toEqual([]);
  }
});

test('a need may ask the model again: disagreement among samples escalates', async () => {
  const sure = agreement({ answer: low, tokenizer });
  const unsure = agreement({ answer: sample(network, { temperature: 9 }), tokenizer });
  expect(escalations((await run({ need: sure, threshold: 0.5 })).events)).toEqual([]);
  expect(escalations((await run({ need: unsure, threshold: 0.5 })).events)).toHaveLength(1);
});

test('a strategy without odds can be gated by agreement, and is refused by needs of odds', async () => {
  const silent: Strategy = async function* (sequence) {
    sequence.items.push(1);
    yield { type: 'tokens', tokens: [1], by: 'remote' };
    return 'end';
  };
  const byAgreement = await run({
    low: silent,
    need: agreement({ answer: silent, tokenizer }),
    threshold: 0.5,
  });
  expect(escalations(byAgreement.events)).toEqual([]);
  await expect(run({ low: silent })).rejects.toThrow('Judge its answers by agreement or sufficiency.');
});

test('NaN needs the full picture', async () => {
  expect(escalations((await run({ need: () => Number.NaN, threshold: 1e9 })).events)).toHaveLength(1);
});

/** Stripes, `cell` pixels wide, that stand (word 0) or lie (word 1). Of the narrowest a small copy is an even grey. */
function stripes(word: number, cell: number): Image {
  const data = new Uint8Array(64 * 64 * 3);
  for (let i = 0; i < 64 * 64; i++)
    data.fill(Math.floor((word === 0 ? i % 64 : i / 64) / cell) % 2 === 0 ? 0 : 255, i * 3, i * 3 + 3);
  return { width: 64, height: 64, data };
}

/** Says "a" of stripes that stand and "b" of those that lie, as surely as it sees them; seeing neither it guesses "a". */
const stripeReader = tableModel('reader', tokenizer, (items) => {
  const scores = new Float32Array(tokenizer.size);
  if (typeof items.at(-1) === 'number') scores[tokenizer.end] = 9;
  else {
    const { width, height, data } = imagesOf(items).at(-1)!;
    const at = (x: number, y: number) => data[(y * width + x) * 3]!;
    for (let y = 0; y + 1 < height; y++)
      for (let x = 0; x + 1 < width; x++) {
        scores[0]! += Math.abs(at(x + 1, y) - at(x, y)) / (8 * width * height);
        scores[1]! += Math.abs(at(x, y + 1) - at(x, y)) / (8 * width * height);
      }
    scores[0]! += 1;
  }
  return scores;
});

test('what is legible only in full is escalated, its legible twin is not, and the gate beats chance', async () => {
  const strategy = sample(stripeReader);
  const questions = Array.from({ length: 24 }, (_, i) => ({ word: i % 2, cell: i % 4 < 2 ? 8 : 1 }));
  const right = (text: string, word: number) => (answerIn(text) === 'ab'[word] ? 1 : 0);
  const tried = await Promise.all(
    questions.map(async ({ word, cell }) => {
      const messages = prompt('Standing or lying?', stripes(word, cell));
      const look = await trace(strategy, tokenizer, open(smallPrompt(messages)), turn);
      const full = await generate(strategy, messages, turn);
      return {
        need: firstTokenEntropy(look),
        low: right(look.text, word),
        full: right(tokenizer.decode(full.tokens), word),
      };
    }),
  );
  const threshold = thresholdForRecall(tried, 0);
  const { alwaysLow, alwaysFull, gated, random, oracle, auroc } = referenceLines(tried, threshold);
  expect([alwaysLow.accuracy, alwaysFull.accuracy, gated.accuracy, oracle.accuracy]).toEqual([0.75, 1, 1, 1]);
  expect(oracle.escalated).toBe(0.25);
  expect(gated.escalated).toBeLessThanOrEqual(0.5);
  expect(random.accuracy).toBeLessThan(0.9);
  expect(auroc).toBeGreaterThan(0.8);

  const gate = escalate({ ...options, low: strategy, need: firstTokenEntropy, threshold });
  for (const { word, cell } of questions) {
    const { events, tokens } = await generate(gate, prompt('Standing or lying?', stripes(word, cell)), turn);
    expect(right(tokenizer.decode(tokens), word)).toBe(1);
    if (cell === 8) expect(escalations(events)).toEqual([]);
    else if (word === 1) expect(escalations(events)).toHaveLength(1);
  }
});

test('a listener who leaves finds on the tape what it was told, whichever look it heard', async () => {
  const { model } = twoFaced('abcd', 'efgh');
  for (const [threshold, said] of [
    [Infinity, 'ab'],
    [-1, 'ef'],
  ] as const) {
    const sequence = open(prompt('Fare?', image));
    let heard = 0;
    for await (const event of escalate({ ...options, low: sample(model), threshold })(sequence, turn))
      if (event.type === 'tokens' && ++heard === 2) break;
    expect(tokenizer.decode(written(sequence))).toBe(said);
  }
});

test('an abort throws its reason, and the small tape is done afterwards', async () => {
  const views: Sequence[] = [];
  const watched: Strategy = (sequence, turn) => {
    views.push(sequence);
    return low(sequence, turn);
  };
  const reason = new Error('No longer wanted.');
  const signal = AbortSignal.abort(reason);
  const strategy = escalate({ ...options, low: watched, threshold: 0 });
  await expect(generate(strategy, prompt('Fare?', image), { signal })).rejects.toBe(reason);
  expect(views.map(({ done }) => done)).toEqual([true]);
});

test.each([{ scale: 0 }, { scale: 1 }, { threshold: Number.NaN }, { saving: 0 }, { minimumSide: 0 }])(
  'numbers that make no sense are refused: %o',
  (settings) => {
    expect(() => escalate({ ...options, threshold: 0, ...settings })).toThrow(RangeError);
  },
);
