import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { EditedInFlight } from './errors.ts';
import { generate } from './generate.ts';
import type { Model } from './model.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { fork, open, type Sequence } from './sequence.ts';
import { hashed, letters, prompt, scripted, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const network = hashed('network', tokenizer);
const prompts = Array.from({ length: 24 }, (_, i) => prompt(`Question ${i}`));

testModel('a batched model', () => batched(network), { prompts });
testModel(
  'a batched sum of batched models',
  () => batched(thinker(3, (model) => batched(model, { maxBatch: 2 }))),
  {
    prompts,
  },
);

function thinker(seed: number, wrap: (model: Model) => Model): Model {
  const [base, expert, amateur] = [0, 1, 2].map((i) => wrap(hashed(`model ${i}`, tokenizer, seed + i)));
  return proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
}

/** A model that answers when released, and the batches it has begun. */
function gated(model: Model) {
  const begun: number[] = [];
  const held: (() => void)[] = [];
  return {
    begun,
    release() {
      for (const open of held.splice(0)) open();
    },
    model: {
      ...model,
      async forward(...[queries, signal]: Parameters<Model['forward']>) {
        begun.push(queries.length);
        await new Promise<void>((resolve) => held.push(resolve));
        return model.forward(queries, signal);
      },
    },
  };
}

/** Long enough for what was asked so far to leave. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('plumbing does not change what is written', () => {
  test.each([[{}], [{ temperature: 0.8 }], [{ temperature: 1, topP: 0.9 }]])(
    'batched, one at a time and bare models write the same tokens, sampled with %o',
    async (sampling) => {
      const plumbings: ((model: Model) => Model)[] = [
        (model) => model,
        (model) => oneAtATime(model)[0],
        (model) => batched(model),
        (model) => batched(model, { maxBatch: 5 }),
      ];
      const texts = await Promise.all(
        plumbings.map((wrap) => {
          const strategy = sample(thinker(10, wrap), sampling);
          return Promise.all(
            prompts.map((messages, seed) => generate(strategy, messages, { seed, maxTokens: 30 })),
          );
        }),
      );
      for (const text of texts.slice(1)) expect(text).toEqual(texts[0]);
      expect(new Set(texts[0]!.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(1);
    },
  );
});

test('sequences that run together share every batch', async () => {
  const speller = scripted('speller', tokenizer, 'abcdefghij');
  const strategy = sample(batched(speller));
  await Promise.all(prompts.map((messages) => generate(strategy, messages)));
  expect(speller.calls).toEqual(new Array(11).fill(24));
});

test('a sequence that ends leaves, and the others go on sharing every batch', async () => {
  const watched = hashed('network', letters('abc'));
  const strategy = sample(batched(watched), { temperature: 1 });
  const texts = await Promise.all(prompts.map((messages, seed) => generate(strategy, messages, { seed })));
  const steps = texts.map(({ tokens }) => tokens.length + 1);
  const running = (step: number) => steps.filter((count) => count > step).length;
  expect(watched.calls).toEqual(Array.from({ length: Math.max(...steps) }, (_, step) => running(step)));
});

test('the models of a sum each run once for all sequences and all alphas', async () => {
  const models = [0, 1, 2].map((seed) => hashed(`model ${seed}`, letters('ab'), seed));
  const [base, expert, amateur] = models.map((model) => batched(model));
  const answers = await Promise.all(
    prompts.map((messages, i) => {
      const model = proxyThinker({ base: base!, expert: expert!, amateur: amateur!, alpha: 0.1 + i / 10 });
      return model.forward([{ sequence: open(messages) }]);
    }),
  );
  expect(models.map(({ calls }) => calls)).toEqual([[24], [24], [24]]);
  for (const [i, messages] of prompts.entries()) {
    const alone = proxyThinker({
      base: models[0]!,
      expert: models[1]!,
      amateur: models[2]!,
      alpha: 0.1 + i / 10,
    });
    expect(answers[i]).toEqual(await alone.forward([{ sequence: open(messages) }]));
  }
});

test('a batch holds at most maxBatch queries, oldest first, however many come in one call', async () => {
  const plain = hashed('network', tokenizer);
  const asked = prompts.map((messages) => ({ sequence: open(messages) }));
  const answers = await batched(plain, { maxBatch: 10 }).forward(asked);
  expect(plain.calls).toEqual([10, 10, 4]);
  expect(answers).toEqual(await network.forward(asked));
});

test('what is asked while the model is busy leaves together when it is free', async () => {
  const { model, begun, release } = gated(network);
  const gathered = batched(model);
  const forwards = [];
  for (const messages of prompts.slice(0, 4)) {
    forwards.push(gathered.forward([{ sequence: open(messages) }]));
    await turn();
  }
  expect(begun).toEqual([1]);
  release();
  await forwards[0];
  await turn();
  expect(begun).toEqual([1, 3]);
  release();
  expect(await Promise.all(forwards)).toHaveLength(4);
});

describe('a model of several streams', () => {
  test('has a batch in each at the same time, with as many sequences in one as in the other', async () => {
    const { model, begun, release } = gated({ ...network, streams: 2 });
    const gathered = batched(model);
    const forwards = prompts.slice(0, 9).map((messages) => gathered.forward([{ sequence: open(messages) }]));
    await turn();
    expect(begun).toEqual([5, 4]);
    release();
    expect(await Promise.all(forwards)).toHaveLength(9);
  });

  test('sees a sequence and its forks in the same stream, and new ones where others have ended', async () => {
    const seen: Sequence[][] = [];
    const gathered = batched({
      ...network,
      streams: 2,
      forward(queries) {
        seen.push(queries.map(({ sequence }) => sequence));
        return network.forward(queries);
      },
    });
    const ask = (...sequences: Sequence[]) => gathered.forward(sequences.map((sequence) => ({ sequence })));
    const [a, b, c, d] = prompts.slice(0, 4).map((messages) => open(messages));
    await ask(a!, b!, c!);
    expect(seen.splice(0)).toEqual([[a, c], [b]]);
    const child = fork(b!);
    await ask(c!, child);
    expect(seen.splice(0)).toEqual([[c], [child]]);
    a!.done = c!.done = true;
    await ask(b!, d!);
    expect(seen.splice(0)).toEqual([[b], [d]]);
  });

  test('writes what it writes with one', async () => {
    const write = (streams: number) => {
      const strategy = sample(batched({ ...network, streams }), { temperature: 0.8 });
      return Promise.all(
        prompts.map((messages, seed) => generate(strategy, messages, { seed, maxTokens: 30 })),
      );
    };
    expect(await write(3)).toEqual(await write(1));
  });
});

describe('a model that interleaves', () => {
  test('takes steps while it reads at length: a new sequence, a message, a long continuation', async () => {
    const { model, begun, release } = gated({ ...network, interleaves: true });
    const gathered = batched(model);
    const [a, b, c, d] = prompts.slice(0, 4).map((messages) => open(messages));
    const early = gathered.forward([a!, b!, c!].map((sequence) => ({ sequence })));
    await turn();
    release();
    await early;
    a!.items.push(1);
    b!.items.push(...prompt('And now?'));
    c!.items.push(...new Array(20).fill(1));
    const asked = [a!, b!, c!, d!].map((sequence) => gathered.forward([{ sequence }]));
    await turn();
    expect(begun).toEqual([3, 1, 3]);
    release();
    expect(await Promise.all(asked)).toHaveLength(4);
    a!.items.push(2, 3);
    c!.items.push(4);
    const child = fork(a!);
    child.items.push(5);
    const later = [a!, c!, child].map((sequence) => gathered.forward([{ sequence }]));
    await turn();
    expect(begun).toEqual([3, 1, 3, 3]);
    release();
    await Promise.all(later);
  });

  test('is told which stream is to read what is new', async () => {
    const seen: (number | undefined)[][] = [];
    const gathered = batched({
      ...network,
      streams: 2,
      interleaves: true,
      forward(queries) {
        seen.push(queries.map(({ stream }) => stream));
        return network.forward(queries);
      },
    });
    const sequences = prompts.slice(0, 3).map((messages) => open(messages));
    const ask = () => gathered.forward(sequences.map((sequence) => ({ sequence })));
    await ask();
    expect(seen.splice(0)).toEqual([[0, 0], [1]]);
    for (const { items } of sequences) items.push(1);
    await ask();
    expect(seen).toEqual([[undefined, undefined], [undefined]]);
  });

  test('writes what it writes otherwise', async () => {
    const write = (interleaves: boolean) => {
      const strategy = sample(batched({ ...network, interleaves }), { temperature: 0.8 });
      return Promise.all(
        prompts.map((messages, seed) => generate(strategy, messages, { seed, maxTokens: 30 })),
      );
    };
    expect(await write(true)).toEqual(await write(false));
  });
});

test('callers that a batch has just woken are back in time for the next one', async () => {
  const { model, begun, release } = gated(network);
  const gathered = batched(model);
  const twice = async (text: string) => {
    const sequence = open(prompt(text));
    await gathered.forward([{ sequence }]);
    for (let i = 0; i < 50; i++) await Promise.resolve();
    await gathered.forward([{ sequence }]);
  };
  const early = [twice('a'), twice('b')];
  await turn();
  const late = gathered.forward([{ sequence: open(prompts[0]!) }]);
  release();
  await turn();
  await turn();
  expect(begun).toEqual([2, 3]);
  release();
  await Promise.all([...early, late]);
});

describe('a sequence edited in flight', () => {
  test('before the batch leaves: only its owner hears of it, and it does not run', async () => {
    const watched = tableModel('watched', tokenizer, () => [1, 2]);
    const gathered = batched(watched);
    const [edited, other] = [open(prompts[0]!), open(prompts[1]!)];
    const forwards = [
      gathered.forward([{ sequence: edited }]),
      gathered.forward([{ sequence: other }]),
    ] as const;
    edited.items.push(1);
    await expect(forwards[0]).rejects.toThrow(EditedInFlight);
    await expect(forwards[0]).rejects.toThrow('"watched"');
    expect((await forwards[1])[0]!.rows).toBe(1);
    expect(watched.calls).toEqual([1]);
  });

  test('by another token in the same place', async () => {
    const sequence = open(prompts[0]!);
    sequence.items.push(1);
    const forward = batched(network).forward([{ sequence }]);
    sequence.items[1] = 2;
    await expect(forward).rejects.toThrow('another last item');
  });

  test('while the model runs', async () => {
    const { model, release } = gated(network);
    const sequence = open(prompts[0]!);
    const forward = batched(model).forward([{ sequence }]);
    await turn();
    sequence.items.push(1);
    release();
    await expect(forward).rejects.toThrow(EditedInFlight);
  });
});

test('a failure reaches only the query that causes it, and later ones run', async () => {
  const picky: Model = {
    ...network,
    async forward(queries, signal) {
      if (queries.some(({ sequence }) => sequence.items.length > 1)) throw new Error('Too long for me.');
      return network.forward(queries, signal);
    },
  };
  const gathered = batched(picky);
  const long = open(prompts[0]!);
  long.items.push(1, 2);
  const [culprit, ...others] = await Promise.allSettled(
    [long, ...prompts.map(open)].map((sequence) => gathered.forward([{ sequence }])),
  );
  expect(culprit).toMatchObject({ status: 'rejected', reason: new Error('Too long for me.') });
  expect(others.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await gathered.forward([{ sequence: open(prompts[0]!) }])).toHaveLength(1);
});

describe('an abort', () => {
  const reason = new Error('No longer wanted.');

  test('takes a waiting query out of the queue at once', async () => {
    const { model, begun, release } = gated(network);
    const gathered = batched(model);
    const controller = new AbortController();
    const running = gathered.forward([{ sequence: open(prompts[0]!) }]);
    await turn();
    const waiting = gathered.forward([{ sequence: open(prompts[1]!) }], controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    release();
    await running;
    await turn();
    expect(begun).toEqual([1]);
  });

  test('lets go of a running query at once, and its neighbours get their answers', async () => {
    const { model, release } = gated(network);
    const gathered = batched(model);
    const controller = new AbortController();
    const aborted = gathered.forward([{ sequence: open(prompts[0]!) }], controller.signal);
    const neighbour = gathered.forward([{ sequence: open(prompts[1]!) }]);
    await turn();
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    release();
    expect(await neighbour).toEqual(await network.forward([{ sequence: open(prompts[1]!) }]));
  });

  test('before the question rejects without asking', async () => {
    const watched = tableModel('watched', tokenizer, () => [1, 2]);
    const forward = batched(watched).forward([{ sequence: open(prompts[0]!) }], AbortSignal.abort(reason));
    await expect(forward).rejects.toBe(reason);
    await turn();
    expect(watched.calls).toEqual([]);
  });

  test('reaches all who wait with its signal, by one listener', async () => {
    const { model, begun, release } = gated(network);
    const gathered = batched(model);
    const controller = new AbortController();
    const ask = (index: number) => gathered.forward([{ sequence: open(prompts[index]!) }], controller.signal);
    const running = ask(0);
    await turn();
    const waiting = [ask(1), ask(2)];
    await turn();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    const ends = await Promise.allSettled([running, ...waiting]);
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason })));
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    release();
    await turn();
    expect(begun).toEqual([1]);
  });

  test('that never comes leaves nothing behind on its signal', async () => {
    const { signal } = new AbortController();
    await generate(sample(batched(network)), prompts[0]!, { maxTokens: 20, signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('a batch of less than one is refused', () => {
  expect(() => batched(network, { maxBatch: 0 })).toThrow(RangeError);
});
