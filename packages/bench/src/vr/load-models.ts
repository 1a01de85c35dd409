import { join } from 'node:path';
import { modelsOfPlan } from '../arms.ts';
import { loadNaiveContenders } from '../contenders.ts';
import type { LoadedModels } from '../launch.ts';
import type { Plan } from '../record.ts';

/** The models of a plan on a device, and what stock packages do with the same files where that is timed. */
export async function loadModels(folder: string, plan: Plan): Promise<LoadedModels> {
  const { load } = await import('@vr/runtime-cuda');
  const names = modelsOfPlan(plan);
  const loaded = await Promise.all(names.map((name) => load(join(folder, name), { rows: plan.lanes, name })));
  return {
    models: Object.fromEntries(names.map((name, i) => [name, loaded[i]!])),
    naive: plan.speed ? await loadNaiveContenders(folder, plan.speed) : [],
    device: loaded[0]?.device ?? 'nothing',
    async forget() {
      await Promise.all(loaded.map((model) => model.forget()));
    },
    async close() {
      await Promise.all(loaded.map((model) => model.close()));
    },
  };
}
