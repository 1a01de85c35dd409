import { readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => resolve(source, file));

/** What a file imports, exports from, or loads while it runs. */
function importsOf(file: string): string[] {
  const patterns = [
    /\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
    /\brequire\s*\(\s*['"]([^'"]+)['"]/g,
  ];
  const text = readFileSync(file, 'utf8');
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

test('core imports nothing but itself, and its testing half nothing else but vitest', () => {
  expect(files.length).toBeGreaterThan(20);
  const foreign = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => !files.includes(resolve(dirname(file), name)))
      .map((name) => `${file.slice(source.length + 1)} imports ${name}`),
  );
  expect(foreign).toEqual(['testing/test-model.ts imports vitest']);
});

test('core proper does not reach its testing half', () => {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const name of importsOf(file)) visit(resolve(dirname(file), name));
  };
  visit(resolve(source, 'index.ts'));
  expect(reached.size).toBeGreaterThan(15);
  expect([...reached].filter((file) => file.includes('testing'))).toEqual([]);
});
