import type { Escalation } from '@vr/bench/record';

/** A look that led to another one. */
export type Look = Pick<Escalation, 'scale' | 'because' | 'text'>;

/** Why a picture was shown again, as a sentence. */
export function lookedAgain({ scale, because }: Pick<Look, 'scale' | 'because'>): string {
  const how = scale === 1 ? 'in full' : `at ${scale} of its sides`;
  return `Looked again ${how} because ${reason(because)}.`;
}

function reason(because: string): string {
  if (because.startsWith('asked for')) return 'it asked for the larger picture';
  if (because === 'no answer') return 'it had no answer';
  const [, need, threshold] = /^need (.+), threshold (.+)$/.exec(because) ?? [];
  return need === undefined ? because : `its odds were poor: need ${need}, threshold ${threshold}`;
}
