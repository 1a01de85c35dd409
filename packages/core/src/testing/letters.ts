import type { Tokenizer } from '../model.ts';

/** A tokenizer of single characters: those of `alphabet`, in that order, then "$", which ends an answer. */
export function letters(alphabet: string): Tokenizer {
  const symbols = [...alphabet, '$'];
  const tokens = new Map(symbols.map((symbol, token) => [symbol, token]));
  return {
    id: `letters:${alphabet}`,
    size: symbols.length,
    end: symbols.length - 1,
    encode: (text) =>
      Array.from(text, (symbol) => {
        const token = tokens.get(symbol);
        if (token === undefined)
          throw new RangeError(`"${symbol}" is not one of the letters ${symbols.join(' ')}.`);
        return token;
      }),
    decode: (written) => written.map((token) => symbols[token] ?? '').join(''),
  };
}
