/**
 * A published way to mark an answer, exactly as published. Rule and version belong to the name: on the same answers, two
 * scorers of one benchmark can be 20 points apart.
 */
export interface Scorer<Problem> {
  /** Such as `mmmu-pro`; after a dot, a variant: `mcq.vlmevalkit`. */
  readonly name: string;
  /** The revision of the code that it reproduces, or our own number. Raised when any mark could change. */
  readonly version: string;
  mark(response: string, problem: Problem): Mark;
}

/** What a scorer makes of one answer. */
export interface Mark {
  /** 0 to 1. */
  readonly value: number;
  /** What was read out of the answer; undefined if nothing could be, which is a state of its own. */
  readonly read: string | undefined;
  /** Which of the scorer's rules read it, such as `boxed` or `option letter`; `none` if none did. */
  readonly rule: string;
}

/** The name under which marks are stored: `mmmu-pro@bb0b95a`. */
export function scorerKey({ name, version }: Pick<Scorer<never>, 'name' | 'version'>): string {
  return `${name}@${version}`;
}
