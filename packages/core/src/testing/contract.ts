import type { Model } from '../model.ts';
import type { Message } from '../sequence.ts';
import { clauses } from './clauses.ts';
import { startTrial, type Trial } from './trial.ts';

export interface ContractOptions {
  /** At least two, different; the second with a message of the user. Images welcome. */
  readonly prompts: readonly (readonly Message[])[];
  /** How far apart scores may lie that should be equal. @default 0 */
  readonly tolerance?: number;
}

/** One clause of the contract. `check` rejects with what was expected and what was found if the model breaks it. */
export interface Check {
  readonly name: string;
  check(): Promise<void>;
}

/**
 * What every model keeps: a tape's scores depend on what is on the tape, however it came to be there, whoever is
 * asked about beside it, and however the question is put. Run the checks in order, one after the other; `make` runs
 * once, with the first of them.
 */
export function contract(
  make: () => Model | Promise<Model>,
  { prompts, tolerance = 0 }: ContractOptions,
): Check[] {
  let started: Promise<Trial> | undefined;
  const start = async () => startTrial(await make(), prompts, tolerance);
  return Object.entries(clauses).map(([name, clause]) => ({
    name,
    async check() {
      started ??= start();
      const trial = await started;
      try {
        await clause(trial);
      } finally {
        trial.close();
      }
    },
  }));
}
