import type { KeyboardEvent } from 'react';

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Moves the focus from one of an answer's buttons to another by the arrow keys, Home and End. */
export function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = steps[event.key];
  const answer = event.currentTarget.closest('.answer-tokens');
  if (step === undefined || answer === null) return;
  const buttons = [...answer.querySelectorAll('button')];
  const to = buttons.indexOf(event.currentTarget) + step;
  buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
  event.preventDefault();
}
