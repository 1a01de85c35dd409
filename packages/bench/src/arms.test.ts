import { generate, type Image, type Item, type Message, type Model, type Tokenizer } from '@vr/core';
import { letters, tableModel } from '@vr/core/testing';
import { describe, expect, test } from 'vitest';
import { measureAccuracy } from './accuracy.ts';
import { buildArm, type Models, modelsOfPlan } from './arms.ts';
import { calibrate } from './calibrate.ts';
import { shownTokens } from './looks.ts';
import type { ArmName, SampleRecord } from './record.ts';
import type { Suite } from './suites/suite.ts';
import { digitSuite, plan, quiet } from './testing/fixture.ts';

const call = '<tool_call>';
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const characters = letters(`${printable.replace('$', '')}\n`);

/** A tokenizer of characters to which a call is one token more. */
const tokenizer: Tokenizer = {
  ...characters,
  size: characters.size + 1,
  encode: (text) =>
    text.split(call).flatMap((part, i) => [...(i > 0 ? [characters.size] : []), ...characters.encode(part)]),
  decode: (tokens) =>
    tokens.map((token) => (token === characters.size ? call : characters.decode([token]))).join(''),
};

const asking = `<think>small</think>${call}\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>`;
const guess = '<think>small</think><answer>0</answer>';

const pictureOf = (number: number): Image => {
  return { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(number) };
};

/**
 * Reads the digit, which is the colour of the picture, from a picture in full. At half the size, odd digits are too small:
 * it would rather ask, or else guess, of which it is less sure.
 */
function reader(name: string): Model {
  return tableModel(name, tokenizer, (items) => {
    const start = items.findLastIndex((item) => typeof item === 'object') + 1;
    const written = items.slice(start);
    const picture = imagesOf(items).at(-1)!;
    const digit = picture.data[0]!;
    const legible = picture.width === 64 || digit % 2 === 0;
    const wishes = legible
      ? [[`<answer>${digit}</answer>`, 20] as const]
      : [[asking, 9] as const, [guess, 5] as const];
    const scores = new Float32Array(tokenizer.size);
    for (const [wish, score] of wishes) {
      const tokens = tokenizer.encode(wish);
      if (written.every((token, i) => token === tokens[i]))
        scores[tokens[written.length] ?? tokenizer.end] = score;
    }
    return scores;
  });
}

const imagesOf = (items: readonly Item[]) =>
  items.flatMap((item) =>
    typeof item === 'number'
      ? []
      : item.content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
  );

const models: Models = {
  'large-base': reader('large-base'),
  'small-base': reader('small-base'),
  'small-expert': reader('small-expert'),
  'large-expert': reader('large-expert'),
};

const ask = (digit: number): Message[] => [
  {
    role: 'user',
    content: [
      { type: 'image', image: pictureOf(digit) },
      { type: 'text', text: 'Which digit?' },
    ],
  },
];

async function said(name: ArmName, digit: number, threshold?: number) {
  const { strategy } = buildArm({ name, parameters: {} }, models, threshold);
  const { tokens, events } = await generate(strategy, ask(digit));
  return [tokenizer.decode(tokens), events.filter(({ type }) => type === 'escalation').length];
}

describe('arms with two looks', () => {
  test('vision-think answers from the small picture, or asks for the full one', async () => {
    expect(await said('vision-think', 2)).toEqual(['<answer>2</answer>', 0]);
    expect(await said('vision-think', 3)).toEqual(['<answer>3</answer>', 1]);
  });

  test('always-low must say what it can', async () => {
    expect(await said('always-low', 2)).toEqual(['<answer>2</answer>', 0]);
    expect(await said('always-low', 3)).toEqual([guess, 0]);
  });

  test('escalate looks again where the odds are low, and nowhere above them', async () => {
    expect(await said('escalate', 2, 0.1)).toEqual(['<answer>2</answer>', 0]);
    expect(await said('escalate', 3, 0.1)).toEqual(['<answer>3</answer>', 1]);
    expect(await said('escalate', 3)).toEqual([guess, 0]);
  });

  test('all-three asks as its small thinker does', async () => {
    expect(await said('all-three', 2)).toEqual(['<answer>2</answer>', 0]);
    expect(await said('all-three', 3)).toEqual(['<answer>3</answer>', 1]);
  });
});

test('models without a mark for calls look once, too', async () => {
  const plain = { ...reader('large-expert'), tokenizer: characters };
  const low = buildArm({ name: 'always-low', parameters: {} }, { 'large-expert': plain });
  expect(low.tokenizer).toBe(characters);
});

test('a look costs an image token for each patch, and a request that was refused nothing', () => {
  const pictures = [pictureOf(0)];
  expect(shownTokens(pictures, 1, [])).toBe(64);
  expect(shownTokens(pictures, 0.5, [])).toBe(16);
  expect(shownTokens(pictures, 0.5, [{ scale: 1 }])).toBe(80);
  expect(shownTokens(pictures, 0.5, [{ scale: 0.5 }])).toBe(16);
  expect(shownTokens(pictures, 0.5, [{ scale: 1 }, { scale: 1 }])).toBe(80);
  expect(shownTokens([], 0.5, [])).toBe(0);
});

/** Asks for digits 0 to 9 in turn, of which the odd ones need the full picture. */
const digits: Suite = {
  ...digitSuite('detail'),
  *questions(split, count, seed) {
    for (let index = 0; index < count; index++) {
      const [prompt, target] = [ask(index % 10), String(index % 10)];
      const id = `${split}-${seed}-${index}`;
      yield { id, kind: 'digit', prompt, target, solution: [], needsFull: index % 2 === 1 };
    }
  },
  score: (answer, { target }) => ({
    value: answer.includes(`<answer>${target}</answer>`) ? 1 : 0,
    read: answer,
  }),
};
const signal = new AbortController().signal;
const asked = {
  ...{ ...plan, suites: [{ name: digits.name, version: 1 }], maxTokens: 200, calibration: 10 },
  arms: (['large-base', 'vision-think', 'always-low', 'escalate', 'all-three'] as const).map((name) => ({
    ...{ name, parameters: {} },
  })),
};

test('what escalate goes by is learned from validation questions, and parts those that need the full picture', async () => {
  const seen: string[] = [];
  const watched: Suite = {
    ...digits,
    *questions(split, count, seed) {
      seen.push(split);
      yield* digits.questions(split, count, seed);
    },
  };
  const context = { plan: asked, suites: [watched], model: models['large-base'], progress: quiet, signal };
  const calibration = await calibrate(context);
  expect(seen).toEqual(['validation']);
  expect(calibration).toMatchObject({ questions: 10, wanting: 5 });
  expect(calibration.threshold).toBeGreaterThan(0.01);

  const samples: SampleRecord[] = [];
  const kept = { record: (one: SampleRecord) => samples.push(one), saveImage: async () => '' };
  await measureAccuracy({
    ...{ plan: asked, suites: [digits], models, calibration, known: new Map(), progress: quiet, signal },
    ...kept,
  });
  const row = (arm: ArmName) => {
    const own = samples.filter((sample) => sample.arm === arm).filter((sample) => sample.state === 'done');
    const sum = (count: (sample: (typeof own)[number]) => number) =>
      own.reduce((all, one) => all + count(one), 0);
    return {
      right: sum(({ value }) => value),
      visualTokens: sum(({ visualTokens }) => visualTokens),
      escalated: sum(({ escalations }) => escalations.length),
      byLarge: sum(({ largeTokens }) => largeTokens),
      tokens: sum(({ tokens }) => tokens),
    };
  };
  const letters = 10 * '<answer>2</answer>'.length;
  const whole = { tokens: letters, byLarge: letters };
  expect(row('large-base')).toEqual({ right: 10, visualTokens: 640, escalated: 0, ...whole });
  for (const arm of ['vision-think', 'escalate'] as const)
    expect(row(arm)).toEqual({ right: 10, visualTokens: 5 * 16 + 5 * 80, escalated: 5, ...whole });
  expect(row('all-three')).toMatchObject({ right: 10, escalated: 5, byLarge: 0 });
  expect(row('always-low')).toMatchObject({ right: 5, visualTokens: 160, escalated: 0 });
  const [first] = samples.filter((one) => one.state === 'done' && one.escalations.length > 0);
  expect(first).toMatchObject({ escalations: [{ scale: 1, because: 'asked for resize', text: asking }] });
});

test('only the models that the arms are made of are needed', () => {
  const needed = (...names: ArmName[]) =>
    modelsOfPlan({ arms: names.map((name) => ({ name, parameters: {} })), speed: undefined });
  expect(needed('vision-think')).toEqual(['large-expert']);
  expect(needed('escalate', 'small-base')).toEqual(['large-base', 'small-base']);
  expect(needed('all-three')).toEqual(['large-base', 'small-base', 'small-expert']);
  expect(needed('speculative-thinking')).toEqual(['small-expert', 'large-expert']);
});
