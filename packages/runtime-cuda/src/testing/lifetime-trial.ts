import { rmSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { ContextOverflow, dense, fork, ModelClosed, open, type Sequence } from '@vr/core';
import { prompt } from '@vr/core/testing';
import { largestDifference } from '../largest-difference.ts';
import { type LoadOptions, load } from '../load.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { type Draw, drawsOf } from './draws.ts';
import { microFiles, writeFolder } from './micro-model.ts';
import type { Trial } from './trial.ts';

const image = { width: 16, height: 16, data: new Uint8Array(16 * 16 * 3).fill(50) };
/** Short enough to be exceeded often, and long enough for prompts that are read in pieces. */
const contextLengths = [60, 60, 900] as const;
const tolerance = 1e-4;

/**
 * The life of a model that several use at once, with loads and forwards aborted and the model closed at any moment.
 * What was asked for before the end must be answered, what was aborted must say so, and what a model says after all
 * that must be right.
 */
export function lifetimeTrial(): Trial {
  const folder = writeFolder(microFiles({ contextLength: 900 }));
  return {
    async run(seed) {
      const draw = drawsOf(seed);
      const rows = 1 + draw(6);
      const contextLength = contextLengths[draw(contextLengths.length)]!;
      const options = { device: 'cpu', contextLength, rows, streams: 1 + draw(Math.min(2, rows)) } as const;
      const what = JSON.stringify(options);
      try {
        return { what, end: await live(folder, options, draw) };
      } catch (error) {
        return { what, end: 'wrong', error };
      }
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

interface Lengths {
  readonly contextLength: number;
}

async function live(folder: string, options: LoadOptions & Lengths, draw: Draw): Promise<string> {
  const loading = new AbortController();
  if (draw(6) === 0) void later(draw, 12).then(() => loading.abort());
  let model: LoadedModel;
  try {
    model = await load(folder, { ...options, signal: loading.signal });
  } catch (error) {
    if (error === loading.signal.reason) return 'load aborted';
    throw error;
  }
  await using held = model;
  const ending = { closed: false };
  const { contextLength } = options;
  const users = Promise.all(
    Array.from({ length: 1 + draw(5) }, () => use(held, draw, { ending, contextLength })),
  );
  if (draw(2) === 0) {
    await users;
    if (draw(2) === 0) await held.forget();
    await assertRight(folder, held, draw, contextLength);
    return 'used to the end';
  }
  await later(draw, 10);
  ending.closed = true;
  const ends = Array.from({ length: 1 + draw(3) }, () => held.close());
  if (draw(2) === 0) ends.push(held[Symbol.asyncDispose]());
  await Promise.all([...ends, users]);
  return 'closed while used';
}

/** One of several who write, look, fork, ask too much and lose patience. */
async function use(
  model: LoadedModel,
  draw: Draw,
  { ending, contextLength }: Lengths & { readonly ending: { readonly closed: boolean } },
): Promise<void> {
  const text = 'ab'.repeat(draw(Math.ceil(contextLength / 7)));
  let sequence = open(prompt(text, draw(3) === 0 ? image : undefined));
  for (let step = 1 + draw(12); step > 0; step--) {
    const controller = new AbortController();
    const impatient = draw(3) === 0;
    if (impatient) void later(draw, 4).then(() => controller.abort());
    const rows = draw(12) === 0 ? 1000 : 1 + draw(2);
    const queries = draw(3) === 0 ? [{ sequence: fork(sequence) }, { sequence, rows }] : [{ sequence, rows }];
    // What is asked for before the end is answered.
    const wasClosed = ending.closed;
    try {
      await model.forward(queries, controller.signal);
      if (wasClosed) throw new Error('A closed model answered.');
    } catch (error) {
      if (error instanceof ModelClosed && wasClosed) return;
      if (error instanceof ContextOverflow) sequence = open(prompt('again'));
      else if (
        !(impatient && error === controller.signal.reason) &&
        !(error instanceof RangeError && rows === 1000)
      )
        throw error;
    }
    sequence.items.push(...Array.from({ length: 1 + draw(4) }, () => draw(256)));
    if (draw(4) === 0) await later(draw, 3);
    if (draw(15) === 0 && !ending.closed) await model.forget();
  }
  sequence.done = true;
}

/** Some milliseconds, or none. */
async function later(draw: Draw, mostMs: number): Promise<void> {
  const when = draw(3);
  if (when === 1) await nextTurn();
  if (when === 2) await sleep(draw(mostMs));
}

/** Compares with a model that has been through nothing. */
async function assertRight(
  folder: string,
  model: LoadedModel,
  draw: Draw,
  contextLength: number,
): Promise<void> {
  const sequence: Sequence = open(
    prompt('c'.repeat(1 + draw(contextLength - 50)), draw(2) === 0 ? image : undefined),
  );
  await using fresh = await load(folder, { device: 'cpu', contextLength, rows: 1 });
  const [found, expected] = await Promise.all(
    [model, fresh].map(async (each) => dense((await each.forward([{ sequence: fork(sequence) }]))[0]!).data),
  );
  const difference = largestDifference(found!, expected!);
  if (!(difference < tolerance)) throw new Error(`Scores differ by ${difference} after a hard life.`);
}
