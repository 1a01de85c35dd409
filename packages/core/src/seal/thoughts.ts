import { completes, reachOf } from '../completes.ts';
import type { Tokenizer } from '../model.ts';
import type { Sequence, Token } from '../sequence.ts';
import type { SteerableModel } from '../steerable.ts';

/** What a thought does: work, doubt, or try another way. */
export type ThoughtKind = 'execution' | 'reflection' | 'transition';

/** The words of the paper, in lower case: those a thought may open with, and those that it may hold anywhere. */
const words = {
  reflection: {
    opening: 'wait',
    anywhere: [
      'verify',
      'make sure',
      'hold on',
      'think again',
      "'s correct",
      "'s incorrect",
      'let me check',
      'seems right',
    ],
  },
  transition: {
    opening: 'alternatively',
    anywhere: [
      'think differently',
      'another way',
      'another approach',
      'another method',
      'another solution',
      'another strategy',
      'another technique',
    ],
  },
} as const;

/** The kind of a thought by its words; reflection where it could be either of the others. */
export function thoughtKind(text: string): ThoughtKind {
  const lower = text.trim().toLowerCase();
  for (const kind of ['reflection', 'transition'] as const) {
    const { opening, anywhere } = words[kind];
    if (lower.startsWith(opening) || anywhere.some((word) => lower.includes(word))) return kind;
  }
  return 'execution';
}

/** A thought in a text. */
export interface Thought {
  /** Index of the token that completes the blank line before it. */
  readonly at: number;
  readonly kind: ThoughtKind;
}

/** The thoughts that open with a blank line, up to where the thinking ends. */
export function thoughtsIn(
  tokens: readonly Token[],
  tokenizer: Tokenizer,
  {
    delimiter = '\n\n',
    thinkEnd = '</think>',
  }: { readonly delimiter?: string; readonly thinkEnd?: string } = {},
): Thought[] {
  const marks = [delimiter, thinkEnd];
  const reach = reachOf(marks);
  const breaks: number[] = [];
  let end = tokens.length;
  for (let i = 0; i < end; i++) {
    const met = completes(tokenizer, tokens.slice(Math.max(0, i + 1 - reach), i + 1), marks);
    if (met === delimiter) breaks.push(i);
    if (met === thinkEnd) end = i + 1;
  }
  return breaks.map((at, i) => {
    const text = tokenizer.decode(tokens.slice(at + 1, breaks[i + 1] ?? end));
    return { at, kind: thoughtKind(text) };
  });
}

/** The hidden state from which a thought springs: at the token that completes the blank line before it. */
export interface ThoughtState {
  readonly kind: ThoughtKind;
  /** `[hiddenSize]` */
  readonly state: Float32Array;
}

/** The states at one layer from which the thoughts on a tape spring: those written since the last message. */
export async function thoughtStates(
  model: SteerableModel,
  sequence: Sequence,
  layer: number,
  signal?: AbortSignal,
): Promise<ThoughtState[]> {
  const start = sequence.items.findLastIndex((item) => typeof item === 'object') + 1;
  const tokens = sequence.items.slice(start).filter((item) => typeof item === 'number');
  const thoughts = thoughtsIn(tokens, model.tokenizer);
  if (thoughts.length === 0) return [];
  const states = await model.hiddenStates(sequence, layer, tokens.length, signal);
  return thoughts.map(({ at, kind }) => {
    return { kind, state: states.slice(at * model.hiddenSize, (at + 1) * model.hiddenSize) };
  });
}

/**
 * s: the mean state of thoughts that execute, less the mean of all others, `[hiddenSize]`. Throws a RangeError if there
 * are none of either.
 */
export function steeringVector(states: readonly ThoughtState[]): Float32Array {
  const executing = states.filter(({ kind }) => kind === 'execution');
  const others = states.filter(({ kind }) => kind !== 'execution');
  if (executing.length === 0 || others.length === 0)
    throw new RangeError(
      `A steering vector needs thoughts that execute and others, found ${executing.length} and ${others.length}. ` +
        'Collect states from more texts.',
    );
  const [one, other] = [mean(executing), mean(others)];
  return Float32Array.from(one, (value, i) => value - other[i]!);
}

function mean(states: readonly ThoughtState[]): Float64Array {
  const sum = new Float64Array(states[0]!.state.length);
  for (const { state } of states) for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + state[i]!;
  return sum.map((total) => total / states.length);
}
