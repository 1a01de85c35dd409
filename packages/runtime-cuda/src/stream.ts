import type { Sequence } from '@vr/core';
import { type Asked, collect, wantedOf } from './asked.ts';
import { bell } from './bell.ts';
import type { Decoder } from './decoder.ts';
import {
  after,
  type Embedding,
  embeddingsOf,
  type Feeding,
  feedsOf,
  inWaves,
  picturesToFeed,
} from './feeding.ts';
import { type Limits, pack } from './pack.ts';
import type { Reader } from './placing.ts';
import { rowTable } from './rows.ts';
import { turnstile, untilAborted } from './turnstile.ts';
import type { Vision } from './vision.ts';

/** What a stream is made of. */
export interface StreamParts {
  readonly decoder: Decoder;
  /** Rows of that decoder's cache. */
  readonly rows: number;
  readonly vision: Vision;
  readonly contextLength: number;
  readonly positionsPerRun: number;
  readonly hiddenSize: number;
  /** `[tokens, hiddenSize]`: what stands for each token. */
  readonly embeddings: Float32Array;
  /** Width of a row of the decoder's scores; what lies beyond the tokenizer's size is padding. */
  readonly logitsSize: number;
  readonly tokenizer: { readonly size: number };
}

/** What a stream has done. */
export interface StreamCounts {
  readonly runs: number;
  readonly positionsFed: number;
  readonly evictions: number;
}

/**
 * A share of a model's cache, with a decoder of its own, which runs beside those of the other streams. Batches take turns
 * run by run: one that is fed in many runs does not hold up one that needs a single run.
 */
export interface Stream {
  /** Whether a row is this sequence's, or will be when what it waits for is over. */
  serves(sequence: Sequence): boolean;
  /** How many rows are nobody's, or of sequences that are done, and not expected to be taken. */
  free(): number;
  /** Whether it has nothing to do. */
  idle(): boolean;
  /** How many positions a new sequence need not read, because another begins alike. */
  beginning(reader: Reader): number;
  /**
   * Reads what is not read yet and writes the scores asked for. When aborted it rejects with `signal.reason`: at once while
   * it waits, and once its run has come to its end while it runs.
   */
  feed(batch: readonly Asked[], signal: AbortSignal | undefined): Promise<void>;
  /** Takes every row as empty, once nothing is being fed. */
  forget(): Promise<void>;
  /** Waits until nothing is being fed. */
  rest(): Promise<void>;
  counts(): StreamCounts;
}

/** An empty stream. */
export function openStream(parts: StreamParts): Stream {
  const { decoder, vision, rows, contextLength } = parts;
  const turns = turnstile();
  const ends = bell();
  const table = rowTable(rows);
  const counts = { runs: 0, positionsFed: 0 };
  const expected = new Set<Sequence>();
  const withoutPictures = embeddingsOf(parts, new Map());
  let feeding = 0;
  const limits: Limits = {
    positionsPerRun: parts.positionsPerRun,
    hasRoom: (row) => table.filled(row) < contextLength,
  };

  const runNext = async (one: Feeding, embedding: Embedding) => {
    const { batch, feeds } = one;
    const run = pack(feeds, limits)[0]!;
    const positions = batch.map((asked) => asked.positions);
    const scored = wantedOf(run, batch);
    const logits = await decoder.run(run, { positions, filled: table.filled, embedding, scored });
    counts.runs++;
    await collect(run, logits, parts.logitsSize, parts.tokenizer.size, batch);
    const fed = run.slots.reduce((sum, slot) => sum + (slot?.length ?? 0), 0);
    counts.positionsFed += fed;
    one.left -= fed;
    if (one.left > 0) one.feeds = after(run, feeds);
  };

  /**
   * Places a batch and runs it once, unless its pictures are to be looked at first. If there are no rows for it, it gives
   * what to wait for.
   */
  const begin = async (one: Feeding): Promise<{ readonly end: Promise<void> } | undefined> => {
    const { batch } = one;
    if (table.mustWait(batch)) return { end: ends.rings() };
    one.placements = table.place(batch);
    one.feeds = feedsOf(batch, one.placements);
    one.left = one.feeds.reduce((sum, { start, end }) => sum + end - start, 0);
    one.pictures = picturesToFeed(batch, one.feeds);
    for (const { row, copyFrom, keep } of one.placements)
      if (copyFrom !== undefined) decoder.copy(copyFrom, row, keep);
    if (one.pictures.length === 0) await runNext(one, withoutPictures);
    return undefined;
  };

  /** Feeds at most as many sequences as there are rows. */
  const feedSome = async (batch: readonly Asked[], signal: AbortSignal | undefined) => {
    const one: Feeding = { batch, placements: [], feeds: [], left: 0, pictures: [] };
    try {
      let another = await turns.pass(() => begin(one), signal);
      while (another !== undefined) {
        await (signal === undefined ? another.end : untilAborted(another.end, signal));
        another = await turns.pass(() => begin(one), signal);
      }
      const embedding =
        one.pictures.length === 0
          ? withoutPictures
          : embeddingsOf(parts, await vision.features(one.pictures));
      while (one.left > 0) await turns.pass(() => runNext(one, embedding), signal);
      for (const { row } of one.placements) table.arrived(row);
    } catch (error) {
      for (const { row } of one.placements) table.forget(row);
      throw error;
    } finally {
      ends.ring();
    }
  };

  const feed = async (batch: readonly Asked[], signal: AbortSignal | undefined) => {
    const newcomers = new Set(batch.filter(({ sequence }) => !table.serves(sequence)));
    for (const { sequence } of newcomers) expected.add(sequence);
    const waves = newcomers.size > 1 ? inWaves(batch, newcomers) : [batch];
    feeding++;
    try {
      for (const wave of waves)
        for (let at = 0; at < wave.length; at += rows) await feedSome(wave.slice(at, at + rows), signal);
    } finally {
      feeding--;
      for (const { sequence } of newcomers) expected.delete(sequence);
      ends.ring();
    }
  };

  const rest = async () => {
    while (feeding > 0) await ends.rings();
  };

  return {
    serves: (sequence) => table.serves(sequence) || expected.has(sequence),
    free: () => table.free() - expected.size,
    idle: () => feeding === 0,
    beginning: table.beginning,
    feed,
    rest,
    async forget() {
      await rest();
      for (let row = 0; row < rows; row++) table.forget(row);
    },
    counts: () => ({ ...counts, evictions: table.evictions() }),
  };
}
