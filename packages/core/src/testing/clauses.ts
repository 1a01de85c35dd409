import { dense } from '../logits.ts';
import { fork, type Item } from '../sequence.ts';
import { sumsAlike } from './sums-alike.ts';
import type { Trial } from './trial.ts';

/** What every model keeps, by name. Each throws, with what was expected and what was found, if it is broken. */
export const clauses: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  async 'answers with the rows asked for, all of one width, every score a number'({ model, tapes, open }) {
    const sequence = open(tapes[0]);
    const answers = (await model.forward([{ sequence }, { sequence: open(tapes[1]), rows: 3 }])).map(dense);
    for (const [i, { rows, vocab, data }] of answers.entries()) {
      const expected = [1, 3][i]!;
      if (rows !== expected) throw new Error(`Expected ${expected} rows, found ${rows}.`);
      if (vocab !== answers[0]!.vocab)
        throw new Error(`Expected rows of ${answers[0]!.vocab} scores, found ${vocab}.`);
      if (data.length !== rows * vocab)
        throw new Error(`Expected ${rows * vocab} scores, found ${data.length}.`);
      if (data.some(Number.isNaN)) throw new Error('Expected numbers, found NaN.');
    }
  },

  async 'answers nothing when nothing is asked'({ ask }) {
    await ask();
  },

  async 'no part of a tape goes unread'({ tapes: [one, other], message, words, distinguish }) {
    const written = one.slice(-5);
    await distinguish('the prompt', [...one.slice(0, -5), ...written], [...other.slice(0, -5), ...written]);
    await distinguish('a written token', [...one, words[0], words[0]], [...one, words[1], words[0]]);
    await distinguish('a message between written tokens', [...one, words[0]], [...one, message, words[0]]);
    const negative = one.map(withNegativeImages);
    if (negative.some((item, i) => item !== one[i])) await distinguish('an image', one, negative);
  },

  async 'a row is what the tape up to there gets alone'({ model, tapes, open, verify }) {
    for (const tape of tapes) {
      const [answer] = await model.forward([{ sequence: open(tape), rows: 4 }]);
      const { vocab, data } = dense(answer!);
      for (const cut of [0, 1, 2, 3]) {
        const one = data.subarray((3 - cut) * vocab, (4 - cut) * vocab);
        const query = { sequence: open(tape.slice(0, tape.length - cut)) };
        await verify([query], [{ type: 'dense', rows: 1, vocab, data: one }]);
      }
    }
  },

  async 'queries in one batch get what they get alone, in their order'({ tapes: [one, other], open, ask }) {
    const queries = [
      { sequence: open(one) },
      { sequence: open(other.slice(0, -3)), rows: 2 },
      { sequence: open(one.slice(0, -2)), rows: 3 },
      { sequence: open(other) },
    ];
    await ask(...queries);
    await ask(...queries.toReversed());
  },

  async 'one tape may be asked about twice in one batch'({ tapes, open, ask }) {
    const sequence = open(tapes[0].slice(0, -1));
    sequence.items.push(...tapes[0].slice(-1));
    await ask({ sequence }, { sequence, rows: 3 }, { sequence });
  },

  async 'the best of a row are the best of all its scores'({ tapes: [one, other], open, ask }) {
    await ask({ sequence: open(one), top: 1 });
    await ask(
      { sequence: open(one), top: 4, rows: 3 },
      { sequence: open(other) },
      { sequence: open(other), top: 2 },
    );
  },

  async 'a tape written token by token reads like one read at once'({ tapes, open, ask }) {
    for (const tape of tapes) {
      const sequence = open(tape.slice(0, -5));
      await ask({ sequence });
      for (const item of tape.slice(-5)) {
        sequence.items.push(item);
        await ask({ sequence });
      }
    }
  },

  async 'a tape that was cut, or written anew, reads like a fresh one'({ tapes, words, open, ask }) {
    const sequence = open(tapes[0]);
    const { items } = sequence;
    await ask({ sequence });
    items.length -= 3;
    await ask({ sequence });
    items.push(words[1], words[0], words[0]);
    await ask({ sequence });
    items.splice(-2, 1, words[1]);
    await ask({ sequence, rows: 2 });
    items.length -= 2;
    items.push(words[1], words[1], words[0]);
    await ask({ sequence });
    items.splice(0, items.length, ...tapes[1]);
    await ask({ sequence });
  },

  async 'a fork goes its own way and leaves its parent alone'({ tapes, words, open, ask }) {
    const parent = open(tapes[0]);
    await ask({ sequence: parent });
    const child = fork(parent);
    child.items.push(words[0]);
    await ask({ sequence: child });
    parent.items.push(words[1]);
    const grandchild = fork(child);
    grandchild.items.length -= 3;
    await ask({ sequence: grandchild, rows: 2 }, { sequence: parent }, { sequence: child, rows: 2 });

    const late = fork(parent);
    parent.items.push(words[0]);
    await ask({ sequence: parent });
    late.items.push(words[1], words[0]);
    await ask({ sequence: late });
    parent.done = true;
    child.items.push(words[1]);
    await ask({ sequence: child });
    await ask({ sequence: parent });
  },

  async 'a message may follow written tokens'({ tapes, message, words, open, ask }) {
    const sequence = open(tapes[0]);
    await ask({ sequence });
    sequence.items.push(message);
    await ask({ sequence });
    sequence.items.push(...words);
    await ask({ sequence, rows: 3 });
  },

  async 'tapes asked about in turn do not see each other'({ model, tapes, open, verify }) {
    const sequences = tapes.map((tape) => open(tape.slice(0, -3)));
    const asked = [];
    for (let step = -3; step < 0; step++) {
      for (const [i, sequence] of sequences.entries()) {
        sequence.items.push(tapes[i]!.at(step)!);
        const answers = structuredClone(await model.forward([{ sequence }]));
        asked.push({ query: { sequence: open(sequence.items) }, answers });
      }
    }
    for (const { query, answers } of asked) await verify([query], answers);
  },

  async 'an answer stays as it was when others follow'({ model, tapes, open }) {
    const answers = await model.forward([{ sequence: open(tapes[0]) }, { sequence: open(tapes[0]), top: 2 }]);
    const before = JSON.stringify(answers);
    await model.forward([{ sequence: open(tapes[1]) }, { sequence: open(tapes[1]), top: 2 }]);
    if (JSON.stringify(answers) !== before) throw new Error('A later forward wrote into an earlier answer.');
  },

  async 'calls that overlap get their own answers'({ model, tapes: [one, other], open, verify }) {
    const calls = [
      [{ sequence: open(one) }],
      [{ sequence: open(other), rows: 2 }, { sequence: open(one.slice(0, -1)) }],
      [{ sequence: open(other.slice(0, -2)), top: 2 }],
    ];
    const answers = await Promise.all(calls.map((queries) => model.forward(queries)));
    for (const [i, queries] of calls.entries()) await verify(queries, answers[i]!);
  },

  'a sum where the scores lie is the sum of the scores': sumsAlike,

  async 'an abort rejects with its reason and harms no later call'({ model, tapes, open, ask, verify }) {
    const reason = new Error('Nobody waits for this any more.');
    const sequence = open(tapes[0]);
    const rejection = async (forward: Promise<unknown>) =>
      forward.then(
        () => undefined,
        (error: unknown) => error,
      );

    const early = await rejection(model.forward([{ sequence }], AbortSignal.abort(reason)));
    if (early !== reason) throw new Error(`Expected the reason of the abort, found ${early ?? 'an answer'}.`);
    await ask({ sequence });

    const late = new AbortController();
    sequence.items.pop();
    const forward = model.forward([{ sequence }], late.signal);
    late.abort(reason);
    const found = await rejection(forward);
    if (found === undefined) await verify([{ sequence }], await forward);
    else if (found !== reason)
      throw new Error(`Expected an answer or the reason of the abort, found ${found}.`);
    await ask({ sequence });
  },
};

function withNegativeImages(item: Item): Item {
  if (typeof item === 'number' || item.content.every(({ type }) => type === 'text')) return item;
  return {
    ...item,
    content: item.content.map((part) => {
      if (part.type === 'text') return part;
      return { type: 'image', image: { ...part.image, data: part.image.data.map((byte) => 255 - byte) } };
    }),
  };
}
