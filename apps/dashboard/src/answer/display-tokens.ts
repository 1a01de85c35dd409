import type { Stretch } from '@vr/bench/record';

/** A written token with everything that is shown of it. */
export interface DisplayToken {
  readonly index: number;
  readonly by: string;
  readonly text: string;
  /** Nats that guidance added; undefined where nobody guided. */
  readonly moved: number | undefined;
  /** What would have been written without guidance; null: the same. */
  readonly instead: string | null | undefined;
}

/** Flattens stretches into tokens. */
export function displayTokens(written: readonly Stretch[]): DisplayToken[] {
  return written
    .flatMap(({ by, texts, moved, instead }) =>
      texts.map((text, i) => ({ by, text, moved: moved?.[i], instead: instead?.[i] })),
    )
    .map((token, index) => ({ index, ...token }));
}

/** Gathers tokens that must not be parted by a line's end: a new group begins at white space. */
export function wordsOf(tokens: readonly DisplayToken[]): DisplayToken[][] {
  const words: DisplayToken[][] = [];
  for (const token of tokens) {
    const last = words.at(-1);
    if (last === undefined || /^\s/.test(token.text) || /\s$/.test(last.at(-1)!.text)) words.push([token]);
    else last.push(token);
  }
  return words;
}

/** Whether a token is a mark of structure, such as `<think>` or `</answer>`. */
export function isTag({ text }: Pick<DisplayToken, 'text'>): boolean {
  return /^<\/?[a-z_]+>$/.test(text);
}

/** Nats at which the scale ends. */
export const fullNats = 1;

/**
 * How strongly a token is coloured: −1 to 1. The root, because a tenth of a nat decides a close call, which a straight
 * scale would leave as good as white.
 */
export function strength(moved: number): number {
  return Math.sign(moved) * Math.sqrt(Math.min(1, Math.abs(moved) / fullNats));
}

/** Nats with their sign: `+2.31`, `−0.05`, `0.00`. */
export function signedNats(nats: number): string {
  const size = Math.abs(nats).toFixed(2);
  if (Number(size) === 0) return size;
  return `${nats < 0 ? '−' : '+'}${size}`;
}

/** What guidance did to a token, in words; undefined where nobody guided. */
export function explanation({ moved, instead }: DisplayToken): string | undefined {
  if (moved === undefined) return undefined;
  const choice =
    typeof instead === 'string' ? `without guidance: ${visible(instead)}` : 'the same without guidance';
  return `${choice}, moved ${signedNats(moved)} nats`;
}

/** A token's text with its white space made visible. */
export function visible(text: string): string {
  if (text === '') return 'the end of the answer';
  return `“${text.replaceAll('\n', '↵')}”`;
}

/** What a screen reader calls a token that is nothing but white space; undefined for all others. */
export function spokenName(text: string): string | undefined {
  if (text.trim() !== '') return undefined;
  return text.includes('\n') ? 'line break' : 'space';
}
