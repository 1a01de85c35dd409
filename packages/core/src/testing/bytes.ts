import type { Tokenizer } from '../model.ts';

/** A tokenizer of single bytes, then one token that ends an answer: characters are torn between tokens. */
export const bytes: Tokenizer = {
  id: 'bytes',
  size: 257,
  end: 256,
  encode: (text) => [...new TextEncoder().encode(text)],
  decode: (tokens) => new TextDecoder().decode(Uint8Array.from(tokens)),
};
