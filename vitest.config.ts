import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/{src,e2e}/**/*.test.{ts,tsx}', 'examples/**/*.test.ts'],
    // Native handles live in the runtime: one process per file keeps them apart.
    pool: 'forks',
    testTimeout: 30_000,
  },
});
