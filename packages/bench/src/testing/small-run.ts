/** A run of table models that can be begun, killed and gone on with. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '@vr/core';
import type { Plan } from '../record.ts';
import { completeRun, type RunEnd } from '../run.ts';
import { createRunFolder, openRunFolder } from '../run-folder.ts';
import { models, plan, quiet, runRecord, suites } from './fixture.ts';

export const smallPlan: Plan = { ...plan, limit: 40, lanes: 4 };

/** Fills `parent/a-run`, from the start or from where it was left; every pass of a model takes `pauseMs`. */
export async function fillSmallRun(parent: string, pauseMs: number): Promise<RunEnd> {
  mkdirSync(parent, { recursive: true });
  const path = join(parent, 'a-run');
  const folder = existsSync(join(path, 'run.json'))
    ? openRunFolder(path)
    : createRunFolder(parent, runRecord({ plan: smallPlan }));
  try {
    return await completeRun(folder, {
      ...{ suites, naive: [], forget: async () => {}, progress: quiet },
      models: {
        'large-base': pausing(models['large-base'], pauseMs),
        'small-base': pausing(models['small-base'], pauseMs),
        'small-expert': pausing(models['small-expert'], pauseMs),
      },
      signal: new AbortController().signal,
    });
  } finally {
    folder.close();
  }
}

function pausing(model: Model, pauseMs: number): Model {
  if (pauseMs === 0) return model;
  return {
    ...model,
    async forward(queries, signal) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return model.forward(queries, signal);
    },
  };
}
