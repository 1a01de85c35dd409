import { fromScores } from './from-scores.ts';
import { dense } from './logits.ts';
import type { Model, Query } from './model.ts';
import type { Item, Sequence } from './sequence.ts';
import { type Row, stack } from './stack.ts';

/** What a model said about the latest places of a tape, by how many items stand before the place. */
interface Memory {
  readonly items: Item[];
  readonly rows: Map<number, Row>;
}

/** How many places back a row is remembered. */
const reach = 64;

/**
 * The same model, which remembers what it said about the latest places of each tape and does not work it out again. An
 * expert that drafts for an ensemble it is part of is asked twice about each place: wrap it, and give what comes back to
 * both. It asks for every score, so leave a model as it is whose scores had better stay where they lie.
 */
export function recalled(model: Model): Model {
  const memories = new WeakMap<Sequence, Memory>();
  const memoryOf = (sequence: Sequence): Memory => {
    const memory = memories.get(sequence) ?? { items: [], rows: new Map() };
    memories.set(sequence, memory);
    catchUp(memory, sequence.items);
    return memory;
  };

  return fromScores(model, async (queries, signal) => {
    signal?.throwIfAborted();
    const places = queries.map((query) => {
      const { rows } = memoryOf(query.sequence);
      const wanted = placesOf(query).map((place) => ({ place, row: rows.get(place) }));
      const known = wanted.findIndex(({ row }) => row === undefined);
      return { query, rows, wanted, missing: known < 0 ? 0 : wanted.length - known };
    });
    const asked = places.filter(({ missing }) => missing > 0);
    const questions = asked.map(({ query: { sequence }, missing }) => ({ sequence, rows: missing }));
    const answers = asked.length > 0 ? await model.forward(questions, signal) : [];
    for (const [i, { rows, wanted, missing }] of asked.entries()) {
      const logits = dense(answers[i]!);
      for (const [index, at] of wanted.slice(-missing).entries()) {
        at.row = { logits, index };
        rows.set(at.place, at.row);
      }
    }
    return places.map(({ wanted }) => stack(wanted.map(({ row }) => row!)));
  });
}

/** The places a query asks about, each by the number of items before it. */
function placesOf({ sequence: { items }, rows = 1 }: Query): number[] {
  return Array.from({ length: rows }, (_, i) => items.length - rows + 1 + i);
}

/** Forgets what is not true of the tape any more, or lies too far back. */
function catchUp({ items, rows }: Memory, tape: readonly Item[]): void {
  let same = 0;
  while (same < items.length && same < tape.length && items[same] === tape[same]) same++;
  for (const place of rows.keys()) if (place > same || place < tape.length - reach) rows.delete(place);
  items.length = same;
  for (let i = same; i < tape.length; i++) items.push(tape[i]!);
}
