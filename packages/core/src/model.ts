import type { Sequence, Token } from './sequence.ts';

/** Text to tokens and back. Models can share a sequence when their tokenizers have the same `id`. */
export interface Tokenizer {
  /** Hash of the vocabulary file. */
  readonly id: string;
  /** Number of tokens. */
  readonly size: number;
  /** The token that closes an answer. */
  readonly end: Token;
  encode(text: string): Token[];
  decode(tokens: readonly Token[]): string;
}

/** Asks how a sequence goes on after each of its last `rows` positions (default 1: the next token). */
export interface Query {
  readonly sequence: Sequence;
  readonly rows?: number;
  /** How many best tokens are wanted per row; absent: every score. Greedy asks for 1. */
  readonly top?: number;
  /** Which of the model's streams is to read a sequence that none has read yet. Absent: the model chooses. */
  readonly stream?: number;
}

/**
 * Unnormalised scores, row-major. The last row scores the token after the end of the sequence, the row
 * before it the token at the end, and so on back.
 */
export type Logits = DenseLogits | SparseLogits;

/** Every score. `data`: `[rows, vocab]`. */
export interface DenseLogits {
  readonly type: 'dense';
  readonly rows: number;
  readonly vocab: number;
  readonly data: Float32Array;
  /** If the model is guided: the same rows as they would be without. */
  readonly unguided?: Logits;
}

/** The best scores of each row, best first (ties: lowest token), with what the rest amounts to. */
export interface SparseLogits {
  readonly type: 'sparse';
  readonly rows: number;
  readonly top: number;
  /** `[rows, top]` */
  readonly tokens: Int32Array;
  /** `[rows, top]` */
  readonly scores: Float32Array;
  /** `[rows]`: log of the sum of exp(score) over the whole vocabulary. */
  readonly logSumExp: Float32Array;
  /** `[rows]`: entropy of the softmax over the whole vocabulary, in nats. */
  readonly entropy: Float32Array;
  /** Other tokens whose scores are known, `[rows, count]`. */
  readonly others?: { readonly tokens: Int32Array; readonly scores: Float32Array };
  /** If the model is guided: the same rows as they would be without, with at least the scores of the tokens above. */
  readonly unguided?: Logits;
}

/** One summand of a weighted sum of models. */
export interface Term {
  readonly model: Model;
  readonly weight: number;
}

/** Scores the next token of sequences. A network, a table, a remote server, or a sum of models. */
export interface Model {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  /** The most positions a sequence may fill, prompt and images included. */
  readonly contextLength: number;
  /** How many forwards it works on at the same time. @default 1 */
  readonly streams?: number;
  /**
   * Whether a forward with much to read lets others go between: then questions that take one step need not wait for it if
   * they are asked in a forward of their own.
   */
  readonly interleaves?: boolean;
  /** One answer per query, in order. Queries do not see each other; a model may run them as one batch. */
  forward(queries: readonly Query[], signal?: AbortSignal): Promise<Logits[]>;
  /** The weighted sum of these models as one model, computed where their scores lie; undefined if that cannot be done. */
  sum?(terms: readonly Term[]): Model | undefined;
}
