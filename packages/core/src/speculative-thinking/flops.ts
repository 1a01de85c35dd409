import type { TakeOver } from './take-overs.ts';

/** The sizes of a decoder that decide what a layer of it costs: h, h′ and n of the equations. */
export interface DecoderSizes {
  readonly hidden: number;
  readonly feedForward: number;
  readonly heads: number;
}

/**
 * Floating-point operations of one layer to write a token after `s` others (Speculative Thinking, arXiv:2504.12329):
 *
 *     decode(s) = 8h² + 16h + 4sh + 4sn + 6hh′ + 2h′
 */
export function decodeFlops({ hidden: h, feedForward, heads: n }: DecoderSizes, s: number): number {
  return 8 * h ** 2 + 16 * h + 4 * s * h + 4 * s * n + 6 * h * feedForward + 2 * feedForward;
}

/**
 * Floating-point operations of one layer to read `s` tokens:
 *
 *     prefill(s) = 8sh² + 16sh + 4s²h + 4s²n + 6shh′ + 2sh′
 */
export function prefillFlops(sizes: DecoderSizes, s: number): number {
  return s * decodeFlops(sizes, s);
}

/** A text that two models wrote, in tokens. */
export interface SharedText {
  readonly prompt: number;
  readonly written: number;
  readonly takeOvers: readonly TakeOver[];
}

/**
 * Operations of one layer of both models for a text: both read the prompt, each token is written by one, and catching
 * up on what the other wrote counts as one more token, as measured in the paper. Openings that were thrown away are
 * not in it.
 */
export function sharedFlops(small: DecoderSizes, large: DecoderSizes, text: SharedText): number {
  const { prompt, written, takeOvers } = text;
  let total = prefillFlops(small, prompt) + prefillFlops(large, prompt);
  let at = 0;
  let writer = small;
  const write = (sizes: DecoderSizes, until: number) => {
    if (until <= at) return;
    if (sizes !== writer && at > 0) total += decodeFlops(sizes, prompt + at);
    writer = sizes;
    for (; at < until; at++) total += decodeFlops(sizes, prompt + at);
  };
  for (const { position, length } of takeOvers) {
    write(small, position);
    write(large, position + length);
  }
  write(small, written);
  return total;
}
