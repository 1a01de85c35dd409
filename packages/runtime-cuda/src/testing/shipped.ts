import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A model folder that comes with the repository. */
export interface ShippedModel {
  readonly name: string;
  readonly path: string;
}

const models = process.env.VR_MODELS ?? fileURLToPath(new URL('../../../../models', import.meta.url));

/** The model folders in models/, or where VR_MODELS points. None: says so, for tests that are then skipped. */
export function shippedModels(): ShippedModel[] {
  const names = existsSync(models) ? readdirSync(models) : [];
  const found = names
    .map((name) => ({ name, path: join(models, name) }))
    .filter(({ path }) => existsSync(join(path, 'config.json')));
  if (found.length === 0)
    console.log(`Skipped: no model in ${models} (training/README.md tells how to make them).`);
  return found;
}
