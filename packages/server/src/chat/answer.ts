import { type Message, open, type Strategy, type StrategyEvent, type Tokenizer, type Turn } from '@vr/core';
import type { FinishReason } from './response.ts';
import { type Delta, type Reports, transcript } from './transcript.ts';

/** Everything that decides what an answer is. */
export interface Task {
  readonly strategy: Strategy;
  readonly tokenizer: Tokenizer;
  readonly prompt: readonly Message[];
  readonly turn: Turn;
  readonly reports: Reports;
  /** The sides of pictures as they are shown at first, as a share of their own. */
  readonly firstLook: number;
}

/** How an answer ended, and what it took. */
export interface Ending {
  readonly type: 'ending';
  readonly finish: FinishReason;
  /** Tokens written, those of a stop string included. */
  readonly tokens: number;
  readonly reasoningTokens: number;
  /** Tokens that were written and are not in the answer: before another look, or only to be read. */
  readonly droppedTokens: number;
  /** How often the pictures were shown again. */
  readonly looks: number;
  /** How many tokens each model wrote. */
  readonly by: Readonly<Record<string, number>>;
}

/** Writes one answer, piece by piece, the ending last. Whole and streamed answers are made of the same pieces. */
export async function* answer(task: Task): AsyncGenerator<Delta | Ending, void> {
  const { strategy, tokenizer, prompt, turn, reports, firstLook } = task;
  const reader = transcript(tokenizer, turn.stop, reports);
  const by: Record<string, number> = {};
  const behind = { tokens: 0, looks: 0, scale: firstLook };
  const sequence = open(prompt);
  const steps = strategy(sequence, turn);
  try {
    let step = await steps.next();
    while (!step.done && !reader.stopped()) {
      const event = step.value;
      if (event.type === 'tokens') by[event.by] = (by[event.by] ?? 0) + event.tokens.length;
      if (event.type === 'dropped') behind.tokens += event.count;
      if (event.type === 'escalation') leaveBehind(behind, event);
      const delta = reader.push(event);
      if (delta) yield delta;
      step = await steps.next();
    }
    const rest = reader.rest();
    if (rest) yield rest;
    const finish = !reader.stopped() && step.done && step.value === 'length' ? 'length' : 'stop';
    yield {
      type: 'ending',
      finish,
      tokens: reader.tokens(),
      reasoningTokens: reader.reasoningTokens(),
      droppedTokens: behind.tokens,
      looks: behind.looks,
      by,
    };
  } finally {
    sequence.done = true;
    // Where it has finished this does nothing; where nobody wants more, it is told so.
    await steps.return('stop');
  }
}

/** A look that was refused shows nothing, and says the scale that was there. */
function leaveBehind(
  behind: { tokens: number; looks: number; scale: number },
  { written, scale }: Extract<StrategyEvent, { type: 'escalation' }>,
): void {
  behind.tokens += written.length;
  if (scale > behind.scale) behind.looks++;
  behind.scale = scale;
}
