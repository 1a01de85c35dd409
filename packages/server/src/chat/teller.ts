import type { Ending } from './answer.ts';
import type { Usage } from './response.ts';
import type { Delta } from './transcript.ts';

/** Tells a client the answer, whole or piece by piece. */
export interface Teller {
  /** Takes a piece of a choice. Resolves when the client is ready for more. */
  tell(choice: number, piece: Delta | Ending): Promise<void> | void;
  /** All choices have ended. */
  finish(usage: Usage): Promise<void> | void;
  /** Tells of an error in the words of the API; false if that is still to be done, by status and body. */
  fail(error: unknown): boolean;
}

/** What every piece of an answer says of it. */
export interface AnswerHead {
  readonly id: string;
  /** In seconds since 1970. */
  readonly created: number;
  readonly model: string;
}
