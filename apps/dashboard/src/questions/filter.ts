import type { QuestionHead } from '@vr/server/wire';

/** Which questions to show by how two arms, A and B, did on them. */
export const outcomes = ['a-only', 'b-only', 'both', 'neither', 'unparsed', 'cut', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** What the table of questions can be sorted by. */
export const orders = [
  'question',
  'suite',
  'kind',
  'prompt',
  'target',
  'a',
  'b',
  'a-tokens',
  'a-large',
  'a-image',
  'b-tokens',
  'b-large',
  'b-image',
] as const;
export type Order = (typeof orders)[number];

/** What the table of questions shows. It lives in the address, so that a view can be shared. */
export interface QuestionFilter {
  readonly suite?: QuestionHead['suite'];
  readonly kind?: string;
  readonly text?: string;
  /** Keys of the arms that are compared. */
  readonly a?: string;
  readonly b?: string;
  readonly outcome?: Outcome;
  readonly order?: Order;
  readonly descending?: true;
  /** The first page is 1. */
  readonly page?: number;
}

/** Reads a filter from the address and leaves out what it does not understand. */
export function readFilter(search: Readonly<Record<string, unknown>>): QuestionFilter {
  return present({
    suite: oneOf(['spatial', 'math', 'ocr'], search.suite),
    kind: text(search.kind),
    text: text(search.text),
    a: text(search.a),
    b: text(search.b),
    outcome: oneOf(outcomes, search.outcome),
    order: oneOf(orders, search.order),
    descending: search.descending === true ? true : undefined,
    page: Number.isInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined,
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, and so keeps addresses short. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Present<T>;
}

function oneOf<const T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}

// The router reads `text=42` as a number.
function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
