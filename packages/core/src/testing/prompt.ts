import type { Image, Message } from '../sequence.ts';

/** A prompt of one user's message: the image, if any, then the text. */
export function prompt(text: string, image?: Image): readonly Message[] {
  const words = { type: 'text', text } as const;
  return [{ role: 'user', content: image ? [{ type: 'image', image }, words] : [words] }];
}
