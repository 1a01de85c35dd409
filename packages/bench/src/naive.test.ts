import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '@vr/core';
import { microFiles } from '@vr/runtime-cuda/testing';
import { expect, onTestFinished, test } from 'vitest';
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

test('asked for all scores or for the last ones only, models answer alike', async () => {
  const limits = { maxTokens: 12, ending: 'ignored', signal: new AbortController().signal } as const;
  const prompts = ['How long are all sides together?', 'Why?'].map((question) => asked(question, undefined));
  const [all, last] = await Promise.all(
    (['all', 'last'] as const).map(async (scores) => {
      const [base, expert, amateur] = [1, 2, 3].map((seed) => microFolder({ seed, scores }));
      const naive = await loadNaive({ base: base!, expert: expert!, amateur: amateur! }, 0.5);
      const answers: (readonly number[])[] = [];
      for (const prompt of prompts) answers.push((await naive.answer([prompt], limits)).tokens);
      return answers;
    }),
  );
  expect(last).toEqual(all);
  expect(new Set(all!.flat()).size).toBeGreaterThan(3);
});

function microFolder(sizes: Parameters<typeof microFiles>[0]): string {
  const written = mkdtempSync(join(tmpdir(), 'vr-naive-'));
  onTestFinished(() => rmSync(written, { recursive: true }));
  mkdirSync(join(written, 'onnx'));
  for (const [name, content] of Object.entries(microFiles(sizes)))
    writeFileSync(join(written, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  return written;
}

function asked(text: string, image: Golden['cases'][number]['images'][number] | undefined): Message {
  const part = { type: 'text', text } as const;
  if (image === undefined) return { role: 'user', content: [part] };
  const data = new Uint8Array(Buffer.from(image.data, 'base64'));
  return { role: 'user', content: [{ type: 'image', image: { ...image, data } }, part] };
}
