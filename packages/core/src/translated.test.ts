import { describe, expect, test } from 'vitest';
import { VocabularyMismatch } from './errors.ts';
import { linear } from './linear.ts';
import { dense } from './logits.ts';
import type { Model, Tokenizer } from './model.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';
import { tokenMap } from './token-map.ts';
import { translated } from './translated.ts';

const prompts = [prompt('How many?'), prompt('Which one?')];

/** A tokenizer of pieces, of which the longest that fits comes first; the last one ends an answer. */
function pieces(id: string, ...all: string[]): Tokenizer {
  const end = all.length - 1;
  const byLength = [...all.keys()].filter((token) => token !== end && all[token] !== '');
  byLength.sort((a, b) => all[b]!.length - all[a]!.length || a - b);
  return {
    id,
    size: all.length,
    end,
    encode(text) {
      const tokens = [];
      for (let rest = text; rest !== ''; ) {
        const token = byLength.find((piece) => rest.startsWith(all[piece]!));
        if (token === undefined) throw new RangeError(`No piece begins "${rest}".`);
        tokens.push(token);
        rest = rest.slice(all[token]!.length);
      }
      return tokens;
    },
    decode: (tokens) => tokens.map((token) => (token === end ? '' : all[token])).join(''),
  };
}

const target = pieces('target', 'a', 'b', 'c', 'ab', 'bc', 'cab', 'wait', '</s>');
const guider = pieces('guider', 'wait', 'w', 'a', 'i', 't', 'c', 'b', 'ab', 'x', '<|end|>');
const network = hashed('network', guider, 1);

testModel('a translated model', () => translated(network, target), { prompts });
testModel('a model translated there and back', () => translated(translated(network, target), guider), {
  prompts,
});

const scoresOf = async (model: Model, ...tokens: number[]) => {
  const [logits] = await model.forward([{ sequence: { items: [...prompts[0]!, ...tokens], done: false } }]);
  return dense(logits!).data;
};

describe('a map from one vocabulary to another', () => {
  test('finds tokens by their text, and each end by the other', () => {
    expect([...tokenMap(target, guider)]).toEqual([2, 6, 5, 7, -1, -1, 0, 9]);
    expect([...tokenMap(guider, target)]).toEqual([6, -1, 0, -1, -1, 2, 1, 3, -1, 7]);
  });

  test('leaves every token where it is if the vocabularies are one', () => {
    const tokenizer = letters('abcdefgh');
    expect([...tokenMap(tokenizer, letters('abcdefgh'))]).toEqual([...Array(9).keys()]);
  });

  test('takes the lowest of several tokens of one text', () => {
    const twice = pieces('twice', 'b', 'a', 'a', '$');
    expect([...tokenMap(pieces('once', 'a', 'b', '$'), twice)]).toEqual([1, 0, 3]);
    expect([...tokenMap(twice, pieces('once', 'a', 'b', '$'))]).toEqual([1, 0, 0, 2]);
  });

  test('knows nothing of tokens without text or with part of a character, nor of a word that reads like an end', () => {
    const odd = pieces('odd', '', '\uFFFD', 'é\uFFFD', 'a', '$');
    const same = pieces('same', '', '\uFFFD', 'é\uFFFD', 'a', '$');
    expect([...tokenMap(odd, same)]).toEqual([-1, -1, -1, 3, 4]);
    const written = { ...letters('a'), id: 'written' };
    expect([...tokenMap(pieces('dollar', '$', 'a', '#'), written)]).toEqual([-1, 0, 1]);
  });
});

test('a translation into the same vocabulary is the model itself, bit for bit', async () => {
  const twin: Tokenizer = { ...guider, id: 'twin' };
  for (const tokens of [[], [1, 2, 3]])
    expect(await scoresOf(translated(network, twin), ...tokens)).toEqual(await scoresOf(network, ...tokens));
});

test('a token is scored as its counterpart, and without one it is impossible', async () => {
  const own = await scoresOf(network);
  const found = await scoresOf(translated(network, target));
  const expected = [2, 6, 5, 7, -1, -1, 0, 9].map((token) => (token < 0 ? -Infinity : own[token]!));
  expect([...found]).toEqual(expected);
});

test('a token is read as its counterpart, and without one as the tokens of its text', async () => {
  const read = async (...tokens: number[]) => [...(await scoresOf(translated(network, target), ...tokens))];
  const expected = async (...tokens: number[]) => {
    const own = await scoresOf(network, ...tokens);
    return [2, 6, 5, 7, -1, -1, 0, 9].map((token) => (token < 0 ? -Infinity : own[token]!));
  };
  expect(await read(0, 6, 3)).toEqual(await expected(2, 0, 7));
  expect(await read(4)).toEqual(await expected(6, 5));
  expect(await read(5, 7)).toEqual(await expected(5, 7, 9));
});

test('tokens beyond a head that is too narrow are impossible, those beyond the vocabulary unheard of', async () => {
  const short = tableModel('short', guider, () => [1, 2, 3, 4, 5, 6]);
  const found = await scoresOf(translated(short, target));
  expect([...found]).toEqual([3, -Infinity, 6, -Infinity, -Infinity, -Infinity, 1, -Infinity]);
  const long = tableModel('long', guider, () => Float32Array.from({ length: 64 }, (_, v) => v));
  expect([...(await scoresOf(translated(long, target)))]).toEqual([2, 6, 5, 7, -Infinity, -Infinity, 0, 9]);
});

test('what is without guidance is translated alike', async () => {
  const guided = linear([
    { model: network, weight: 1 },
    { model: hashed('more', guider, 2), weight: 0.5 },
  ]);
  const [logits] = await translated(guided, target).forward([{ sequence: open(prompts[0]!) }]);
  expect(dense(logits!.unguided!).data).toEqual(await scoresOf(translated(network, target)));
});

test('a model of another vocabulary is refused as it is, and welcome in translation', async () => {
  const base = hashed('base', target, 2);
  const sum = (model: Model) =>
    linear([
      { model: base, weight: 1 },
      { model, weight: 1 },
    ]);
  expect(() => sum(network)).toThrow(VocabularyMismatch);
  expect(() => sum(network)).toThrow('translated()');
  await expect(scoresOf(sum(translated(network, target)))).resolves.toHaveLength(target.size);
});

test('a map for another vocabulary is refused', () => {
  expect(() => translated(network, target, tokenMap(guider, guider))).toThrow(
    new RangeError('The map must have an entry for each of 8 tokens, found 10.'),
  );
});
