import { maskWriter, writeIds } from './inputs.ts';
import { allocateMemory, type DecoderSizes, releaseMemory } from './memory.ts';
import type { Runtime } from './ort/library.ts';
import type { Session } from './ort/session.ts';
import { cells, floats, halves } from './ort/value.ts';
import type { Run } from './pack.ts';
import type { Position } from './render.ts';
import { openSpans } from './spans.ts';

/** What the rows of a run read. */
export interface Reading {
  /** `[positions]` of each feed, from its row's first on. */
  readonly positions: readonly (readonly Position[])[];
  readonly imageToken: number;
  /** How many positions of a row hold something: where an idle row may be written to. */
  filled(row: number): number;
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

/** A look-up of more embeddings goes to another thread. */
const positionsLookedUpHere = 512;

/** A decoder with an empty cache. Throws `DeviceUnavailable` if there is not enough memory for it. */
export function openDecoder(
  runtime: Runtime,
  embedder: Session,
  session: Session,
  sizes: DecoderSizes,
): Decoder {
  const { hiddenSize, keyHeads, headSize, rows, contextLength } = sizes;
  const memory = allocateMemory(runtime, sizes);
  const caches = memory.caches.map(cells);
  const ids = halves(memory.ids).fill(0);
  const embeddings = floats(memory.embeddings);
  const logits = floats(memory.logits);
  const stepMask = halves(memory.stepMask).fill(0);
  const promptMask = halves(memory.promptMask).fill(0);
  const masks = maskWriter(stepMask, promptMask, rows, contextLength);
  const spans = openSpans(runtime, embedder, session, sizes, memory);

  return {
    copy(from, to, length) {
      const headLength = contextLength * headSize;
      for (const cache of caches) {
        for (let head = 0; head < keyHeads; head++) {
          const start = (from * keyHeads + head) * headLength;
          cache.copyWithin((to * keyHeads + head) * headLength, start, start + length * headSize);
        }
      }
    },
    async run(run, reading) {
      const span = spans.ready(run, masks.write(run, reading.filled));
      const patches = writeIds(ids, run, reading.positions, reading.imageToken);
      if (run.slots.length * run.length <= positionsLookedUpHere) span.embedder.runNow();
      else await span.embedder.run();
      for (const [place, position] of patches)
        embeddings.set(reading.embedding(position), place * hiddenSize);
      await span.decoder.run();
      return logits;
    },
    release() {
      spans.release();
      releaseMemory(runtime, memory);
    },
  };
}
