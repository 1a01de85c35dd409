import { detokenizer } from '../detokenizer.ts';
import type { Tokenizer } from '../model.ts';
import type { Token } from '../sequence.ts';

/** From `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the answer stands in a text, in characters: in the last closed `<answer>…</answer>`, else after the last
 * `<answer>`, else in what follows the thought. Within that, the last `\boxed{…}`, or, untagged, what follows the last
 * "Answer:" on its line. Blanks around it are left out. Undefined if there is no answer: nothing, or an unfinished thought.
 */
export function answerSpan(text: string): Span | undefined {
  const tagged = inTags(text);
  const region = tagged ?? afterThought(text);
  if (!region) return undefined;
  return trimmed(text, inBox(text, region) ?? (tagged ? region : (afterLabel(text, region) ?? region)));
}

/** The answer that a text gives, undefined if it gives none. */
export function answerIn(text: string): string | undefined {
  const span = answerSpan(text);
  return span && text.slice(span.start, span.end);
}

/** The tokens that the characters of `span` were written by, as indices into `tokens`. */
export function tokensIn(span: Span, tokens: readonly Token[], tokenizer: Tokenizer): Span {
  const { push, rest } = detokenizer(tokenizer);
  const ends: number[] = [];
  let length = 0;
  for (const token of tokens) {
    length += push([token]).length;
    ends.push(length);
  }
  ends[ends.length - 1]! += rest().length;
  // A token that completes no character is part of the next one that is completed.
  for (let i = ends.length - 2; i >= 0; i--) if (ends[i] === (ends[i - 1] ?? 0)) ends[i] = ends[i + 1]!;
  const start = ends.findIndex((end) => end > span.start);
  const last = ends.findIndex((end) => end >= span.end);
  const end = last < 0 ? tokens.length : ends.lastIndexOf(ends[last]!) + 1;
  return { start, end };
}

function inTags(text: string): Span | undefined {
  const close = text.lastIndexOf('</answer>');
  const closed = close < 0 ? -1 : text.lastIndexOf('<answer>', close);
  const open = closed < 0 ? text.lastIndexOf('<answer>') : closed;
  if (open < 0) return undefined;
  return { start: open + '<answer>'.length, end: closed < 0 ? text.length : close };
}

function afterThought(text: string): Span | undefined {
  const thought = text.lastIndexOf('<think>');
  const end = text.lastIndexOf('</think>');
  if (thought > end) return undefined;
  return { start: end < 0 ? 0 : end + '</think>'.length, end: text.length };
}

function inBox(text: string, { start, end }: Span): Span | undefined {
  const open = text.slice(start, end).lastIndexOf('\\boxed{');
  if (open < 0) return undefined;
  const first = start + open + '\\boxed{'.length;
  let depth = 1;
  for (let at = first; at < end; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return { start: first, end: at };
  }
  return { start: first, end };
}

function afterLabel(text: string, { start, end }: Span): Span | undefined {
  const label = [...text.slice(start, end).matchAll(/answer:\s*/gi)].at(-1);
  if (!label) return undefined;
  const first = start + label.index + label[0].length;
  const line = text.indexOf('\n', first);
  return { start: first, end: line < 0 || line > end ? end : line };
}

function trimmed(text: string, { start, end }: Span): Span | undefined {
  const inside = text.slice(start, end);
  const answer = inside.trim();
  if (answer === '') return undefined;
  const first = start + inside.indexOf(answer);
  return { start: first, end: first + answer.length };
}
