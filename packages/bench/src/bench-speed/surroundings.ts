import type { Model } from '@vr/core';
import type { Suite } from '../suites/suite.ts';
import type { Contestant } from './reading.ts';
import type { FullSpeedPlan } from './speed-plan.ts';

/** A model on a device that can be made to forget what it has read. */
export interface HeldModel extends Model {
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface HoldOptions {
  readonly name?: string;
  readonly rows?: number;
  readonly threads?: number;
  readonly streams?: number;
  readonly contextLength?: number;
}

/** What parts need from outside: they load no model themselves. */
export interface Surroundings {
  readonly plan: FullSpeedPlan;
  readonly suites: readonly Suite[];
  /** A model of a folder. */
  readonly hold: (folder: string, options: HoldOptions) => Promise<HeldModel>;
  /** Starts a process that answers so many questions at once and says how much memory it took. */
  readonly weigh: (job: { readonly plan: FullSpeedPlan; readonly sequences: number }) => Promise<Weight>;
}

/** Memory of a process that did nothing else, in MiB. */
export interface Weight {
  /** Once models were loaded. */
  readonly loadedMb: number;
  /** At its highest. */
  readonly peakMb: number;
}

/** The contestants of a part, and what closes them. */
export interface Field {
  readonly contestants: readonly Contestant[];
  close(): Promise<void>;
}

/** `proxy-thinker@8`: who, and how many sequences at once. */
export function contestantName(who: string, width: number): string {
  return `${who}@${width}`;
}
