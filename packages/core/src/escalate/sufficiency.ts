import { dense, logSumExp, row } from '../logits.ts';
import type { Model, Tokenizer } from '../model.ts';
import type { Item, Message, Token } from '../sequence.ts';
import type { Need } from './need.ts';

export interface SufficiencyOptions {
  readonly model: Model;
  /** The tokens that mean yes. @default the writings of "yes" that are one token */
  readonly yes?: readonly Token[];
  /** The tokens that mean no. @default the writings of "no" that are one token */
  readonly no?: readonly Token[];
}

/**
 * ZoomEye's confidence (Shen et al., 2024, arXiv:2411.16044): −c, where the model is asked whether it can answer from
 * what it sees and
 *
 *     c = 2 · p(yes) / (p(yes) + p(no)) − 1
 *
 * at the next token, from −1, surely not, to 1, surely. One forward, over the same picture. Throws a RangeError if yes
 * or no has no token.
 */
export function sufficiency({
  model,
  yes = writingsOf('yes', model.tokenizer),
  no = writingsOf('no', model.tokenizer),
}: SufficiencyOptions): Need {
  if (yes.length === 0 || no.length === 0)
    throw new RangeError(
      `"${model.name}" has no single token for yes or for no. Say which tokens mean them.`,
    );
  return async ({ question, sequence, turn }) => {
    const tape = { items: canYouAnswer(question), parent: sequence, done: false };
    try {
      const [logits] = await model.forward([{ sequence: tape }], turn.signal);
      return -confidence(row(dense(logits!), 0), yes, no);
    } finally {
      tape.done = true;
    }
  };
}

/** ZoomEye's c, from the scores of a row, `[vocab]`. What says the same thing in several ways is added up. */
export function confidence(scores: Float32Array, yes: readonly Token[], no: readonly Token[]): number {
  const score = (tokens: readonly Token[]) => logSumExp(Float32Array.from(tokens, (token) => scores[token]!));
  return 2 / (1 + Math.exp(score(no) - score(yes))) - 1;
}

/** The tape up to the question, with ZoomEye's question about it in its place. */
function canYouAnswer(items: readonly Item[]): Item[] {
  const asked = items.findLastIndex((item) => typeof item === 'object' && item.role === 'user');
  return items
    .slice(0, asked + 1)
    .map((item, i) => (i === asked && typeof item === 'object' ? about(item) : item));
}

function about({ role, content }: Message): Message {
  const question = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const text = `Question: ${question}\nCould you answer the question based on the the available visual information? Answer Yes or No.`;
  return { role, content: [...content.filter((part) => part.type === 'image'), { type: 'text', text }] };
}

function writingsOf(word: string, tokenizer: Tokenizer): Token[] {
  const capital = word[0]!.toUpperCase() + word.slice(1);
  const writings = [word, capital, word.toUpperCase()].flatMap((writing) => [writing, ` ${writing}`]);
  const tokens = writings.map((writing) => tokenizer.encode(writing)).filter(({ length }) => length === 1);
  return [...new Set(tokens.map(([token]) => token!))];
}
