import { undecided } from './undecided.ts';

/** Lets a text through, piece by piece, up to where a stop string begins. */
export interface StopStrings {
  /** What of the text so far is sure to stand before every stop string. */
  push(text: string): string;
  /** What was held back, once no more text comes. */
  rest(): string;
  /** Whether a stop string was met: nothing is let through any more. */
  met(): boolean;
}

/** The stop string that is complete first counts, of those complete at once the longest: pieces make no difference. */
export function stopStrings(stops: readonly string[]): StopStrings {
  let held = '';
  let met = false;

  return {
    push(text) {
      if (met) return '';
      held += text;
      const start = firstStop(held, stops);
      met = start !== undefined;
      const sure = held.slice(0, start ?? held.length - undecided(held, stops));
      held = met ? '' : held.slice(sure.length);
      return sure;
    },
    rest() {
      const text = held;
      held = '';
      return text;
    },
    met: () => met,
  };
}

/** Where the stop string begins that is complete first. */
function firstStop(text: string, stops: readonly string[]): number | undefined {
  let first: { readonly start: number; readonly end: number } | undefined;
  for (const stop of stops) {
    const start = text.indexOf(stop);
    if (start < 0) continue;
    const end = start + stop.length;
    if (!first || end < first.end || (end === first.end && start < first.start)) first = { start, end };
  }
  return first?.start;
}
