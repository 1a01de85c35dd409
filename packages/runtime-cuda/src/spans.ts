import type { DecoderSizes, Memory } from './memory.ts';
import { type Binding, bind } from './ort/binding.ts';
import type { Runtime } from './ort/library.ts';
import type { Session } from './ort/session.ts';
import { alias, release, type Tensor } from './ort/value.ts';
import { type Pace, unknownPace } from './pace.ts';
import type { Run } from './pack.ts';
import { recent } from './recent.ts';

/** A stretch of cache rows with the decoder bound to it, for the shape of its last run. */
export interface Span {
  readonly decoder: Binding;
  /** The stretch of each cache. */
  readonly caches: readonly Tensor[];
  /** What else is bound, for `length` positions per row, `scored` of them, and a mask as wide as `total`. */
  bound: readonly Tensor[];
  /** What of it the decoder reads. */
  inputs: readonly (readonly [name: string, tensor: Tensor])[];
  /** Of steps: runs of one position for each row. */
  readonly pace: Pace;
  length: number;
  total: number;
  scored: number;
}

/** The stretches of a decoder's cache that were used lately. */
export interface Spans {
  /** The stretch that this run is over, bound for it. `total`: the width of its mask; `scored`: positions that get scores. */
  ready(run: Run, total: number, scored: number): Span;
  release(): void;
}

const spansKept = 128;

/** The input by which some decoders are told how many of the last positions to score (0: all), and score no others. */
export const scoredInput = 'num_logits_to_keep';

/** No stretches yet: they are bound when they are first used, once for each first row and number of rows. */
export function openSpans(runtime: Runtime, session: Session, sizes: DecoderSizes, memory: Memory): Spans {
  const { hiddenSize, keyHeads, headSize, logitsSize, rows, contextLength } = sizes;
  const spans = recent<number, Span>(spansKept, ({ decoder, caches, bound }) => {
    decoder.release();
    for (const tensor of [...caches, ...bound]) release(runtime, tensor);
  });

  const open = (first: number, count: number): Span => {
    const shape = [count, keyHeads, contextLength, headSize];
    const offset = first * keyHeads * contextLength * headSize;
    const caches = memory.caches.map((cache) => alias(runtime, cache, shape, offset));
    const decoder = bind(runtime, session);
    caches.forEach((cache, index) => {
      const name = `${index >> 1}.${index % 2 === 0 ? 'key' : 'value'}`;
      decoder.input(`past_key_values.${name}`, cache);
      decoder.output(`present.${name}`, cache);
    });
    return {
      decoder,
      caches,
      bound: [],
      inputs: [],
      pace: unknownPace(session),
      length: 0,
      total: 0,
      scored: 0,
    };
  };

  const telling = session.inputs.has(scoredInput) ? [[scoredInput, memory.scored] as const] : [];

  const bindShape = (span: Span, { first, length, slots }: Run, total: number, positions: number) => {
    const count = slots.length;
    const embeddings = alias(runtime, memory.embeddings, [count, length, hiddenSize]);
    const logits = alias(runtime, memory.logits, [count, positions, logitsSize]);
    const mask =
      length === total
        ? alias(runtime, memory.promptMask, [count, total])
        : alias(runtime, memory.stepMask, [count, total], first * contextLength);
    span.inputs = [['inputs_embeds', embeddings], ['attention_mask', mask], ...telling];
    bindInputs(span);
    span.decoder.output('logits', logits);
    for (const tensor of span.bound) release(runtime, tensor);
    span.bound = [embeddings, logits, mask];
    span.length = length;
    span.total = total;
    span.scored = positions;
  };

  return {
    ready(run, total, positions) {
      const { first, length, slots } = run;
      const count = slots.length;
      const key = first * (rows + 1) + count;
      const known = spans.get(key);
      const span = known ?? open(first, count);
      if (known === undefined) spans.set(key, span);
      if (span.length !== length || span.total !== total || span.scored !== positions)
        bindShape(span, run, total, positions);
      return span;
    },
    release: () => spans.clear(),
  };
}

/** Binds what the decoder reads, or binds it again where that is what carries it to the device. */
export function bindInputs({ decoder, inputs }: Span): void {
  for (const [name, tensor] of inputs) decoder.input(name, tensor);
}
