import type { Device } from './device/device.ts';
import { refusedByCard } from './device/refused.ts';
import { type ScoresApart, scoresByGraph } from './device/scores.ts';
import { maskWriter, writeEmbeddings } from './inputs.ts';
import { allocateMemory, type DecoderSizes, releaseMemory } from './memory.ts';
import { OrtFailure } from './ort/api.ts';
import type { Runtime } from './ort/library.ts';
import type { Session } from './ort/session.ts';
import { floats, halves } from './ort/value.ts';
import { countOnPool, runsHere, tookHere, tookOnPool } from './pace.ts';
import type { Run } from './pack.ts';
import type { Position } from './render.ts';
import { bindInputs, openSpans, scoredInput } from './spans.ts';

/** What the rows of a run read. */
export interface Reading {
  /** `[positions]` of each feed, from its row's first on. */
  readonly positions: readonly (readonly Position[])[];
  /** How many positions of a row hold something: where an idle row may be written to. */
  filled(row: number): number;
  /** `[count, hiddenSize]`: what stands at a position, or at so many patches of a picture from there on. */
  embedding(position: Position, count: number): Float32Array;
  /** After how many of the last positions of each row, padding included, scores are wanted. */
  readonly scored: number;
}

/** What a run says. */
export interface Scores {
  /**
   * `[rows of the run, positions, logitsSize]`: of the last positions of each row, or what reaches them where they stay on a
   * device. Overwritten by the next run.
   */
  readonly values: Float32Array | ScoresApart;
  /** As many as were wanted, or all of the run's if the graph does not leave any out. */
  readonly positions: number;
}

/** A decoder with its own cache of keys and values. One run at a time. */
export interface Decoder {
  /** Copies the first `length` positions of one row to another. */
  copy(from: number, to: number, length: number): void;
  /** Feeds the rows. */
  run(run: Run, reading: Reading): Promise<Scores>;
  /** Gives everything back but the sessions. */
  release(): void;
}

/** A decoder with an empty cache. Throws `DeviceUnavailable` if there is not enough memory for it. */
export function openDecoder(
  runtime: Runtime,
  session: Session,
  sizes: DecoderSizes,
  device: Device,
): Decoder {
  const { rows, contextLength } = sizes;
  const { memory, copier, apart, giveBack } = openCache(runtime, session, sizes, device);
  const embeddings = floats(memory.embeddings);
  const values = apart ?? floats(memory.logits);
  const scored = halves(memory.scored).fill(0);
  const leavesOut = session.inputs.has(scoredInput);
  const stepMask = halves(memory.stepMask).fill(0);
  const promptMask = halves(memory.promptMask).fill(0);
  const masks = maskWriter(stepMask, promptMask, rows, contextLength);
  const spans = openSpans(runtime, session, sizes, memory);

  return {
    copy: copier.copy,
    async run(run, reading) {
      const positions = leavesOut ? reading.scored : run.length;
      const span = spans.ready(run, masks.write(run, reading.filled), positions);
      scored[0] = positions;
      writeEmbeddings(embeddings, run, reading.positions, reading.embedding);
      if (device.copiesInputs) bindInputs(span);
      const begun = performance.now();
      if (run.length === 1 && device.cuda === undefined && runsHere(span.pace)) {
        span.decoder.runNow();
        tookHere(span.pace, performance.now() - begun);
      } else {
        countOnPool(1);
        try {
          await span.decoder.run();
        } finally {
          countOnPool(-1);
        }
        if (run.length === 1) tookOnPool(span.pace, performance.now() - begun);
      }
      return { values, positions };
    },
    release() {
      spans.release();
      giveBack();
    },
  };
}

/** The memory of a decoder with what copies rows in it. */
function openCache(runtime: Runtime, session: Session, sizes: DecoderSizes, device: Device) {
  const held: (() => void)[] = [];
  const giveBack = () => {
    for (const release of held.splice(0).reverse()) release();
  };
  try {
    const place = device.place(runtime, session);
    held.push(place.release);
    const memory = allocateMemory(runtime, sizes, place, device.keepsScores ? place : runtime);
    held.push(() => releaseMemory(runtime, memory));
    const copier = device.rowCopier(runtime, memory.caches, sizes);
    held.push(copier.release);
    copier.clear();
    const apart = device.keepsScores ? scoresByGraph(runtime, memory.logits, sizes, device.cuda) : undefined;
    if (apart) held.push(apart.release);
    return { memory, copier, apart, giveBack };
  } catch (error) {
    giveBack();
    if (device.cuda === undefined || !(error instanceof OrtFailure)) throw error;
    throw refusedByCard(sizes.name, `a cache of ${sizes.rows} rows`, device.cuda, error);
  }
}
