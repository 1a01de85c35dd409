import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '@vr/core';
import { expect, test } from 'vitest';
import { guidanceNames } from './arms.ts';
import { loadNaive } from './naive.ts';

const folder = process.env.VR_MODELS ?? join(import.meta.dirname, '../../../models');
const missing = guidanceNames.filter((name) => !existsSync(join(folder, name, 'golden.json')));
if (missing.length > 0) console.warn(`naive is not tested: no ${missing.join(', ')} in ${folder}.`);

interface Golden {
  readonly cases: readonly {
    readonly question: string;
    readonly items: readonly unknown[];
    readonly images: readonly { readonly width: number; readonly height: number; readonly data: string }[];
    readonly logits: { readonly vocab: number; readonly data: string };
  }[];
}

test.skipIf(missing.length > 0)('unguided, it begins its answers as PyTorch would', async () => {
  const base = join(folder, 'large-base');
  const naive = await loadNaive(
    { base, expert: join(folder, 'small-expert'), amateur: join(folder, 'small-base') },
    0,
  );
  const { cases } = JSON.parse(readFileSync(join(base, 'golden.json'), 'utf8')) as Golden;
  for (const { question, items, images, logits } of cases) {
    // Conversations of several turns are not what it is asked.
    if (items.length > 1) continue;
    const bytes = Buffer.from(logits.data, 'base64');
    const first = Array.from({ length: logits.vocab }, (_, i) => bytes.readFloatLE(4 * i));
    const best = first.indexOf(Math.max(...first));
    const { tokens } = await naive.answer([asked(question, images[0])], {
      maxTokens: 1,
      signal: new AbortController().signal,
    });
    // An answer that ends at once has no first token.
    if (tokens.length > 0) expect(tokens[0]).toBe(best);
  }
});

function asked(text: string, image: Golden['cases'][number]['images'][number] | undefined): Message {
  const part = { type: 'text', text } as const;
  if (image === undefined) return { role: 'user', content: [part] };
  const data = new Uint8Array(Buffer.from(image.data, 'base64'));
  return { role: 'user', content: [{ type: 'image', image: { ...image, data } }, part] };
}
