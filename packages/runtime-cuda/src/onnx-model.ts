import { ModelClosed, type Sequence, type Tokenizer } from '@vr/core';
import { answer, readAll } from './asked.ts';
import type { Decoder } from './decoder.ts';
import type { ImageSizes, LoadedModel } from './loaded-model.ts';
import type { Rendered } from './render.ts';
import { sharedOut } from './sharing-out.ts';
import { openStream, type StreamParts } from './stream.ts';

/** What an `onnxModel` is made of. */
export interface Parts extends Omit<StreamParts, 'decoder' | 'rows'> {
  readonly name: string;
  readonly device: string;
  readonly tokenizer: Tokenizer;
  readonly images: ImageSizes;
  /** One a stream, each with as many rows as is said beside it. */
  readonly decoders: readonly { readonly decoder: Decoder; readonly rows: number }[];
  render(sequence: Sequence): Rendered;
  /** Gives back what the parts hold. */
  release(): void;
}

/** A model that answers from its decoders' caches, stream by stream and row by row. */
export function onnxModel(parts: Parts): LoadedModel {
  const { name, device, tokenizer, contextLength, images, vision, decoders } = parts;
  const refusal = () => new ModelClosed({ model: name });
  const streams = decoders.map((one) => openStream({ ...parts, ...one }));
  const counts = { forwards: 0, positionsAsked: 0 };
  let closing: Promise<void> | undefined;

  const close = () => {
    closing ??= Promise.all(streams.map((stream) => stream.rest())).then(parts.release);
    return closing;
  };

  return {
    name,
    device,
    tokenizer,
    contextLength,
    images,
    streams: streams.length,
    interleaves: true,
    positions: (sequence) => parts.render(sequence).positions.length,
    async forward(queries, signal) {
      signal?.throwIfAborted();
      if (closing !== undefined) throw refusal();
      const asked = readAll(queries, parts);
      const shares = sharedOut([...asked.values()], streams);
      await allEnded(
        shares.map((share, index) =>
          share.length > 0 ? streams[index]!.feed(share, signal) : Promise.resolve(),
        ),
      );
      counts.forwards++;
      for (const { rows = 1 } of queries) counts.positionsAsked += rows;
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
      if (closing !== undefined) throw refusal();
      await Promise.all(streams.map((stream) => stream.forget()));
      vision.forget();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Waits for all, then throws what the first of them that failed threw: nobody is told while a part still runs. */
async function allEnded(parts: readonly Promise<void>[]): Promise<void> {
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason;
}
