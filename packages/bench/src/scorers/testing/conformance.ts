import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

/** Published outputs with published marks lie outside the repository: beside it, or where `VR_DATA` says. */
const root = process.env.VR_DATA ?? resolve(import.meta.dirname, '../../../../../../shared/data');

export interface ConformanceData {
  path(file: string): string;
  text(file: string): string;
  json<T>(file: string): T;
  lines<T>(file: string): readonly T[];
}

/** A suite of tests on one folder of conformance data; skipped, with the reason as its name, where there is none. */
export function describeConformance(name: string, body: (folder: ConformanceData) => void): void {
  const path = join(root, name);
  if (!existsSync(path)) {
    console.info(`skipped: no conformance data in ${path} (VR_DATA says where)`);
    describe.skip(`${name}: no conformance data`, () => {});
    return;
  }
  const read = (file: string) => readFileSync(join(path, file), 'utf8');
  describe(`on ${name}`, () =>
    body({
      path: (file) => join(path, file),
      text: read,
      json: <T>(file: string) => JSON.parse(read(file)) as T,
      lines: <T>(file: string) =>
        read(file)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as T),
    }));
}
