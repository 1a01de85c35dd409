import { ModelClosed, type Query, type Sequence, type Tokenizer } from '@vr/core';
import { allEnded } from './all-ended.ts';
import { answer, readAll } from './asked.ts';
import type { Decoder } from './decoder.ts';
import type { KeptScores } from './device/scores.ts';
import type { Sums } from './device/sums.ts';
import type { ImageSizes, LoadedModel } from './loaded-model.ts';
import type { Rendered } from './render.ts';
import { sharedOut } from './sharing-out.ts';
import { openStream, type StreamParts } from './stream.ts';
import { makeSummable, sumOnDevice } from './summed.ts';

/** What an `onnxModel` is made of. */
export interface Parts extends Omit<StreamParts, 'decoder' | 'rows'> {
  readonly name: string;
  readonly device: string;
  readonly tokenizer: Tokenizer;
  readonly images: ImageSizes;
  /** One a stream, each with as many rows as is said beside it. */
  readonly decoders: readonly { readonly decoder: Decoder; readonly rows: number }[];
  render(sequence: Sequence): Rendered;
  /** What adds scores up where they stay on a device; undefined: they come to main memory. */
  readonly sums: Sums | undefined;
  /** Gives back what the parts hold. */
  release(): void;
}

/** A model that answers from its decoders' caches, stream by stream and row by row. */
export function onnxModel(parts: Parts): LoadedModel {
  const { name, device, tokenizer, contextLength, images, vision, decoders, sums } = parts;
  const refusal = () => new ModelClosed({ model: name });
  const streams = decoders.map((one) => openStream({ ...parts, ...one }));
  const counts = { forwards: 0, positionsAsked: 0 };
  let closing: Promise<void> | undefined;

  const close = () => {
    closing ??= Promise.all(streams.map((stream) => stream.rest()))
      .then(() => sums?.rest())
      .then(parts.release);
    return closing;
  };

  const assertOpen = () => {
    if (closing !== undefined) throw refusal();
  };

  /** Scores come to main memory, unless they are to be kept on the device. */
  const read = async (queries: readonly Query[], signal?: AbortSignal, keep?: KeptScores) => {
    signal?.throwIfAborted();
    assertOpen();
    const asked = readAll(queries, parts, keep);
    const shares = sharedOut([...asked.values()], streams);
    await allEnded(
      shares.flatMap((share, index) => (share.length > 0 ? [streams[index]!.feed(share, signal)] : [])),
    );
    counts.forwards++;
    for (const { rows = 1 } of queries) counts.positionsAsked += rows;
    return asked;
  };

  const model: LoadedModel = {
    name,
    device,
    tokenizer,
    contextLength,
    images,
    streams: streams.length,
    interleaves: true,
    positions: (sequence) => parts.render(sequence).positions.length,
    async forward(queries, signal) {
      const asked = await read(queries, signal);
      return queries.map((query) => answer(query, asked.get(query.sequence)!, tokenizer.size));
    },
    stats() {
      const each = streams.map((stream) => stream.counts());
      const total = (key: 'runs' | 'positionsFed' | 'evictions') =>
        each.reduce((sum, one) => sum + one[key], 0);
      return {
        ...counts,
        runs: total('runs'),
        positionsFed: total('positionsFed'),
        evictions: total('evictions'),
        looks: vision.looks(),
      };
    },
    async forget() {
      assertOpen();
      await Promise.all(streams.map((stream) => stream.forget()));
      vision.forget();
    },
    close,
    [Symbol.asyncDispose]: close,
    ...(sums && { sum: sumOnDevice }),
  };
  if (sums) makeSummable(model, { sums, assertOpen, read });
  return model;
}
