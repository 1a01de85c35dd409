import { rmSync } from 'node:fs';
import { linear, type Model, open, type Query, type Term } from '@vr/core';
import { prompt } from '@vr/core/testing';
import type { Device } from '../device/device.ts';
import { loadOn } from '../load.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { apart } from './apart.ts';
import { microFiles, writeFolder } from './micro-model.ts';

/** Small models to add up, with random weights: of the first folder as base; of the others, which score last positions only. */
export function trios() {
  const folders = new Map(
    [1, 2, 3].map((seed) => [seed, writeFolder(microFiles({ seed, scores: seed === 1 ? 'all' : 'last' }))]),
  );
  const opened: LoadedModel[] = [];
  return {
    /** Loads models of these folders, the second with two streams. */
    async three(device: Device = apart, seeds: readonly number[] = [1, 2, 3]): Promise<LoadedModel[]> {
      const models = await Promise.all(
        seeds.map((seed, n) =>
          loadOn(device, folders.get(seed)!, `${n}`, { rows: 12, streams: 1 + (n % 2) }),
        ),
      );
      opened.push(...models);
      return models;
    },
    async close(): Promise<void> {
      for (const model of opened) await model.close();
      for (const folder of folders.values()) rmSync(folder, { recursive: true });
    },
  };
}

export const terms = (models: readonly Model[], alpha = 0.7): Term[] =>
  models.map((model, i) => ({ model, weight: [1, alpha, -alpha][i]! }));

/** The sum as it is made where scores come to main memory. */
export function inJavaScript(models: readonly Model[], alpha?: number): Model {
  const plain = models.map(({ sum: _, ...model }) => model);
  return linear(terms(plain, alpha));
}

export const queriesOf = (count: number, text: string): Query[] =>
  Array.from({ length: count }, (_, n) => ({ sequence: open(prompt(`${text} ${n}`)), rows: 1 + (n % 4) }));
