// biome-ignore lint/style/noRestrictedImports: the one file that registers tests.
import { afterAll, describe, test } from 'vitest';
import type { Model } from '../model.ts';
import { type ContractOptions, contract } from './contract.ts';

export interface TestModelOptions<M extends Model> extends ContractOptions {
  /** Runs after the last test. */
  readonly close?: (model: M) => unknown;
}

/** Registers the contract that every model keeps as vitest tests. `make` runs once, in the first of them. */
export function testModel<M extends Model>(
  name: string,
  make: () => M | Promise<M>,
  { close, ...options }: TestModelOptions<M>,
): void {
  describe(`${name} keeps the contract of a model`, () => {
    let made: M | undefined;
    const checks = contract(async () => {
      made = await make();
      return made;
    }, options);
    for (const { name, check } of checks) test(name, check);
    afterAll(async () => {
      if (made) await close?.(made);
    });
  });
}
