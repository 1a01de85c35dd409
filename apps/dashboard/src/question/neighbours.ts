import type { QuestionRow } from '@vr/server/wire';

/** Where a question stands in a list, and what is beside it. */
export interface Neighbours {
  /** From 1; undefined if the list does not hold the question. */
  readonly place: number | undefined;
  readonly total: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** Finds a question's neighbours. From outside the list, the next one is the list's first. */
export function neighboursOf(list: readonly Pick<QuestionRow, 'question'>[], question: string): Neighbours {
  const index = list.findIndex((row) => row.question === question);
  return {
    place: index < 0 ? undefined : index + 1,
    total: list.length,
    previous: list[index - 1]?.question,
    next: list[index + 1]?.question,
  };
}
