import { describe, expect, test } from 'vitest';
import { VocabularyMismatch } from './errors.ts';
import { generate } from './generate.ts';
import { dense } from './logits.ts';
import type { Model, Query } from './model.ts';
import { proxyTuning } from './proxy-tuning.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';
import { thinkLogit } from './think-logit.ts';
import { tokenMap } from './token-map.ts';
import { translated } from './translated.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const target = hashed('target', tokenizer, 1);
const guider = hashed('guider', tokenizer, 2);
const guiderBase = hashed('guider-base', tokenizer, 3);
const models = { target, guider, guiderBase };

testModel('ThinkLogit', () => thinkLogit({ ...models, warmUp: 3 }), { prompts });

const say = (model: Model, maxTokens: number) => generate(sample(model), prompts[0]!, { maxTokens });

describe('the warm-up', () => {
  test('is a hundred tokens of the target alone, then alpha is 1', async () => {
    const read: number[] = [];
    const endless = tableModel('target', tokenizer, (items) => [items.length % 3, 1, 0, 2]);
    const watched: Model = {
      ...guider,
      forward(queries, signal) {
        read.push(...queries.map(({ sequence }) => sequence.items.length));
        return guider.forward(queries, signal);
      },
    };
    const model = thinkLogit({ ...models, target: endless, guider: watched });
    const { tokens } = await say(model, 103);
    const alone = await say(endless, 100);
    expect(tokens.slice(0, 100)).toEqual(alone.tokens);
    // The prompt and a hundred tokens are read at once, then token by token.
    expect(read).toEqual([101, 102, 103]);
    const full = proxyTuning({ base: endless, expert: guider, amateur: guiderBase, alpha: 1 });
    for (const i of [100, 101, 102]) {
      const sequence = open(prompts[0]!);
      sequence.items.push(...tokens.slice(0, i));
      const [logits] = await full.forward([{ sequence, top: 1 }]);
      expect(logits).toMatchObject({ tokens: Int32Array.of(tokens[i]!) });
    }
  });

  test('of no tokens is none, bit for bit; one that outlasts the answer is the target', async () => {
    const sequence = { items: [...prompts[0]!, 1, 2, 3], done: false };
    const full = proxyTuning({ base: target, expert: guider, amateur: guiderBase, alpha: 0.7 });
    const query = { sequence, rows: 4 };
    const found = await thinkLogit({ ...models, alpha: 0.7, warmUp: 0 }).forward([query]);
    expect(found).toEqual(await full.forward([query]));
    const never = await thinkLogit({ ...models, warmUp: Infinity }).forward([query]);
    expect(dense(never[0]!).data).toEqual(dense((await target.forward([query]))[0]!).data);
  });
});

describe('a guider of another family', () => {
  const words = letters('ponmlkjihgXYZ');
  const foreign = { guider: hashed('guider', words, 2), guiderBase: hashed('guider-base', words, 3) };
  const map = tokenMap(tokenizer, words);
  const read = (model: Model) => translated(model, tokenizer, map);
  const steered = thinkLogit({
    target,
    guider: read(foreign.guider),
    guiderBase: read(foreign.guiderBase),
    warmUp: 0,
  });

  test('guides the tokens that have a counterpart by what it says of those, and no others, bit for bit', async () => {
    for (let token = 6; token < 16; token++) {
      const sequence = { items: [...prompts[0]!, token], done: false };
      const foreignSequence = { items: [...prompts[0]!, 15 - token], done: false };
      const scoresOf = async (model: Model, asked: Query) => dense((await model.forward([asked]))[0]!).data;
      const z = await scoresOf(steered, { sequence });
      const zT = await scoresOf(target, { sequence });
      const zG = await scoresOf(foreign.guider, { sequence: foreignSequence });
      const zG0 = await scoresOf(foreign.guiderBase, { sequence: foreignSequence });
      for (let v = 0; v < 16; v++) {
        if (v < 6) expect(z[v]).toBe(zT[v]);
        else expect(z[v]).toBe(Math.fround(zT[v]! + (zG[15 - v]! - zG0[15 - v]!)));
      }
      expect(z[16]).toBe(Math.fround(zT[16]! + (zG[words.end]! - zG0[words.end]!)));
    }
  });

  test('that has no word in common guides nothing but the end', async () => {
    const strangers = letters('XYZ');
    const model = thinkLogit({
      target,
      guider: translated(hashed('g', strangers, 1), tokenizer, tokenMap(tokenizer, strangers)),
      guiderBase: translated(hashed('g0', strangers, 2), tokenizer, tokenMap(tokenizer, strangers)),
      warmUp: 0,
    });
    const queries = [{ sequence: open(prompts[0]!) }];
    const [found, own] = [await model.forward(queries), await target.forward(queries)];
    const end = tokenizer.size - 1;
    expect(dense(found[0]!).data.subarray(0, end)).toEqual(dense(own[0]!).data.subarray(0, end));
  });

  test('and its equal leave the target, bit for bit', async () => {
    const model = thinkLogit({
      target,
      guider: read(foreign.guider),
      guiderBase: read(foreign.guider),
      warmUp: 0,
    });
    const queries = [{ sequence: { items: [...prompts[0]!, 7, 8], done: false }, rows: 3 }];
    const [found, own] = [await model.forward(queries), await target.forward(queries)];
    expect(dense(found[0]!).data).toEqual(dense(own[0]!).data);
  });

  test('is refused by name if it is not translated', () => {
    expect(() => thinkLogit({ target, ...foreign })).toThrow(VocabularyMismatch);
    expect(() => thinkLogit({ target, ...foreign })).toThrow(/"target" and "guider"/);
  });
});

test('numbers that make no sense are refused by name', () => {
  expect(() => thinkLogit({ ...models, warmUp: -1 })).toThrow(
    new RangeError('warmUp must be 0 or more, found -1.'),
  );
  expect(() => thinkLogit({ ...models, alpha: Number.NaN })).toThrow(/^alpha/);
});
