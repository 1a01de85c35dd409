/** A server on table models, and clients for it. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model, Sequence } from '@vr/core';
import { hashed, letters } from '@vr/core/testing';
import OpenAI from 'openai';
import { type AppOptions, buildApp, type CountingModel, servedFamily } from '../app.ts';

export const alphabet = 'abcdefghijklmnopqrstuvwxyz<>/ .=0123456789';
export const tokenizer = letters(alphabet);
export const images = { patchSize: 8, imageSize: 64 };

/** A table model that counts: one position a character, one for each patch of an image, one a token. */
export function counting(model: Model, contextLength = 400): CountingModel {
  return { ...model, contextLength, images, positions };
}

function positions({ items }: Sequence): number {
  const parts = items.flatMap((item) => (typeof item === 'number' ? [] : item.content));
  const lengths = parts.map((part) =>
    part.type === 'text' ? part.text.length : (part.image.width * part.image.height) / 64,
  );
  return lengths.reduce((total, length) => total + length, 0) + items.length;
}

/** The same model, some milliseconds later. */
export function slow<M extends Model>(model: M, delayMs: number): M {
  return {
    ...model,
    async forward(queries, signal) {
      await sleep(delayMs);
      return model.forward(queries, signal);
    },
  };
}

/** The family on table models of no particular opinion, or on those given. */
export function family(models: Partial<Parameters<typeof servedFamily>[0]> = {}) {
  return servedFamily({
    'large-base': counting(hashed('large-base', tokenizer, 1)),
    'small-base': counting(hashed('small-base', tokenizer, 2)),
    'small-expert': counting(hashed('small-expert', tokenizer, 3)),
    'large-expert': counting(hashed('large-expert', tokenizer, 4)),
    ...models,
  });
}

/** A server on a free port of this machine; closes itself. Errors that are its own fault end up in `errors`. */
export async function listening(options: Partial<AppOptions> = {}) {
  const errors: unknown[] = [];
  const app = buildApp({ served: family(), report: (error) => errors.push(error), ...options });
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  return {
    app,
    address,
    errors,
    client: new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none', maxRetries: 0 }),
    /** The value of a metric, summed over its labels. */
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`${address}/metrics`)).text();
      const lines = text
        .split('\n')
        .filter((line) => line.startsWith(name) && /[ {]/.test(line[name.length]!));
      return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

export type Listening = Awaited<ReturnType<typeof listening>>;

/** A question of one user's message. */
export const ask = (content: string) => ({ messages: [{ role: 'user' as const, content }] });

/** Resolves once `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('It did not come to pass within ten seconds.');
    await sleep(5);
  }
}
