import { maskWriter, writeIds } from './inputs.ts';
import { type Binding, bind } from './ort/binding.ts';
import type { Runtime } from './ort/library.ts';
import type { Session } from './ort/session.ts';
import { alias, allocate, floats, halves, release, type Tensor } from './ort/value.ts';
import type { Run } from './pack.ts';
import { recent } from './recent.ts';
import type { Position } from './render.ts';

/** The sizes of a decoder and of its cache. */
export interface DecoderSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly keyHeads: number;
  readonly headSize: number;
  /** Scores per position. */
  readonly logitsSize: number;
  readonly rows: number;
  /** Positions per row. */
  readonly contextLength: number;
  /** The most positions in one run. */
  readonly positionsPerRun: number;
}

/** What the rows of a run read. */
export interface Reading {
  /** `[positions]` of each feed, from its row's first on. */
  readonly positions: readonly (readonly Position[])[];
  /** How many positions of a row hold something: where an idle row may be overwritten. */
  filled(row: number): number;
  readonly imageToken: number;
  /** `[hiddenSize]`: what stands for a position below 0. */
  embedding(position: Position): Float32Array;
}

/** A decoder with its own cache of keys and values. One run at a time. */
export interface Decoder {
  /** Copies the first `length` positions of one row to another. */
  copy(from: number, to: number, length: number): void;
  /** Feeds the rows. Gives `[rows of the run, length, logitsSize]`, overwritten by the next run. */
  run(run: Run, reading: Reading): Promise<Float32Array>;
  /** Gives everything back but the sessions. */
  release(): void;
}

/** A stretch of cache rows with all that a run over it needs, bound for the shape it last ran with. */
interface Span {
  readonly embedding: Binding;
  readonly decoder: Binding;
  /** Views of the cache. */
  readonly caches: readonly Tensor[];
  /** Views of the inputs and outputs, for this many positions per row. */
  bound: readonly Tensor[];
  length: number;
  /** Width of the mask. */
  total: number;
}

const spansKept = 128;
/** A longer table look-up moves to another thread. */
const positionsLookedUpNow = 512;

/**
 * Allocates the cache and the memory that all runs share: one run's ids, embeddings, masks and scores lie
 * where the last run's lay, so that a decoding step allocates nothing.
 */
export function openDecoder(
  runtime: Runtime,
  embedder: Session,
  session: Session,
  sizes: DecoderSizes,
): Decoder {
  const { layers, hiddenSize, keyHeads, headSize, logitsSize, rows, contextLength, positionsPerRun } = sizes;
  const names = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  const cacheShape = [rows, keyHeads, contextLength, headSize];
  const caches = names.map(() => allocate(runtime, 'float32', cacheShape));
  const cacheViews = caches.map(floats);
  const ids = allocate(runtime, 'int64', [positionsPerRun]);
  const embeddings = allocate(runtime, 'float32', [positionsPerRun, hiddenSize]);
  const logits = allocate(runtime, 'float32', [positionsPerRun, logitsSize]);
  const stepMask = allocate(runtime, 'int64', [rows, contextLength]);
  const promptMask = allocate(runtime, 'int64', [positionsPerRun]);
  const all = [...caches, ids, embeddings, logits, stepMask, promptMask];
  const idHalves = halves(ids).fill(0);
  const embeddingView = floats(embeddings);
  const logitsView = floats(logits);
  const masks = maskWriter(halves(stepMask).fill(0), halves(promptMask).fill(0), rows, contextLength);

  const releaseSpan = (span: Span) => {
    span.embedding.release();
    span.decoder.release();
    for (const tensor of [...span.caches, ...span.bound]) release(runtime, tensor);
  };
  const spans = recent<number, Span>(spansKept, releaseSpan);

  const openSpan = (first: number, count: number): Span => {
    const shape = [count, ...cacheShape.slice(1)];
    const offset = first * keyHeads * contextLength * headSize;
    const span: Span = {
      embedding: bind(runtime, embedder),
      decoder: bind(runtime, session),
      caches: caches.map((cache) => alias(runtime, cache, shape, offset)),
      bound: [],
      length: 0,
      total: 0,
    };
    names.forEach((name, index) => {
      span.decoder.input(`past_key_values.${name}`, span.caches[index]!);
      span.decoder.output(`present.${name}`, span.caches[index]!);
    });
    spans.set(first * (rows + 1) + count, span);
    return span;
  };

  /** Makes the span ready for `length` new positions per row and a mask of width `total`. */
  const bindShape = (span: Span, first: number, count: number, length: number, total: number) => {
    if (span.length === length && span.total === total) return;
    const isPrompt = length === total;
    const bound = [
      alias(runtime, ids, [count, length]),
      alias(runtime, embeddings, [count, length, hiddenSize]),
      isPrompt
        ? alias(runtime, promptMask, [count, total])
        : alias(runtime, stepMask, [count, total], first * contextLength),
      alias(runtime, logits, [count, length, logitsSize]),
    ] as const;
    span.embedding.input('input_ids', bound[0]);
    span.embedding.output('inputs_embeds', bound[1]);
    span.decoder.input('inputs_embeds', bound[1]);
    span.decoder.input('attention_mask', bound[2]);
    span.decoder.output('logits', bound[3]);
    for (const tensor of span.bound) release(runtime, tensor);
    span.bound = bound;
    span.length = length;
    span.total = total;
  };

  return {
    copy(from, to, length) {
      for (const view of cacheViews) {
        for (let head = 0; head < keyHeads; head++) {
          const start = (from * keyHeads + head) * contextLength * headSize;
          const target = (to * keyHeads + head) * contextLength * headSize;
          view.copyWithin(target, start, start + length * headSize);
        }
      }
    },
    async run(run, reading) {
      const { first, length } = run;
      const count = run.slots.length;
      const span = spans.get(first * (rows + 1) + count) ?? openSpan(first, count);
      bindShape(span, first, count, length, masks.write(run, reading.filled));
      const patches = writeIds(idHalves, run, reading.positions, reading.imageToken);
      if (count * length <= positionsLookedUpNow) span.embedding.runNow();
      else await span.embedding.run();
      for (const [index, position] of patches)
        embeddingView.set(reading.embedding(position), index * hiddenSize);
      await span.decoder.run();
      return logitsView;
    },
    release() {
      spans.clear();
      for (const tensor of all) release(runtime, tensor);
    },
  };
}
